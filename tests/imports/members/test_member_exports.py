"""What members take along is all of theirs, and comes in again as it went out."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from app.audience import operations as audience_operations
from app.audience.models import AudienceReview, Interest, InterestKind
from app.core.clock import utcnow
from app.core.db import Model, db
from app.core.jobs import run_waiting
from app.editorial import operations as editorial_operations
from app.imports.models.member_imports import MemberExport, Viewing
from app.imports.queries import member_exports as export_queries
from app.imports.rules.private_columns import LOOKS_SECRET, owns
from app.ledger.queries import differences
from app.movies.models import MovieIdentifier
from tests.factories.accounts import member
from tests.factories.audience import review
from tests.factories.movies import credit, movie, person

LONG_AGO = datetime(2020, 2, 3, 4, 5, tzinfo=UTC)
ACTED = re.compile(r"\w+_by_id|moderator_id")
"""Keys to an account that acted on a row: it is not theirs for that."""


@pytest.fixture
def said(app, ada):
    """Let Ada have said something of everything; return the films by their titles."""
    films = {
        title: movie(title, slug=slug, year=year)
        for title, slug, year in (
            ("=Salt+Year", "salt-year", 2012),
            ("Dust", "dust", 1999),
            ("Dust ", "dust-2000", 2000),
        )
    }
    films["Dust 2000"] = films.pop("Dust ")
    films["Dust 2000"].title = "Dust"
    db.session.add(
        MovieIdentifier(movie_id=films["Dust"].id, catalogue="imdb", value="tt0000042")
    )
    credit(films["Dust"], person("Asa Lind"))
    review(
        films["=Salt+Year"], ada, rating=7, body="-1 of 10 <b>&amp;</b>", at=LONG_AGO
    )
    review(films["Dust"], ada, rating=1, body="", spoiler=True, at=LONG_AGO)
    audience_operations.decide_interest(
        InterestKind.WANT_TO_SEE,
        movie_id=films["Dust 2000"].id,
        user_id=ada.id,
        at=LONG_AGO,
    )
    for number in (1, 2):
        db.session.add(
            Viewing(
                user_id=ada.id,
                movie_id=films["Dust"].id,
                watched_on=LONG_AGO.date() - timedelta(days=number),
                rewatch=number == 1,
                rating=number,
                words="Again.",
                tags="@home, rain",
            )
        )
    db.session.commit()
    return films


def take(client, kind="everything"):
    answer = client.send("/account/export", {"kind": kind}, page="/account/export")
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.data


def files_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def everything_of(user):
    """Return what a member has said, as plain values."""
    db.session.expire_all()
    reviews = db.session.execute(
        select(
            AudienceReview.movie_id,
            AudienceReview.rating,
            AudienceReview.body,
            AudienceReview.spoiler,
        )
        .where(AudienceReview.user_id == user.id)
        .order_by(AudienceReview.movie_id)
    )
    viewings = db.session.execute(
        select(
            Viewing.movie_id,
            Viewing.watched_on,
            Viewing.rewatch,
            Viewing.rating,
            Viewing.words,
            Viewing.tags,
        )
        .where(Viewing.user_id == user.id)
        .order_by(Viewing.watched_on)
    )
    wishes = db.session.execute(
        select(Interest.movie_id, Interest.kind).where(Interest.user_id == user.id)
    )
    return [list(map(tuple, rows)) for rows in (reviews, viewings, wishes)]


def forget(user):
    """Take everything that a member has said away."""
    for row in db.session.scalars(
        select(AudienceReview).where(AudienceReview.user_id == user.id)
    ).all():
        audience_operations.erase(movie_id=row.movie_id, user_id=user.id)
    db.session.execute(delete(Viewing).where(Viewing.user_id == user.id))
    db.session.execute(delete(Interest).where(Interest.user_id == user.id))
    db.session.commit()


def bring(app, client, content, *, name="everything.zip", keep="newer"):
    answer = client.send(
        "/account/import",
        {"file": (io.BytesIO(content), name)},
        page="/account/import",
    )
    run_waiting(app)
    path = answer.location
    client.send(f"{path}/commit", {"keep": keep}, page="/account/import")
    run_waiting(app)
    return path


def test_everything_goes_out_and_comes_in_again(app, said, ada, client):
    before = everything_of(ada)
    content = take(client)
    forget(ada)
    assert everything_of(ada) == [[], [], []]

    bring(app, client, content)

    assert everything_of(ada) == before
    posted = db.session.scalars(select(AudienceReview.posted_at)).all()
    assert {moment.date() for moment in posted} == {LONG_AGO.date()}
    assert differences() == []


@pytest.mark.parametrize("is_whole", [True, False], ids=["zip", "files"])
def test_what_goes_out_for_letterboxd_comes_in_again(app, said, ada, client, is_whole):
    (reviews, viewings, wishes) = everything_of(ada)
    content = take(client, "letterboxd")
    files = files_of(content)
    assert sorted(files) == ["films-1.csv", "watchlist-1.csv"]
    forget(ada)

    sent = {name: text.encode() for name, text in sorted(files.items())}
    for name, part in ({"all.zip": content} if is_whole else sent).items():
        bring(app, client, part, name=name, keep="file")

    after = everything_of(ada)
    assert [row[:3] for row in after[0]] == [row[:3] for row in reviews]
    assert after[1:] == [viewings, wishes]
    assert differences() == []


def test_the_pieces_are_as_letterboxd_takes_them(said, client):
    text = files_of(take(client, "letterboxd"))["films-1.csv"]

    rows = list(csv.DictReader(io.StringIO(text, newline="")))

    present = [row for row in rows if not row["WatchedDate"]]
    assert {(row["Title"], row["Rating"], row["Rating10"]) for row in present} == {
        ("'=Salt+Year", "3.5", "7"),
        ("Dust", "0.5", "1"),
    }
    dust = next(row for row in present if row["Title"] == "Dust")
    assert (dust["imdbID"], dust["Directors"], dust["Year"]) == (
        "tt0000042",
        "Asa Lind",
        "1999",
    )
    assert [row["Rewatch"] for row in rows if row["WatchedDate"]] == ["", "Yes"]


def test_every_row_of_a_member_is_in_it_and_no_secret(said, ada, client):
    film = said["Dust"]
    editorial_operations.offer_quote(
        movie_id=film.id, line="Go on.", speaker=None, user_id=ada.id, at=utcnow()
    )
    bo = member("Bo")
    posted = review(film, bo, body="Bo's own words.")
    audience_operations.find_helpful(posted.id, user_id=ada.id, at=utcnow())
    db.session.commit()

    files = files_of(take(client))

    about = json.loads(files["matinee.json"])
    assert (about["format"], about["version"]) == ("matinee-member", 1)
    profile = json.loads(files["profile.json"])
    assert profile["email"] == "ada@example.org"
    assert json.loads(files["tables/quote.json"])[0]["line"] == "Go on."
    assert len(json.loads(files["tables/helpful_vote.json"])) == 1
    assert len(json.loads(files["tables/login_session.json"])) == 1
    assert len(json.loads(files["tables/audience_review.json"])) == 2
    whole = "".join(files.values())
    for secret in ("token_hash", "fs_uniquifier", "argon2", "Bo's own words"):
        assert secret not in whole, secret


def test_no_cell_is_a_formula(said, client):
    for name, text in files_of(take(client)).items():
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(text, newline="")):
                for cell in row:
                    assert not cell.startswith(("=", "+", "-", "@")), (name, cell)


def test_every_table_with_members_is_decided_about(app):
    """A key to an account says whose the row is, or who acted on it: choose."""
    undecided = {
        f"{table.name}.{column.name}"
        for table in Model.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname == "account.id"
        and not owns(column.name)
        and not ACTED.fullmatch(column.name)
    }

    assert undecided == set()


def test_no_secret_is_in_a_table_of_members(app):
    shown = {
        f"{own.name}.{column.name}"
        for own in export_queries.own_tables()
        for column in own.columns
        if LOOKS_SECRET.search(column.name)
    }

    assert shown == set()


def test_so_often_a_day_and_then_wait(ada, client):
    now = utcnow()
    for _ in range(20):
        db.session.add(MemberExport(user_id=ada.id, kind="everything", made_at=now))
    db.session.commit()

    answer = client.send(
        "/account/export", {"kind": "everything"}, page="/account/export"
    )

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 86_000


def test_an_unknown_kind_is_refused(ada, client):
    answer = client.send("/account/export", {"kind": "x"}, page="/account/export")

    assert answer.status_code == 422
