"""Where a review stands: the rule, its order, and its words."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.critics.rules import LABELS, REASONS, Standing, standing_of
from app.scores.rules import Verdict

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ALL_AT_ONCE = {
    "embargoed_until": LATER,
    "withdrawn_at": NOW,
    "duplicate_of_id": 7,
    "interest": "She wrote the songs.",
    "approved": False,
}


def test_a_verdict_and_nothing_against_it_counts():
    assert standing_of(verdict=Verdict.ROTTEN, at=NOW) is Standing.COUNTED


def test_without_a_verdict_it_is_unsure():
    assert standing_of(verdict=None, at=NOW) is Standing.UNSURE


def test_reasons_are_asked_in_one_order_and_give_way_one_by_one():
    facts = dict(ALL_AT_ONCE)
    named = []
    for fact in ALL_AT_ONCE:
        named.append(standing_of(verdict=None, at=NOW, **facts))
        del facts[fact]

    assert named == [
        Standing.EMBARGOED,
        Standing.WITHDRAWN,
        Standing.DUPLICATE,
        Standing.DISCLOSED_INTEREST,
        Standing.OUTLET_NOT_APPROVED,
    ]
    assert standing_of(verdict=None, at=NOW, **facts) is Standing.UNSURE


def test_an_embargo_ends_at_its_very_moment():
    def at(moment):
        return standing_of(verdict=Verdict.FRESH, embargoed_until=LATER, at=moment)

    assert at(LATER - timedelta(microseconds=1)) is Standing.EMBARGOED
    assert at(LATER) is Standing.COUNTED


def test_an_empty_interest_is_none():
    assert standing_of(verdict=Verdict.FRESH, interest="", at=NOW) is Standing.COUNTED


@given(
    verdict=st.sampled_from([None, Verdict.FRESH, Verdict.ROTTEN]),
    embargoed_until=st.sampled_from([None, NOW, LATER]),
    withdrawn_at=st.sampled_from([None, NOW]),
    duplicate_of_id=st.sampled_from([None, 1]),
    interest=st.sampled_from([None, "", "A friend."]),
    approved=st.booleans(),
)
def test_only_what_has_a_verdict_and_no_reason_counts(**facts):
    standing = standing_of(at=NOW, **facts)

    spoken_against = (
        facts["embargoed_until"] == LATER
        or facts["withdrawn_at"]
        or facts["duplicate_of_id"]
        or facts["interest"]
        or not facts["approved"]
    )
    counts = facts["verdict"] is not None and not spoken_against
    assert (standing is Standing.COUNTED) == counts


def test_every_standing_has_a_label_and_a_reason():
    assert set(LABELS) == set(REASONS) == set(Standing)
    assert all(words.endswith(".") for words in REASONS.values())
