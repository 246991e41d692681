"""A member brings their own: sees it first, corrects it, takes it in and back."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from app.audience import operations as audience_operations
from app.audience.hold_models import HoldKind
from app.audience.models import AudienceReview, Interest, InterestKind, Standing
from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs import JOBS, run_waiting
from app.imports.jobs import member_imports as jobs
from app.imports.models.member_imports import (
    ImportItem,
    ImportState,
    MemberImport,
    Viewing,
)
from app.ledger.queries import differences
from app.movies.models import MovieIdentifier
from app.scores import queries as score_queries
from tests.factories.accounts import member
from tests.factories.audience import review
from tests.factories.movies import movie
from tests.support import brought

SALT = {"Date": "2024-05-31", "Name": "Salt Year", "Year": "2012"}
EVENING = {"Watched Date": "2024-05-30", "Letterboxd URI": "https://box.example/1"}
FULL = brought.letterboxd(
    ratings=[SALT | {"Rating": "3.5"}],
    diary=[SALT | EVENING | {"Rewatch": "Yes", "Rating": "3.5"}],
    reviews=[
        SALT
        | EVENING
        | {
            "Rating": "3.5",
            "Review": "A <i>dry</i> year.<br>Salty.",
        }
    ],
    watchlist=[{"Date": "2024-01-01", "Name": "Dust", "Year": "1999"}],
)


def buckets(film):
    return score_queries.audience_tally(score_queries.tally_row(film.id)).buckets


def own(film, user):
    db.session.expire_all()
    return db.session.scalar(
        select(AudienceReview).where(
            AudienceReview.movie_id == film.id, AudienceReview.user_id == user.id
        )
    )


def rows_of(film, user):
    return db.session.scalars(
        select(Viewing).where(Viewing.movie_id == film.id, Viewing.user_id == user.id)
    ).all()


def outcomes(path=None):
    db.session.expire_all()
    items = select(ImportItem)
    if path is not None:
        items = items.where(ImportItem.import_id == int(path.rpartition("/")[2]))
    return {item.title: str(item.outcome) for item in db.session.scalars(items)}


def test_nothing_is_written_before_the_member_says_so(film, ada, send, client):
    path = send(FULL)

    page = client.visit(path)
    assert page.headings[0] == "Ready for you to look at"
    assert "1 film to bring in" in page.text
    assert own(film, ada) is None


def test_rating_words_viewing_and_wish_come_in(film, ada, send, press, client):
    dust = movie("Dust", year=1999)

    path = send(FULL)
    press(path, "commit", keep="newer")

    said = own(film, ada)
    assert (said.rating, said.body) == (7, "A *dry* year.\nSalty.")
    assert said.posted_at == datetime(2024, 5, 31, 12, tzinfo=UTC)
    assert said.edited_at is None
    (viewing,) = rows_of(film, ada)
    assert (viewing.watched_on, viewing.rewatch) == (date(2024, 5, 30), True)
    assert viewing.rating == 7
    assert db.session.get(Interest, (dust.id, ada.id)).kind == InterestKind.WANT_TO_SEE
    assert buckets(film)[6] == 1
    assert differences() == []
    assert "2 brought in" in client.visit(path).text


def test_bringing_the_same_file_again_changes_nothing(film, ada, send, press, client):
    movie("Dust", year=1999)
    press(send(FULL), "commit", keep="newer")
    before = own(film, ada).edited_at

    path = send(FULL)

    assert "nothing to bring in" in client.visit(path).text
    assert set(outcomes(path).values()) == {"same"}
    assert own(film, ada).edited_at == before
    assert len(rows_of(film, ada)) == 1


def test_undo_takes_back_what_was_new(film, ada, send, press, client):
    dust = movie("Dust", year=1999)
    path = send(FULL)
    press(path, "commit", keep="newer")

    press(path, "undo")

    assert own(film, ada) is None
    assert rows_of(film, ada) == []
    assert db.session.get(Interest, (dust.id, ada.id)) is None
    assert sum(buckets(film)) == 0
    assert differences() == []
    page = client.visit(path)
    assert page.headings[0] == "Taken back"
    assert "Take it back" not in page.text


def test_undo_puts_back_what_was_changed(film, ada, send, press):
    at = datetime(2020, 1, 1, tzinfo=UTC)
    review(film, ada, rating=2, body="Before.", at=at, spoiler=True)
    path = send(FULL)
    press(path, "commit", keep="file")
    changed = own(film, ada)
    assert (changed.rating, changed.spoiler) == (7, True)
    assert changed.edited_at is not None

    press(path, "undo")

    said = own(film, ada)
    assert (said.rating, said.body, said.spoiler) == (2, "Before.", True)
    assert (said.posted_at, said.edited_at) == (at, None)
    assert buckets(film)[1] == 1
    assert sum(buckets(film)) == 1
    assert differences() == []


def test_undo_leaves_what_was_edited_since_and_says_so(film, ada, send, press, client):
    path = send(FULL)
    press(path, "commit", keep="newer")
    review(film, ada, rating=10, body="On second thoughts.")

    press(path, "undo")

    assert own(film, ada).rating == 10
    page = client.visit(path)
    assert "1 not taken back" in page.text
    assert "it stays as it is now" in page.text


def test_undo_of_a_review_posted_over_a_withdrawn_one_withdraws_it(
    film, ada, send, press
):
    review(film, ada, rating=2)
    audience_operations.withdraw(movie_id=film.id, user_id=ada.id, at=utcnow())
    db.session.commit()
    path = send(FULL)
    press(path, "commit", keep="mine")
    assert own(film, ada).standing == Standing.PUBLISHED

    press(path, "undo")

    assert own(film, ada).standing == Standing.WITHDRAWN
    assert sum(buckets(film)) == 0
    assert differences() == []


@pytest.mark.parametrize(
    ("keep", "posted", "rating"),
    [
        ("mine", "2000-01-01", 2),
        ("file", "2026-01-01", 7),
        ("newer", "2000-01-01", 7),
        ("newer", "2026-01-01", 2),
        ("newer", "2024-05-31", 2),
    ],
)
def test_whose_rating_counts_is_the_members_choice(
    film, ada, send, press, keep, posted, rating
):
    review(film, ada, rating=2, at=datetime.fromisoformat(f"{posted}T12:00+00:00"))
    path = send(FULL)

    press(path, "commit", keep=keep)

    assert own(film, ada).rating == rating
    assert differences() == []


def test_a_file_without_words_takes_no_words_away(film, ada, send, press):
    review(film, ada, rating=2, body="Mine.", at=datetime(2000, 1, 1, tzinfo=UTC))
    path = send(brought.letterboxd(ratings=[SALT | {"Rating": "5"}]))

    press(path, "commit", keep="file")

    assert (own(film, ada).rating, own(film, ada).body) == (10, "Mine.")


def test_a_wish_never_replaces_a_decision(film, ada, send, press, client):
    audience_operations.decide_interest(
        InterestKind.NOT_INTERESTED, movie_id=film.id, user_id=ada.id, at=utcnow()
    )
    db.session.commit()
    path = send(
        brought.letterboxd(
            watchlist=[SALT], diary=[SALT | {"Watched Date": "2024-05-30"}]
        )
    )

    press(path, "commit", keep="file")

    db.session.expire_all()
    kind = db.session.get(Interest, (film.id, ada.id)).kind
    assert kind == InterestKind.NOT_INTERESTED
    assert "You had decided about this film here" in client.visit(path).text


def test_a_hidden_review_stays_hidden_and_uncounted(film, ada, send, press):
    posted = review(film, ada, rating=2)
    audience_operations.set_standing(posted.id, Standing.HIDDEN)
    db.session.commit()
    path = send(FULL)

    press(path, "commit", keep="file")

    assert own(film, ada).standing == Standing.HIDDEN
    assert sum(buckets(film)) == 0
    assert differences() == []


def test_a_removed_review_stays_and_the_rest_comes_in(film, ada, send, press, client):
    posted = review(film, ada, rating=2)
    audience_operations.hide(
        posted.id, HoldKind.REMOVED, "It insults.", by_id=ada.id, at=utcnow()
    )
    db.session.commit()
    path = send(FULL)

    press(path, "commit", keep="file")

    assert db.session.scalars(select(MemberImport.state)).one() == ImportState.DONE
    assert (own(film, ada).rating, own(film, ada).standing) == (2, Standing.HIDDEN)
    assert "A moderator has removed" in client.get(f"{path}/report.csv").text
    assert sum(buckets(film)) == 0
    assert differences() == []


def test_a_film_is_found_by_its_number_whatever_its_title(ada, send, press):
    film = movie("The Lamplighter", year=1950)
    db.session.add(
        MovieIdentifier(movie_id=film.id, catalogue="imdb", value="tt0000042")
    )
    db.session.commit()
    row = {"Const": "tt0000042", "Your Rating": "9", "Title": "Lampař", "Year": "2019"}

    press(send(brought.imdb(row), "ratings.csv"), "commit", keep="newer")

    assert own(film, ada).rating == 9


def test_what_is_not_certain_waits_for_the_member(ada, send, press, client):
    first = movie("Dust", slug="dust", year=1999)
    second = movie("Dust", slug="dust-2", year=2000)
    rows = [
        {"Name": "Dust", "Year": "", "Rating": "4"},
        {"Name": "Nobody Filmed This", "Year": "2001", "Rating": "5"},
    ]
    path = send(brought.letterboxd(ratings=rows))
    assert outcomes() == {"Dust": "ambiguous", "Nobody Filmed This": "unmatched"}
    page = client.visit(f"{path}?show=ambiguous")
    choose = page.links["Choose the film for Dust"]

    offered = client.visit(choose)
    assert "Dust (1999)" in offered.text
    assert "Dust (2000)" in offered.text
    answer = client.send(choose, {"movie": str(second.id)}, page=choose)

    assert answer.status_code == 303
    assert outcomes()["Dust"] == "new"
    page = client.visit(answer.location)
    assert "New" in page.headings
    assert "Dust (2000)" in page.text
    assert page.all(".brought__remark") == []
    press(path, "commit", keep="newer")
    assert own(second, ada).rating == 8
    assert own(first, ada) is None


def test_a_second_line_of_a_film_that_means_another_is_in_no_doubt(
    film, ada, send, client
):
    other = movie("Sel")
    rows = [SALT | {"Rating": "4"}, SALT | {"Year": "2013", "Rating": "5"}]
    path = send(brought.letterboxd(ratings=rows))
    page = client.visit(f"{path}?show=ambiguous")
    assert "is already matched with this film" in page.text
    choose = page.links["Choose the film for Salt Year"]

    client.send(choose, {"movie": str(other.id)}, page=choose)

    assert "already matched" not in client.get(f"{path}/report.csv").text


def test_a_film_can_be_searched_left_out_and_chosen_once(film, ada, send, client):
    rows = [SALT | {"Rating": "4"}, SALT | {"Name": "Sel", "Rating": "5"}]
    path = send(brought.letterboxd(ratings=rows))
    choose = client.visit(f"{path}?show=unmatched").links["Choose the film for Sel"]

    page = client.visit(f"{choose}?title=salt")
    assert "Salt Year (2012) is what line 2 of ratings.csv is matched with" in page.text
    assert "Salt Year (2012)" not in page.all("button")
    assert "No film of this site" in client.visit(f"{choose}?title=%25_zzz").text
    twice = client.send(choose, {"movie": str(film.id)}, page=choose)
    missing = client.send(choose, {"movie": "999999"}, page=choose)
    nonsense = client.send(choose, {"movie": "1e3"}, page=choose)
    left_out = client.send(choose, {"movie": ""}, page=choose)

    assert twice.status_code == 422
    assert "already matched" in twice.text
    assert missing.status_code == 404
    assert nonsense.status_code == 422
    assert left_out.status_code == 303
    assert outcomes()["Sel"] == "left_out"


def test_a_review_that_is_too_long_is_cut_and_that_is_said(film, ada, send, press):
    row = SALT | {"Rating": "4", "Review": "word " * 3000}
    path = send(brought.letterboxd(reviews=[row]))

    press(path, "commit", keep="newer")

    said = own(film, ada)
    assert len(said.body) <= 10_000
    assert said.body.endswith("word")
    item = db.session.scalar(select(ImportItem))
    assert "cut to 10,000" in item.remark


def test_the_report_tells_of_every_line(film, ada, send, press, client):
    rows = [SALT | {"Rating": "4"}, SALT | {"Name": "=cmd()", "Rating": "6"}]
    rows.append({"Name": "Nobody Filmed This", "Rating": "4"})
    path = send(brought.letterboxd(ratings=rows))
    press(path, "commit", keep="newer")

    answer = client.get(f"{path}/report.csv")

    assert answer.mimetype == "text/csv"
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert [line["outcome"] for line in lines] == [
        "New",
        "No such film here",
        "Refused",
    ]
    refused = lines[2]
    assert (refused["line"], refused["column"], refused["value"]) == (
        "3",
        "rating",
        "6",
    )
    assert "half stars" in refused["remark"]
    assert lines[0]["written"] == "brought in"


def test_a_file_that_cannot_be_read_says_why(ada, send, client):
    path = send("a,b\n1,2\n", "list.csv")

    page = client.visit(path)
    assert page.headings[0] == "Refused"
    assert "list.csv, line 1: 'a, b'; expected the columns" in page.text


def test_a_job_that_runs_twice_writes_once(film, ada, send, client, app):
    path, film_id = send(FULL), film.id
    import_id = int(path.rpartition("/")[2])
    client.send(f"{path}/commit", {"keep": "newer"}, page="/account/import")

    jobs.commit_import(import_id)
    jobs.commit_import(import_id)
    run_waiting(app)

    assert db.session.scalar(select(func.count()).select_from(Viewing)) == 1
    tally = score_queries.audience_tally(score_queries.tally_row(film_id))
    assert sum(tally.buckets) == 1
    assert state_of(import_id) == ImportState.DONE


def test_a_long_import_lets_others_have_their_turn(ada, send, client, app, monkeypatch):
    monkeypatch.setattr(jobs, "PART", 2)
    monkeypatch.setattr(jobs, "SLICE", 4)
    names = [f"Film {number}" for number in range(10)]
    for name in names:
        movie(name)
    rows = [SALT | {"Name": name, "Rating": "4"} for name in names]
    path = send(brought.letterboxd(ratings=rows))
    import_id = int(path.rpartition("/")[2])
    client.send(f"{path}/commit", {"keep": "newer"}, page="/account/import")

    turns = run_waiting(app)

    assert turns == 3
    assert state_of(import_id) == ImportState.DONE
    assert db.session.scalar(select(func.count()).select_from(AudienceReview)) == 10
    assert differences() == []


def test_what_was_left_lying_is_taken_up(film, ada, send, client, app):
    path = send(FULL)
    import_id = int(path.rpartition("/")[2])
    client.send(f"{path}/commit", {"keep": "newer"}, page="/account/import")
    queue = app.extensions["jobs"]
    while queue.dequeue() is not None:
        """Lose every wake-up."""
    set_row(import_id, worker="dead", beat_at=utcnow() - timedelta(minutes=3))
    assert own(film, ada) is None

    JOBS["app.imports.jobs.member_imports.resume_imports"]()
    run_waiting(app)

    assert own(film, ada).rating == 7
    assert state_of(import_id) == ImportState.DONE


def test_who_gives_signs_of_life_is_left_alone(film, ada, send, client, app):
    path = send(FULL)
    import_id = int(path.rpartition("/")[2])
    client.send(f"{path}/commit", {"keep": "newer"}, page="/account/import")
    set_row(import_id, worker="alive", beat_at=utcnow())

    run_waiting(app)

    assert state_of(import_id) == ImportState.COMMITTING
    assert own(film, ada) is None


def test_a_file_that_breaks_the_site_again_and_again_is_given_up(ada, send, app):
    import_id = int(send(FULL).rpartition("/")[2])
    set_row(import_id, state=ImportState.COMMITTING, tries=4)

    jobs.commit_import(import_id)

    assert state_of(import_id) == ImportState.FAILED


def test_a_reading_that_broke_off_begins_anew(film, ada, send, app):
    import_id = int(send(FULL).rpartition("/")[2])
    gone = {"state": ImportState.READING, "beat_at": utcnow() - timedelta(minutes=3)}
    set_row(import_id, worker="dead", **gone)

    jobs.read_import(import_id)

    row = db.session.get(MemberImport, import_id)
    assert row.state == ImportState.FAILED
    assert "no longer here" in row.reason


def test_old_previews_go_and_their_items_with_them(film, ada, send):
    import_id = int(send(FULL).rpartition("/")[2])
    set_row(import_id, beat_at=utcnow() - timedelta(days=15))

    jobs.clear_up_imports()

    assert state_of(import_id) == ImportState.DISCARDED
    assert outcomes() == {}


def set_row(import_id, **values):
    db.session.execute(
        update(MemberImport).where(MemberImport.id == import_id).values(values)
    )
    db.session.commit()


def state_of(import_id):
    db.session.expire_all()
    return db.session.get(MemberImport, import_id).state


def test_another_members_import_is_nobodys_business(film, ada, send, client, sign_in):
    path = send(FULL)
    other = client.application.test_client()
    sign_in(other, member("Bo"))

    for address in (path, f"{path}/report.csv", f"{path}/films/1"):
        assert other.get(address).status_code == 404
    for verb in ("commit", "undo", "discard", "films/1"):
        answer = other.send(f"{path}/{verb}", {"keep": "file"}, page="/account/import")
        assert answer.status_code == 404
    assert own(film, ada) is None
