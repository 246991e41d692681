"""Writers at the same moment, by real HTTP and through two processes: exact counts."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app.audience.models import AudienceReview, HelpfulVote
from app.core.db import db
from app.imports.operations.ratings import THEIRS
from app.moderation.models import ModerationAction
from app.screenings.models import Ballot
from tests.factories import accounts, audience, movies, screenings
from tests.support.databases import BACKENDS
from tests.support.posting import kept, miscounted, post
from tests.support.site import until

AT_ONCE = 20
ADA = "member.0@example.org"


@pytest.fixture(params=["postgresql"])
def site(request, made_site, filled):
    """Return a site of two web processes; many write at once on PostgreSQL alone."""
    site = made_site(request.param, MATINEE_WORKERS="2", MATINEE_JOB_WORKERS="0")
    filled(site, movies=2, members=4)
    return site


ON_BOTH = pytest.mark.parametrize("site", BACKENDS, indirect=True)


def begun(site):
    """Start a site, and wait for both of its processes."""
    site.start()
    until(lambda: len(site.web_processes()) == 2)
    return site


def at_once(*acts) -> Counter[int]:
    """Do several things in as many threads, let go together; count the statuses."""
    start = Barrier(len(acts))

    def run(act):
        start.wait()
        return act().status

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


def same_reader(site, reader, count):
    """Return as many browsers of one member, on connections of their own."""
    others = [site.visitor() for _ in range(count)]
    for other in others:
        other.cookies = dict(reader.cookies)
    return others


def count_of(site, what) -> int:
    """Return how many rows there are."""
    with site.rows():
        return db.session.scalar(select(func.count()).select_from(what))


@ON_BOTH
def test_one_member_who_posts_twenty_times_at_once_has_one_review(site):
    ada = begun(site).visitor(ADA)
    token = ada.token("/movies/film-0/review")

    statuses = at_once(
        *(
            lambda reader=reader, number=number: post(
                reader, "film-0", token, 1 + number % 10, f"Try {number}."
            )
            for number, reader in enumerate(same_reader(site, ada, AT_ONCE))
        )
    )

    assert statuses == {303: AT_ONCE}
    assert [len(each) for each in kept(site).values()] == [1]
    assert miscounted(site) == []


def test_a_post_and_a_withdrawal_at_once_leave_one_state(site):
    ada = begun(site).visitor(ADA)
    token = ada.token("/movies/film-0/review")
    assert post(ada, "film-0", token, 9, "There.").status == 303
    readers = same_reader(site, ada, 12)

    def withdraw(reader):
        fields = {"csrf_token": token}
        return reader.post("/movies/film-0/review/withdrawal", fields)

    statuses = at_once(
        *(lambda reader=reader: withdraw(reader) for reader in readers[::2]),
        *(
            lambda reader=reader: post(reader, "film-0", token, 2, "Again.")
            for reader in readers[1::2]
        ),
    )

    assert statuses == {303: len(readers)}
    assert count_of(site, AudienceReview) <= 1
    assert miscounted(site) == []


def test_a_vote_and_its_withdrawal_at_once_count_what_is_there(site):
    with site.rows():
        film = movies.movie("Voted On")
        review_id = audience.review(film, accounts.member("Author")).id
    path = f"/audience-reviews/{review_id}/helpful-vote"
    ada, bo = begun(site).visitor(ADA), site.visitor("member.1@example.org")
    tokens = {id(each): each.token("/movies/film-0/review") for each in (ada, bo)}

    acts = []
    for reader in (ada, bo):
        fields = {"csrf_token": tokens[id(reader)]}
        for number, hand in enumerate(same_reader(site, reader, 8)):
            where = path if number % 2 else f"{path}/delete"
            acts.append(lambda h=hand, w=where, f=fields: h.post(w, f))
    statuses = at_once(*acts)

    assert set(statuses) <= {303, 200}, statuses
    with site.rows():
        said = db.session.scalar(
            select(AudienceReview.helpful_count).where(AudienceReview.id == review_id)
        )
    assert said == count_of(site, HelpfulVote)
    assert said <= 2


def test_two_phones_with_one_code_cast_one_ballot(site):
    with site.rows():
        film = movies.movie("Shown Once")
        code = screenings.code(screenings.screening(film))
    begun(site)
    phones = [site.visitor() for _ in range(8)]
    tokens = [phone.token(f"/s/{code}") for phone in phones]

    def cast(number):
        fields = {"csrf_token": tokens[number], "rating": str(1 + number)}
        return phones[number].post(f"/s/{code}", fields)

    statuses = at_once(*(lambda number=number: cast(number) for number in range(8)))

    assert statuses == {303: 1, 409: 7}
    assert count_of(site, Ballot) == 1
    assert miscounted(site) == []


def test_two_moderators_who_decide_at_once_hide_it_once(site):
    with site.rows():
        film = movies.movie("Disputed")
        review_id = audience.review(film, accounts.member("Author")).id
        mods = [
            accounts.member(f"Mod {number}", roles=("moderator",)).email
            for number in range(2)
        ]
    begun(site)
    hands, tokens = [], []
    for email in mods:
        hand = site.visitor(email)
        page = hand.get(f"/moderation/audience-reviews/{review_id}").page
        hands.append(hand)
        tokens.append(page.token)

    def hide(number):
        fields = {"csrf_token": tokens[number], "kind": "hide", "reason": "spam"}
        return hands[number].post(f"/moderation/audience-reviews/{review_id}", fields)

    statuses = at_once(lambda: hide(0), lambda: hide(1))

    # The log keeps what each of them decided.
    assert statuses == {303: 2}
    assert count_of(site, ModerationAction) == 2
    with site.rows():
        assert db.session.get_one(AudienceReview, review_id).standing == "hidden"
    assert miscounted(site) == []


@ON_BOTH
def test_an_import_and_a_post_at_once_count_one_rating(site, tmp_path):
    file = tmp_path / "ratings.csv"
    file.write_text(
        "title,year,member,email,stars,date,text\n"
        + "".join(
            f"Film {film},2012,Member {number},member.{number}@example.org,3.5,"
            "2012-08-01,Brought.\n"
            for film in range(2)
            for number in range(4)
        )
    )
    begun(site)
    readers = [site.visitor(f"member.{number}@example.org") for number in range(4)]
    tokens = [reader.token("/movies/film-0/review") for reader in readers]

    output = []

    def bring():
        done = site.run("import", "ratings", str(file), "--yes")
        output.append(" ".join(done.stdout.split()))
        return type("Done", (), {"status": done.returncode})

    statuses = at_once(
        bring,
        *(
            lambda n=number, f=film: post(
                same_reader(site, readers[n], 1)[0], f"film-{f}", tokens[n], 2, "Mine."
            )
            for film in range(2)
            for number in range(4)
        ),
    )

    # A rating that a member has given meanwhile stays as it is, and the import says so
    # by its exit code; for no other reason is any row left out.
    assert statuses[303] == 8
    assert statuses[1 if THEIRS in output[0] else 0] == 1, output
    assert output[0].count("expected") == output[0].count(THEIRS), output
    found = kept(site)
    assert len(found) == 8
    assert all(len(each) == 1 for each in found.values())
    assert miscounted(site) == []
