"""A part of an import, written at once, is what its films are one by one."""

from datetime import timedelta

import pytest

from app.audience import operations as audience_operations
from app.audience.gate import gate_for_file
from app.audience.models import AudienceReview, Interest
from app.audience.operations import Gate
from app.audience.rules.holds import Author, Sent, Sieve
from app.core.clock import utcnow
from app.core.db import db
from app.imports.models.member_imports import ImportItem, MemberImport, Viewing
from app.imports.operations import member_parts, member_undoing, member_writing
from app.imports.rules.own_outcomes import Written
from app.ledger.queries import differences
from tests.factories import audience
from tests.factories.accounts import member
from tests.factories.movies import movie

NOW = utcnow()
LONG_AGO = NOW - timedelta(days=400)
TITLES = ("New", "Worse", "Same", "Held", "Wished", "Decided", "Twice", "Closed", "No")


def item(brought, film, **values):
    blank = {
        "file": "diary.csv", "line": 2, "title": film.title, "identifiers": [],
        "viewings": [], "candidates": [], "outcome": "new", "trace": {},
        "movie_id": film.id,
    }  # fmt: skip
    row = ImportItem(import_id=brought.id, **blank | values)
    db.session.add(row)
    return row


def evening(on, words=""):
    return {
        "on": on,
        "number": 1,
        "rewatch": False,
        "rating": 8,
        "words": words,
        "tags": "",
    }


def film(title):
    """A film whose version tells how often it moved: others begin at the site's."""
    return movie(title, version=1)


def brought_by(user):
    """An import of all kinds of films, ready to be written."""
    films = {name: film(f"{name} of {user.name}") for name in TITLES}
    films["Closed"].ratings_open = False
    for name in ("Worse", "Same", "No"):
        audience.review(films[name], user, at=LONG_AGO)
    audience_operations.withdraw(movie_id=films["No"].id, user_id=user.id, at=LONG_AGO)
    audience_operations.decide_interest(
        "not_interested", movie_id=films["Decided"].id, user_id=user.id, at=LONG_AGO
    )
    row = MemberImport(
        user_id=user.id, state="committing", file_name="x.zip", byte_count=1,
        keep="newer", remarks=[], uploaded_at=NOW, beat_at=NOW,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    day = LONG_AGO.date() + timedelta(days=30)
    items = [
        item(row, films["New"], rating=7, words="Warm.", said_on=day),
        item(row, films["Worse"], rating=1, said_on=day, remark="Cut."),
        item(row, films["Same"], rating=8, said_on=day),
        item(row, films["Held"], rating=9, words="Casino night.", said_on=day),
        item(row, films["Wished"], wish=True, said_on=day),
        item(row, films["Decided"], wish=True),
        item(row, films["Twice"], viewings=[evening("2020-01-02"), evening(None)]),
        item(row, films["Closed"], rating=5, viewings=[evening(None)]),
        item(row, films["No"], rating=3, said_on=day),
        item(row, films["New"], movie_id=None),
    ]
    db.session.commit()
    return row, [each.id for each in items], films


def told(item_ids, user, films):
    """All that was written for a member."""
    db.session.expire_all()
    items = [db.session.get(ImportItem, each) for each in item_ids]
    found = []
    for film in films.values():
        mine = {"movie_id": film.id, "user_id": user.id}
        review = db.session.scalar(db.select(AudienceReview).filter_by(**mine))
        wish = db.session.get(Interest, (film.id, user.id))
        evenings = db.session.scalars(
            db.select(Viewing).filter_by(**mine).order_by(Viewing.id)
        )
        found.append(
            (
                review and member_writing.snapshot(review),
                wish and (wish.kind, wish.decided_at),
                [(each.watched_on, each.number, each.words) for each in evenings],
                film.version,
            )
        )
    return [(each.written, each.remark, each.trace) for each in items], found


@pytest.fixture
def gate():
    return Gate(Sieve(words=("casino",)), None, Sent(by_form=False), limited=False)


def known(name):
    user = member(name, created_at=LONG_AGO)
    for number in range(20):
        audience.review(movie(f"{name} saw {number}"), user, at=LONG_AGO)
    return user


def test_a_part_becomes_what_its_films_become_one_by_one(app, gate):
    ada, bo = known("Ada"), known("Bo")
    row, item_ids, films = brought_by(ada)
    other, other_ids, other_films = brought_by(bo)

    left = member_parts.write_part(item_ids, row, gate, at=NOW)
    db.session.commit()
    assert left == [item_ids[TITLES.index("No")]]
    for item_id in left:
        member_writing.write(item_id, row, gate, at=NOW)
    for item_id in other_ids:
        member_writing.write(item_id, other, gate, at=NOW)
    db.session.commit()

    assert told(item_ids, ada, films) == told(other_ids, bo, other_films)
    assert differences() == []


def test_a_part_that_runs_twice_is_written_once(app, gate):
    ada = known("Ada")
    row, item_ids, films = brought_by(ada)
    member_parts.write_part(item_ids, row, gate, at=NOW)
    before = told(item_ids, ada, films)

    again = member_parts.write_part(item_ids, row, gate, at=NOW)

    assert again == [item_ids[TITLES.index("No")]]
    assert told(item_ids, ada, films) == before


def test_a_part_is_taken_back_as_its_films_are_one_by_one(app, gate):
    told_of = []
    for name, is_part in (("Ada", True), ("Bo", False)):
        user = known(name)
        row, item_ids, films = brought_by(user)
        # A wish that nobody had decided about, and one that was decided since.
        films["Since"] = film(f"Since of {name}")
        since = item(row, films["Since"], wish=True)
        db.session.commit()
        item_ids.append(since.id)
        for item_id in item_ids:
            member_writing.write(item_id, row, gate, at=NOW)
        audience.review(films["Closed"], user, rating=2, at=NOW)
        audience_operations.decide_interest(
            "not_interested", movie_id=films["Since"].id, user_id=user.id, at=NOW
        )
        row.state = "undoing"
        db.session.commit()
        left = item_ids
        if is_part:
            left = member_undoing.undo_part(item_ids, row, at=NOW)
            stood = [item_ids[TITLES.index(each)] for each in ("Worse", "Same", "No")]
            assert set(left) <= set(stood)
            assert item_ids[TITLES.index("Worse")] in left
        for item_id in left:
            member_writing.undo(item_id, row, at=NOW)
        db.session.commit()
        told_of.append(told(item_ids, user, films))

    part, singly = told_of
    assert part == singly
    written = [each[0] for each in part[0]]
    assert written[TITLES.index("New")] == Written.UNDONE
    assert written[TITLES.index("Closed")] == Written.KEPT
    assert differences() == []


def test_a_part_that_is_taken_back_twice_is_taken_back_once(app, gate):
    ada = known("Ada")
    row, item_ids, films = brought_by(ada)
    member_parts.write_part(item_ids, row, gate, at=NOW)
    left = member_undoing.undo_part(item_ids, row, at=NOW)
    before = told(item_ids, ada, films)

    assert member_undoing.undo_part(item_ids, row, at=NOW) == left
    assert told(item_ids, ada, films) == before
    assert differences() == []


def test_many_films_are_taken_back_in_as_many_statements_as_few(app, count_queries):
    numbers = []
    for name, count in (("Ada", 2), ("Bo", 30)):
        user = known(name)
        row, *_ = brought_by(user)
        brought = [
            item(row, movie(f"{name} brings {n}"), rating=7) for n in range(count)
        ]
        db.session.commit()
        item_ids = [each.id for each in brought]
        assert member_parts.write_part(item_ids, row, gate_for_file(""), at=NOW) == []
        db.session.commit()
        _ = row.id, row.user_id
        with count_queries() as sent:
            assert member_undoing.undo_part(item_ids, row, at=NOW) == []
        numbers.append(len(sent))

    assert numbers[0] == numbers[1]


def test_all_is_left_where_the_last_post_that_is_shown_may_be_held(app, gate):
    ada = member("Ada", created_at=LONG_AGO)
    row, item_ids, _ = brought_by(ada)

    assert member_parts.write_part(item_ids, row, gate, at=NOW) == item_ids

    items = [db.session.get(ImportItem, each) for each in item_ids]
    assert {each.written for each in items} == {Written.NO}


@pytest.mark.parametrize(
    ("author", "steady"),
    [
        (Author(shown_posts=0), True),
        (Author(shown_posts=1), False),
        (Author(shown_posts=200), False),
        (Author(shown_posts=201), True),
        (Author(shown_posts=1, is_staff=True), True),
        (Author(shown_posts=1, is_super=True), True),
    ],
)
def test_who_has_few_posts_that_are_shown_is_not_steady(author, steady):
    assert Sieve().is_steady(author, 200) is steady


def test_without_holds_all_that_is_plain_is_written(app):
    ada = member("Ada", created_at=LONG_AGO)
    row, item_ids, _ = brought_by(ada)

    left = member_parts.write_part(item_ids, row, gate_for_file(""), at=NOW)

    assert left == [item_ids[TITLES.index("No")]]
