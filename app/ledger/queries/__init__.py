"""What the page "How this score is made" tells, and the recount that proves it."""

from app.ledger.queries.book import book_of
from app.ledger.queries.differences import Difference, differences
from app.ledger.queries.past import (
    MomentLine,
    Past,
    audience_until,
    past_of,
)
from app.ledger.queries.reviews import (
    Choice,
    LedgerReview,
    Show,
    choices,
    critics_until,
    reviews_of,
)

__all__ = [
    "Choice",
    "Difference",
    "LedgerReview",
    "MomentLine",
    "Past",
    "Show",
    "audience_until",
    "book_of",
    "choices",
    "critics_until",
    "differences",
    "past_of",
    "reviews_of",
]
