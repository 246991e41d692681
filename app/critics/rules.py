"""Whether a critic's review counts, and the reason in words where it does not."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from app.scores.rules import CriticTally, Verdict


class Standing(StrEnum):
    """Where a critic's review stands; only a counted one is listed and counted."""

    COUNTED = "counted"
    UNSURE = "unsure"
    EMBARGOED = "embargoed"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"
    DISCLOSED_INTEREST = "disclosed_interest"
    OUTLET_NOT_APPROVED = "outlet_not_approved"


LABELS: Mapping[Standing, str] = {
    Standing.COUNTED: "Counted",
    Standing.EMBARGOED: "Embargoed",
    Standing.WITHDRAWN: "Withdrawn",
    Standing.DUPLICATE: "Duplicate",
    Standing.DISCLOSED_INTEREST: "Disclosed interest",
    Standing.OUTLET_NOT_APPROVED: "Outlet not approved",
    Standing.UNSURE: "Unsure",
}
"""A word or two for each standing, in the order in which the rule asks."""

REASONS: Mapping[Standing, str] = {
    Standing.COUNTED: "It has a verdict, and nothing speaks against counting it.",
    Standing.EMBARGOED: "It may not be read before its embargo ends.",
    Standing.WITHDRAWN: "Its critic or its publication has taken it back.",
    Standing.DUPLICATE: "It is the same review as another one in this list.",
    Standing.DISCLOSED_INTEREST: "Its critic has disclosed an interest in the film.",
    Standing.OUTLET_NOT_APPROVED: "This site has not approved its publication.",
    Standing.UNSURE: "Its grade does not tell the verdict, and nobody has decided yet.",
}
"""The reason for each standing, as the ledger prints it."""


def standing_of(
    *,
    verdict: Verdict | str | None,
    embargoed_until: datetime | None = None,
    withdrawn_at: datetime | None = None,
    duplicate_of_id: int | None = None,
    interest: str | None = None,
    approved: bool = True,
    at: datetime,
) -> Standing:
    """Return where a review stands at a moment.

    A review may have several reasons not to count; the ledger names the first of this
    order. An embargo comes first of all, because while it lasts nothing of the review
    may be told. What its own side did (took it back) comes before what the editors
    found (a duplicate, an interest, an outlet), and the missing verdict comes last: it
    is only worth deciding for a review that would count with one.

    Worked example: an unsure review, embargoed until Friday, in an outlet that is not
    approved, is EMBARGOED on Thursday and OUTLET_NOT_APPROVED from Friday on; once the
    outlet is approved it is UNSURE, and with a verdict it is COUNTED.
    """
    reasons = (
        (embargoed_until is not None and at < embargoed_until, Standing.EMBARGOED),
        (withdrawn_at is not None, Standing.WITHDRAWN),
        (duplicate_of_id is not None, Standing.DUPLICATE),
        (bool(interest), Standing.DISCLOSED_INTEREST),
        (not approved, Standing.OUTLET_NOT_APPROVED),
        (verdict is None, Standing.UNSURE),
    )
    return next((standing for holds, standing in reasons if holds), Standing.COUNTED)


def adds(
    verdict: Verdict | str | None, *, top_critic: bool, normalised_grade: int | None
) -> CriticTally:
    """Return what a review that counts adds to a tally; its grade is in hundredths."""
    fresh = verdict == Verdict.FRESH
    return CriticTally(
        fresh=int(fresh),
        rotten=int(not fresh),
        top_fresh=int(fresh and top_critic),
        top_rotten=int(not fresh and top_critic),
        graded=int(normalised_grade is not None),
        grade_sum=normalised_grade or 0,
    )
