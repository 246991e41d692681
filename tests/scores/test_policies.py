"""Policies at the desk: a preview of what changes, and one transaction that does it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.db import db
from app.core.errors import Conflict
from app.ledger.queries import differences
from app.movies.models import Movie
from app.scores import policies, queries
from app.scores.models import ScorePolicy, SealEvent, Tally
from app.scores.rules import LARGE, SMALL, AudienceTally, CriticTally
from app.scores.rules.policy_change import ChangeKind, Standing, changes, problems
from tests.factories import accounts, critics, movies

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PAGE = "/desk/policies"


def film(fresh=0, rotten=0, top=0, sealed=False, wide=False, ratings=0):
    audience = AudienceTally(buckets=(0,) * 9 + (ratings,), verified_buckets=(0,) * 10)
    return Standing(CriticTally(fresh, rotten, top), audience, sealed, wide)


def words(standing, before, after):
    return [change.sentence for change in changes(standing, before, after)]


@pytest.mark.parametrize(
    ("standing", "before", "after", "expected"),
    [
        (film(7), SMALL, LARGE, ["the Critic Score disappears"]),
        (film(7), LARGE, SMALL, ["the Critic Score appears"]),
        (
            film(7, ratings=9),
            LARGE,
            SMALL,
            ["the Critic Score appears", "the Audience Score appears"],
        ),
        (
            film(6, 4),
            SMALL,
            replace(SMALL, fresh_threshold=61),
            ["the Critic Score turns Rotten"],
        ),
        (
            film(6, 4),
            replace(SMALL, fresh_threshold=61),
            SMALL,
            ["the Critic Score turns Fresh"],
        ),
        (film(12, top=3), SMALL, SMALL, ["the seal is gained"]),
        (film(8, 4, sealed=True), SMALL, SMALL, ["the seal is lost"]),
        (film(12, top=5, sealed=True), SMALL, SMALL, []),
        (film(41, 6, top=10, wide=True), LARGE, LARGE, []),
        (film(6, 4), SMALL, SMALL, []),
    ],
)
def test_a_film_changes_as_the_rules_say(standing, before, after, expected):
    assert words(standing, before, after) == expected


counts = st.integers(min_value=0, max_value=30)


@given(counts, counts, st.booleans(), st.integers(1, 30), st.integers(1, 30))
def test_a_change_is_undone_by_going_back(fresh, rotten, sealed, one, other):
    before, after = (replace(SMALL, critic_minimum=each) for each in (one, other))
    there = changes(film(fresh, rotten, sealed=sealed), before, after)
    back = changes(film(fresh, rotten, sealed=sealed), after, before)

    def moves(found):
        return {each.kind for each in found} & {
            ChangeKind.APPEARS,
            ChangeKind.DISAPPEARS,
        }

    other_way = {
        ChangeKind.APPEARS: ChangeKind.DISAPPEARS,
        ChangeKind.DISAPPEARS: ChangeKind.APPEARS,
    }
    assert {other_way[kind] for kind in moves(there)} == moves(back)
    assert changes(film(fresh, rotten), before, before) in ((), there)


@pytest.mark.parametrize("preset", [SMALL, LARGE])
def test_the_presets_are_fine(preset):
    assert problems(preset) == {}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"fresh_threshold": 101}, "fresh_threshold"),
        ({"seal_gain": -1}, "seal_gain"),
        ({"seal_lose": 76}, "seal_lose"),
        ({"critic_minimum": 0}, "critic_minimum"),
        ({"audience_minimum": 100_001}, "audience_minimum"),
        ({"seal_reviews_wide": 11}, "seal_reviews_wide"),
        ({"seal_top_reviews": 13}, "seal_top_reviews"),
        ({"seal_top_reviews": -1}, "seal_top_reviews"),
        ({"critic_minimum": 13}, "seal_reviews"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(wrong, field):
    assert field in problems(replace(SMALL, **wrong))


def acclaimed(title, number):
    """Add a film whose reviews are all Fresh, a few by top critics."""
    row = movies.movie(title)
    critics.reviews(row, 3, top_critic=True)
    critics.reviews(row, number - 3)
    return row


def versions_of():
    rows = db.session.execute(select(Movie.id, Movie.version))
    return {row.id: row.version for row in rows}


def test_a_preview_counts_and_changes_nothing(app):
    acclaimed("The Lamplighter", 12)
    acclaimed("Salt Roads", 45)
    few = replace(LARGE, seal_top_reviews=3, critic_minimum=13)

    found = policies.preview(replace(few, seal_lose=75), limit=1)

    assert (found.film_count, found.all_films) == (1, 2)
    assert dict(found.counts) == {
        "the Critic Score disappears": 1,
        "the seal is lost": 1,
    }
    assert [each.title for each in found.films] == ["The Lamplighter"]
    assert queries.policy_in_force().version == 1


def test_a_policy_in_force_settles_every_seal_and_moves_every_version(app):
    edda = accounts.edda()
    lost = acclaimed("The Lamplighter", 12)
    kept = acclaimed("Salt Roads", 20)
    quiet = movies.movie("Ember")
    before = versions_of()
    stricter = replace(SMALL, critic_minimum=13, seal_reviews=13, seal_reviews_wide=13)

    changed = policies.put_in_force(
        stricter, replacing=1, note="Fewer seals.", made_by_id=edda.id, at=NOW
    )

    assert changed == 1
    sealed = {
        row.movie_id: row.sealed
        for row in db.session.execute(select(Tally.movie_id, Tally.sealed))
    }
    assert (sealed[lost.id], sealed[kept.id], sealed[quiet.id]) == (False, True, False)
    events = db.session.scalars(select(SealEvent).where(SealEvent.policy_version == 2))
    assert [(each.movie_id, each.change) for each in events] == [(lost.id, "lost")]
    assert all(number > before[each] for each, number in versions_of().items())
    newest = policies.versions()[0]
    assert (newest.policy.version, newest.made_by, newest.note) == (
        2,
        "Edda",
        "Fewer seals.",
    )
    assert newest.seals_changed == 1
    assert differences() == []


def test_nobody_replaces_what_they_have_not_seen(app):
    policies.put_in_force(LARGE, replacing=1, note=None, made_by_id=None, at=NOW)

    for seen in (1, 0, 7, 2**31 - 1):
        with pytest.raises(Conflict):
            policies.put_in_force(
                SMALL, replacing=seen, note=None, made_by_id=None, at=NOW
            )

    assert db.session.scalars(select(ScorePolicy.version)).all() == [1, 2]


@pytest.fixture
def edda(app):
    reader = app.test_client()
    reader.sign_in(accounts.edda())
    return reader


def fields(page, **values):
    return page.values | {name: str(value) for name, value in values.items()}


def test_an_editor_previews_and_then_puts_in_force(app, edda):
    acclaimed("The Lamplighter", 7)
    page = edda.visit(f"{PAGE}?from=large")
    assert page.values["critic_minimum"] == "10"

    answer = edda.post(f"{PAGE}/preview", data=fields(page, note="Grown up."))

    assert answer.status_code == 200
    assert "1 of 1 films would show something else." in answer.text
    assert "the Critic Score disappears" in answer.text
    assert queries.policy_in_force().version == 1
    done = edda.post(PAGE, data=fields(page, note="Grown up."))
    assert done.status_code == 303
    after = edda.visit(done.location)
    assert "Version 2 is in force" in after.text
    assert "Grown up." in after.text
    assert queries.policy_in_force().critic_minimum == 10


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/preview"])
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"critic_minimum": "many"}, "critic_minimum"),
        ({"critic_minimum": ""}, "critic_minimum"),
        ({"seal_lose": "90"}, "seal_lose"),
        ({"fresh_threshold": "9" * 40}, "fresh_threshold"),
        ({"preset": " "}, "preset"),
        ({"preset": "x" * 41}, "preset"),
        ({"note": "x" * 301}, "note"),
    ],
)
def test_a_policy_that_cannot_be_is_422_with_what_was_typed(
    app, edda, path, wrong, field
):
    page = edda.visit(PAGE)

    answer = edda.post(path, data=fields(page, **wrong))

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert queries.policy_in_force().version == 1


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/preview"])
def test_the_second_of_two_editors_is_told(app, edda, path):
    page = edda.visit(PAGE)
    assert edda.post(PAGE, data=fields(page)).status_code == 303

    answer = edda.post(path, data=fields(page))

    assert answer.status_code == 409
    assert "another policy" in answer.text
    assert queries.policy_in_force().version == 2


@pytest.mark.parametrize("replacing", ["", "x", "-1", "9" * 30])
def test_a_version_that_is_none_is_a_conflict(app, edda, replacing):
    page = edda.visit(PAGE)

    answer = edda.post(PAGE, data=fields(page, replacing=replacing))

    assert answer.status_code == 409


@pytest.mark.parametrize("cast", [accounts.ada, accounts.cleo, accounts.mo])
def test_only_editors_see_the_policies(client, cast):
    client.sign_in(cast())

    client.visit(PAGE, status=403)
