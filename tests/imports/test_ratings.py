"""Members' ratings from a file, through the command that brings them in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts import queries as account_queries
from app.audience.hold_models import HoldKind
from app.audience.models import AudienceReview, Standing
from app.audience.operations import hide, set_standing
from app.core.clock import utcnow
from app.core.db import db
from app.imports import importing
from app.imports.models.marks import ImportedMember
from app.imports.rules.columns import Kind
from app.imports.rules.problems import Bad
from app.imports.rules.ratings import SCALES, half_steps
from tests.factories import accounts, audience, movies
from tests.imports.files import as_csv

HEADER = ("title", "year", "member", "email", "stars", "date", "text", "verified")
ADA = {
    "title": "The Lamplighter",
    "year": "2012",
    "member": "Ada",
    "email": "",
    "stars": "3.5",
    "date": "2012-08-01",
    "text": "Warm.",
    "verified": "0",
}


def as_file(*rows) -> bytes:
    return as_csv([ADA | row for row in rows], HEADER)


@pytest.fixture
def film(app):
    return movies.movie("The Lamplighter")


@pytest.fixture
def ada(app):
    return accounts.ada()


def all_ratings() -> list[AudienceReview]:
    db.session.expire_all()
    return list(db.session.scalars(select(AudienceReview).order_by(AudienceReview.id)))


@given(st.integers(1, 10))
def test_half_steps_survive_every_way_of_writing(steps):
    assert half_steps(f"{steps / 2:g}", *SCALES["stars"]) == steps
    assert half_steps(f"{steps}/10", *SCALES["rating"]) == steps
    assert half_steps(str(steps), *SCALES["half_steps"]) == steps
    assert half_steps("★" * (steps // 2) + "½" * (steps % 2), *SCALES["stars"]) == steps


@given(st.text(max_size=12))
def test_no_rating_is_guessed(value):
    found = half_steps(value, *SCALES["stars"])

    assert isinstance(found, Bad) or found in range(1, 11)


def test_a_rating_comes_in_with_half_stars_and_words(
    film, ada, write, bring, scores_are_right
):
    result = bring("ratings", write(as_file({"verified": "1"})), "--yes")

    (rating,) = all_ratings()
    assert result.exit_code == 0, result.output
    assert (rating.rating, rating.body, rating.verified) == (7, "Warm.", True)
    assert rating.posted_at.date().isoformat() == "2012-08-01"
    scores_are_right()


def test_importing_ratings_twice_changes_nothing_and_a_changed_row_updates(
    film, ada, write, bring, scores_are_right
):
    bring("ratings", write(as_file({})), "--yes")

    assert (
        "0 new, 0 changed, 1 same"
        in bring("ratings", write(as_file({})), "--yes").output
    )
    changed = bring("ratings", write(as_file({"stars": "0.5"})), "--yes")

    assert "0 new, 1 changed" in changed.output
    assert [row.rating for row in all_ratings()] == [1]
    scores_are_right()


def test_what_the_member_posted_stays_and_that_is_said(film, ada, write, bring):
    audience.review(film, ada, rating=10)

    result = bring("ratings", write(as_file({})), "--yes")

    assert "1 refused" in result.output
    assert "stays as it is" in result.output
    assert [row.rating for row in all_ratings()] == [10]


def test_what_the_member_edited_since_stays(film, ada, write, bring):
    bring("ratings", write(as_file({})), "--yes")
    audience.review(film, ada, rating=2, body="Mine.")

    result = bring("ratings", write(as_file({"stars": "5"})), "--yes")

    assert "1 refused" in result.output
    assert [row.rating for row in all_ratings()] == [2]


def test_an_unknown_member_is_refused_or_made_without_a_password(film, write, bring):
    path = write(as_file({"member": "Stranger"}))

    refused = bring("ratings", path, "--yes")
    made = bring("ratings", path, "--yes", "--make-members")

    member = account_queries.member("Stranger")
    assert "1 refused" in refused.output
    assert made.exit_code == 0, made.output
    assert member.password is None
    assert db.session.get(ImportedMember, member.id) is not None
    assert [row.user_id for row in all_ratings()] == [member.id]


@pytest.mark.parametrize(
    "row",
    [
        {"stars": "3.3"},
        {"stars": ""},
        {"stars": "6"},
        {"member": ""},
        {"date": "03/04/2012"},
        {"verified": "perhaps"},
    ],
)
def test_a_bad_row_is_refused_with_its_reason(film, ada, write, bring, row):
    result = bring("ratings", write(as_file(row)), "--yes")

    assert result.exit_code == 1
    assert "line 2" in result.output
    assert all_ratings() == []


def test_a_preview_of_ratings_writes_nothing(film, ada, write, bring):
    result = bring(
        "ratings",
        write(as_file({}, {"member": "New One"})),
        "--dry-run",
        "--make-members",
    )

    assert "2 new" in result.output
    assert all_ratings() == []
    assert account_queries.member("New One") is None


def test_a_second_rating_far_below_the_first_is_refused(
    film, ada, write, bring, monkeypatch, scores_are_right
):
    monkeypatch.setitem(importing.BATCHES, Kind.RATINGS, 2)
    others = [{"member": f"Member {number}"} for number in range(3)]
    path = write(as_file({}, *others, {"stars": "1"}))

    looked = bring("ratings", path, "--dry-run", "--make-members")
    written = bring("ratings", path, "--yes", "--make-members")

    for result in (looked, written):
        assert "4 new, 0 changed, 0 same, 1 refused" in result.output
        assert "stood in the file before" in result.output
    assert all_ratings()[0].rating == 7
    scores_are_right()


def test_what_a_moderator_removed_is_refused_and_the_rest_comes_in(
    film, ada, write, bring, scores_are_right
):
    bring("ratings", write(as_file({})), "--yes")
    (row,) = all_ratings()
    hide(row.id, HoldKind.REMOVED, "Spam.", by_id=accounts.mo().id, at=utcnow())
    db.session.commit()
    path = write(as_file({"stars": "5"}, {"member": "Bo"}))

    result = bring("ratings", path, "--yes", "--make-members")

    assert "1 new, 0 changed, 0 same, 1 refused" in result.output
    assert "A moderator has removed this review" in result.output
    assert [each.rating for each in all_ratings()] == [7, 7]
    scores_are_right()


def test_what_is_hidden_changes_and_stays_hidden(
    film, ada, write, bring, scores_are_right
):
    bring("ratings", write(as_file({"verified": "1"})), "--yes")
    (row,) = all_ratings()
    set_standing(row.id, Standing.HIDDEN)
    db.session.commit()

    result = bring("ratings", write(as_file({"stars": "5"})), "--yes")

    assert "0 new, 1 changed" in result.output
    (row,) = all_ratings()
    assert (row.rating, row.verified, row.standing) == (10, False, "hidden")
    scores_are_right()
