"""Posts that are held, limits of a day, and waves, on both databases."""

import json
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Barrier

import pytest

from app.audience import operations, queries
from app.audience.hold_models import Burst, Hold, HoldKind, Outcome
from app.audience.models import AudienceReview, Standing
from app.audience.operations import Gate, Opinion
from app.audience.queries import holds as hold_queries
from app.audience.rules.bursts import BurstRule
from app.audience.rules.holds import Limits, Sent, Sieve
from app.core import events
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict, NotFound, TooMany
from app.core.events import Event, EventKind
from app.ledger.queries import differences
from app.scores import queries as score_queries
from app.trust import Switch
from tests.factories import accounts, audience, movies
from tests.support.page import Page

PAGE = "/movies/the-lamplighter"


@pytest.fixture
def film(app):
    return movies.movie("The Lamplighter")


@pytest.fixture
def set_site(app, monkeypatch):
    """Change the site's settings: `set_site(holds="on")`."""

    def change(**values):
        settings = replace(app.config["SETTINGS"], **values)
        monkeypatch.setitem(app.config, "SETTINGS", settings)

    return change


@pytest.fixture
def holding(set_site):
    set_site(holds=Switch.ON)


def post(reader, page=PAGE, *, solve=False, **fields):
    """Send the form as a browser would, with or without its script."""
    form = reader.visit(f"{page}/review")
    fields = {"rating": "8", "body": "Saw it.", **fields}
    for name in ("made", "website"):
        if name in form.values:
            fields.setdefault(name, form.values[name])
    if solve:
        fields["altcha"] = solution(form)
    return reader.send(f"{page}/audience-reviews", fields, page=f"{page}/review")


def solution(form):
    """Solve the riddle of a form as the script does."""
    riddle = json.loads(form.find("[data-riddle]").get("data-riddle"))
    number = next(
        number
        for number in range(riddle["maxnumber"])
        if sha256(f"{riddle['salt']}{number}".encode()).hexdigest()
        == riddle["challenge"]
    )
    names = ("algorithm", "challenge", "salt", "signature")
    answer = {name: riddle[name] for name in names} | {"number": number}
    return b64encode(json.dumps(answer).encode()).decode()


def reasons():
    hold = db.session.scalars(db.select(Hold).order_by(Hold.id.desc())).first()
    return [] if hold is None else [rule for rule, _ in hold.reasons]


def rating_count(movie_id):
    return score_queries.audience_tally(score_queries.tally_row(movie_id)).rating_count


def test_a_newcomers_first_post_is_held_with_every_reason(film, client, holding):
    client.sign_in(accounts.ada())

    assert post(client).status_code == 303

    assert reasons() == ["first_post", "too_fast", "no_proof"]
    assert "User Ratings: 0" in client.visit(PAGE).text
    assert "waits for a moderator" in client.visit(f"{PAGE}/review").text
    assert differences() == []


def test_with_a_proof_that_reason_is_gone(film, client, holding, set_site):
    set_site(shortest_seconds=0)
    client.sign_in(accounts.ada())

    post(client, solve=True)

    assert reasons() == ["first_post"]


def test_a_proof_is_used_once(film, client, holding, set_site):
    movies.movie("Salt Year")
    set_site(shortest_seconds=0)
    client.sign_in(accounts.ada())
    proof = solution(client.visit(f"{PAGE}/review"))

    post(client, altcha=proof)
    post(client, "/movies/salt-year", altcha=proof)

    held = db.session.scalars(db.select(Hold).order_by(Hold.id)).all()
    assert [[rule for rule, _ in hold.reasons] for hold in held] == [
        ["first_post"],
        ["first_post", "no_proof"],
    ]


def test_a_form_that_was_made_for_another_is_strange(film, app, client, holding):
    bo = app.test_client()
    bo.sign_in(accounts.bo())
    made = bo.visit(f"{PAGE}/review").values["made"]
    client.sign_in(accounts.ada())

    post(client, made=made)

    assert "no_form" in reasons()


def test_who_fills_in_the_hidden_field_is_held(film, client, holding):
    client.sign_in(accounts.ada())

    post(client, website="https://pills.example")

    assert "trap" in reasons()


def test_a_member_of_old_is_asked_nothing(film, client, holding):
    ada = accounts.member("Ada", created_at=utcnow() - timedelta(days=30))
    audience.review(movies.movie("Salt Year"), ada)
    client.sign_in(ada)

    form = client.visit(f"{PAGE}/review")
    assert "made" not in form.values
    post(client)

    assert "User Ratings: 1" in client.visit(PAGE).text
    assert reasons() == []


def test_an_edit_does_not_slip_past_the_rules(film, client, holding):
    ada = accounts.member("Ada", created_at=utcnow() - timedelta(days=30))
    audience.review(film, ada)
    client.sign_in(ada)

    post(client, body="https://a.example https://b.example https://c.example")

    assert reasons() == ["links"]
    assert "User Ratings: 0" in client.visit(PAGE).text
    assert differences() == []


def test_a_moderator_sees_the_reasons_and_lets_it_go(film, app, client, holding):
    client.sign_in(accounts.ada())
    post(client, body="Honest words.")
    mo = app.test_client()
    mo.sign_in(accounts.mo())
    page = mo.visit("/moderation/held")
    assert "Honest words." in page.text
    assert "First post of a new account" in page.text
    path = page.links["Decide about the review by Ada"]

    mo.send(path, {"kind": "restore", "reason": "Fine."}, page=path)

    assert "Honest words." in client.visit(PAGE).text
    assert "Nothing waits for you." in mo.visit("/moderation/held").text
    assert "is shown" in client.visit("/account/notices").text
    assert differences() == []


def test_others_are_told_of_a_review_when_it_is_let_go(film, client, holding):
    events.want([EventKind.REVIEW_PUBLISHED])
    ada = accounts.ada()
    client.sign_in(ada)
    post(client)
    told = db.select(db.func.count(Event.id))
    assert db.session.scalar(told) == 0

    operations.show(
        queries.of_member(film.id, ada.id).id, by_id=accounts.mo().id, at=utcnow()
    )

    assert db.session.scalar(told) == 1


def test_what_is_held_stays_so_over_a_withdrawal(film, client, holding):
    ada = accounts.ada()
    client.sign_in(ada)
    post(client)
    operations.withdraw(movie_id=film.id, user_id=ada.id, at=utcnow())
    operations.restore(movie_id=film.id, user_id=ada.id, at=utcnow())
    db.session.commit()

    post(client, body="Again, and other words.")

    assert queries.of_member(film.id, ada.id).standing == Standing.HELD
    assert db.session.scalar(db.select(db.func.count(Hold.id))) == 1


def test_on_a_demo_nothing_is_held(film, client, set_site):
    accounts.member("Demo", demo=True)
    set_site(holds=None)
    db.session.execute(
        db.update(accounts.User)
        .where(accounts.User.name == "Demo")
        .values(id=db.select(db.func.min(accounts.User.id) - 1).scalar_subquery())
    )
    client.sign_in(accounts.ada())

    post(client)

    assert "User Ratings: 1" in client.visit(PAGE).text


def test_on_another_site_holds_are_on_by_themselves(film, client, set_site):
    set_site(holds=None)
    client.sign_in(accounts.ada())

    post(client)

    assert "first_post" in reasons()


def test_beyond_the_days_limit_the_form_comes_back(film, client, set_site):
    set_site(daily_posts_newcomer=1)
    movies.movie("Salt Year")
    client.sign_in(accounts.ada())
    assert post(client).status_code == 303

    answer = post(client, "/movies/salt-year", body="Many long words.")

    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 86_400
    page = Page(answer)
    assert page.values["body"].strip() == "Many long words."
    assert "as many as your account may" in page.text
    assert post(client, body="An edit is no new post.").status_code == 303
    assert differences() == []


@pytest.mark.parametrize("in_place", [True, False])
def test_beyond_a_days_votes_another_is_429(film, client, set_site, in_place):
    set_site(daily_votes_newcomer=1)
    ada = accounts.ada()
    first, second = (
        audience.review(film, accounts.member(name), body="Good.")
        for name in ("Eve", "Finn")
    )
    client.sign_in(ada)

    def vote(review, verb=""):
        path = f"/audience-reviews/{review.id}/helpful-vote{verb}"
        headers = {"HX-Request": "true"} if in_place else {}
        return client.send(path, page=f"{PAGE}/review", headers=headers)

    assert vote(first).status_code < 400
    assert vote(first).status_code < 400, "the same again is no second one"
    refused = vote(second)

    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 86_400
    assert "You have found 1 review helpful today" in Page(refused).text
    assert vote(first, "/delete").status_code < 400
    assert vote(second).status_code < 400
    db.session.expire_all()
    assert (first.helpful_count, second.helpful_count) == (0, 1)


def test_after_midnight_one_may_go_on(film):
    ada, other = accounts.ada(), movies.movie("Salt Year")
    limits = Limits(newcomer=1)
    gate = Gate(Sieve(holds=False, limits=limits), BurstRule(), Sent())
    late = utcnow().replace(hour=23, minute=59, second=30)
    mine = {"user_id": ada.id, "gate": gate}
    operations.publish(Opinion(8), movie_id=film.id, at=late, **mine)

    with pytest.raises(TooMany, match="rated 1 movie today") as refused:
        operations.publish(Opinion(8), movie_id=other.id, at=late, **mine)
    assert refused.value.seconds == pytest.approx(30, abs=1)

    later = late + timedelta(seconds=31)
    operations.publish(Opinion(8), movie_id=other.id, at=later, **mine)
    assert rating_count(other.id) == 1


def wave(film, number, *, at: datetime, gate=None, first=0):
    """Let so many members rate a movie within a minute."""
    for each in range(first, first + number):
        operations.publish(
            Opinion(rating=1),
            movie_id=film.id,
            user_id=member_id(f"Member {each}"),
            at=at + timedelta(milliseconds=each),
            gate=gate,
        )
    db.session.commit()


def member_id(name):
    old = utcnow() - timedelta(days=400)
    found = db.session.scalar(db.select(accounts.User.id).filter_by(name=name))
    return found or accounts.member(name, created_at=old).id


RULE = BurstRule(floor=5)
WATCHED = Gate(Sieve(newcomer_days=0, most_links=9), RULE, Sent(by_form=False))


@pytest.fixture
def held_wave(film):
    """Six ratings where five pass, on a movie with one old rating."""
    old = utcnow() - timedelta(days=100)
    audience.review(film, accounts.ada(), at=old, rating=10)
    for each in range(8):
        other = movies.movie(f"Other {each}")
        audience.review(
            other, db.session.get(accounts.User, member_id(f"Member {each}"))
        )
    wave(film, 6, at=utcnow() - timedelta(minutes=5), gate=WATCHED)
    return db.session.scalars(db.select(Burst)).one()


def test_a_wave_is_held_and_both_figures_stand_on_the_page(held_wave, film, client):
    page = client.visit(PAGE).text

    assert (held_wave.allowed, held_wave.arrived) == (5, 6)
    assert rating_count(film.id) == 1
    assert "1 counted; 6 more came in a sudden wave within 3 hours" in page
    assert "are held until a moderator has looked" in page
    assert differences() == []


def test_what_comes_later_joins_the_wave(held_wave, film):
    wave(film, 1, at=utcnow(), gate=WATCHED, first=6)

    assert queries.wave_on(film.id).held == 7
    assert rating_count(film.id) == 1
    assert differences() == []


def test_what_is_wrong_by_itself_is_not_let_go_with_its_wave(held_wave, film):
    strict = Sieve(newcomer_days=0, words=("snake oil",))
    changed = operations.publish(
        Opinion(rating=1, body="Buy snake oil."),
        movie_id=film.id,
        user_id=member_id("Member 0"),
        at=utcnow(),
        gate=Gate(strict, RULE, Sent(by_form=False)),
    )

    operations.settle_burst(held_wave.id, Outcome.RELEASED, by_id=None, at=utcnow())

    assert rating_count(film.id) == 6
    review = db.session.get(AudienceReview, changed.id)
    assert review.standing == Standing.HELD
    assert hold_queries.open_hold(review.id).kind == HoldKind.RULES
    assert differences() == []


def test_a_screenings_rating_is_no_part_of_it(held_wave, film):
    operations.publish(
        Opinion(9),
        movie_id=film.id,
        user_id=accounts.bo().id,
        at=utcnow(),
        verified=True,
    )

    wave(film, 1, at=utcnow(), gate=WATCHED, first=6)

    assert rating_count(film.id) == 2
    assert queries.wave_on(film.id).held == 7


@pytest.mark.parametrize(
    ("kind", "count", "standing"),
    [("release_wave", 7, "published"), ("strike_wave", 1, "hidden")],
)
def test_a_moderator_counts_or_strikes_it(
    held_wave, film, app, client, kind, count, standing
):
    mo = app.test_client()
    mo.sign_in(accounts.mo())
    page = mo.visit("/moderation/waves").text
    assert "6 held" in page
    path = f"/moderation/waves/{held_wave.id}"
    decision = {"kind": kind, "reason": "Looked at."}
    assert mo.send(path, decision | {"reason": ""}, page="/account").status_code == 422

    assert mo.send(path, decision, page="/account").status_code == 303

    assert rating_count(film.id) == count
    assert differences() == []
    assert "more came in a sudden wave" not in client.visit(PAGE).text
    assert mo.send(path, decision, page="/account").status_code == 409
    assert "Looked at." in mo.visit("/moderation/log").text


def test_others_are_told_once_of_the_words_in_a_wave_that_is_counted(held_wave, film):
    events.want([EventKind.REVIEW_PUBLISHED])
    late = operations.publish(
        Opinion(1, "Not for me."),
        movie_id=film.id,
        user_id=member_id("Member 6"),
        at=utcnow(),
        gate=WATCHED,
    )
    told = db.select(Event.payload)
    assert late.standing == Standing.HELD
    assert db.session.scalars(told).all() == []

    operations.settle_burst(held_wave.id, Outcome.RELEASED, by_id=None, at=utcnow())

    assert [each["review_id"] for each in db.session.scalars(told)] == [late.id]


def test_it_is_counted_by_itself_in_time(held_wave, film):
    operations.release_due(at=held_wave.held_until - timedelta(seconds=1))
    assert rating_count(film.id) == 1

    operations.release_due(at=held_wave.held_until)

    assert rating_count(film.id) == 7
    assert differences() == []


def test_what_was_counted_is_not_held_again(held_wave, film):
    operations.settle_burst(held_wave.id, Outcome.RELEASED, by_id=None, at=utcnow())

    wave(film, 1, at=utcnow(), gate=WATCHED, first=6)

    assert rating_count(film.id) == 8
    assert queries.wave_on(film.id) is None


@pytest.mark.parametrize("outcome", [Outcome.RELEASED, Outcome.STRUCK])
def test_who_withdrew_meanwhile_stays_out_until_they_return(held_wave, film, outcome):
    mine = {"movie_id": film.id, "user_id": member_id("Member 0")}
    operations.withdraw(**mine, at=utcnow())
    operations.settle_burst(held_wave.id, outcome, by_id=None, at=utcnow())
    released = outcome is Outcome.RELEASED
    assert rating_count(film.id) == (6 if released else 1)

    operations.restore(**mine, at=utcnow())

    assert rating_count(film.id) == (7 if released else 1)
    assert differences() == []


def test_who_was_struck_with_a_wave_reads_so(app, held_wave, film):
    reader = app.test_client()
    reader.sign_in(db.session.get(accounts.User, member_id("Member 0")))
    operations.settle_burst(held_wave.id, Outcome.STRUCK, by_id=None, at=utcnow())
    db.session.commit()

    page = reader.visit(f"{PAGE}/review").text

    assert "Your rating was struck with a wave of ratings" in page
    assert "A moderator has hidden your review" not in page


def test_a_review_hidden_by_itself_was_not_struck_with_its_wave(held_wave):
    hold = db.session.scalars(db.select(Hold).limit(1)).one()
    at = utcnow() - timedelta(minutes=1)
    operations.hide(hold.review_id, None, "", by_id=member_id("Mo"), at=at)
    operations.settle_burst(held_wave.id, Outcome.STRUCK, by_id=None, at=utcnow())

    assert not queries.struck_with_a_wave(hold.review_id)


def test_a_second_decision_is_told(held_wave):
    operations.settle_burst(held_wave.id, Outcome.STRUCK, by_id=None, at=utcnow())

    with pytest.raises(Conflict):
        operations.settle_burst(held_wave.id, Outcome.STRUCK, by_id=None, at=utcnow())


def at_once(app, count, work):
    start = Barrier(count)

    def run(number):
        with app.app_context():
            start.wait()
            work(number)
            db.session.commit()

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(run, range(count)))


def test_a_wave_at_the_same_moment_is_one_wave_and_counted_exactly(live_database):
    app = live_database
    with app.app_context():
        film_id = movies.movie().id
        other = movies.movie("Other")
        people = [accounts.member(f"Member {number}") for number in range(12)]
        for person in people:
            audience.review(other, person)
        numbers = [person.id for person in people]

    def rate(number):
        operations.publish(
            Opinion(rating=1),
            movie_id=film_id,
            user_id=numbers[number],
            at=utcnow(),
            gate=WATCHED,
        )

    at_once(app, 12, rate)

    with app.app_context():
        assert len(db.session.scalars(db.select(Burst)).all()) == 1
        assert queries.wave_on(film_id).held == 12
        assert rating_count(film_id) == 0
        assert differences() == []


def test_at_the_same_moment_the_days_limit_is_exact(live_database):
    app = live_database
    gate = Gate(Sieve(holds=False, limits=Limits(newcomer=3)), BurstRule(), Sent())
    with app.app_context():
        films = [movies.movie(f"Film {number}").id for number in range(8)]
        ada_id = accounts.ada().id
    refused = []

    def rate(number):
        try:
            operations.publish(
                Opinion(rating=8),
                movie_id=films[number],
                user_id=ada_id,
                at=utcnow(),
                gate=gate,
            )
        except TooMany:
            db.session.rollback()
            refused.append(number)

    at_once(app, 8, rate)

    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(AudienceReview.id))) == 3
        assert len(refused) == 5
        assert differences() == []


def test_who_left_a_moment_ago_posts_no_more(film):
    gone = accounts.ada().id
    operations.leave(gone, reviews_stay=False, at=utcnow())

    with pytest.raises(NotFound):
        operations.publish(
            Opinion(8), movie_id=film.id, user_id=gone, at=utcnow(), gate=WATCHED
        )
