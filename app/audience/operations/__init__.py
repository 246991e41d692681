"""Verbs of the audience: rate, withdraw, find helpful, want to see.

Every one of them changes the tally or the count in the transaction of its row.
"""

from app.audience.operations.profiles import (
    Showing,
    choose_favourite,
    drop_favourite,
    show_oneself,
)
from app.audience.operations.ranking import rank_anew
from app.audience.operations.release import set_first_screening, settle_releases
from app.audience.operations.reversals import erase, reinstate
from app.audience.operations.reviews import (
    Opinion,
    publish,
    restore,
    set_standing,
    withdraw,
)
from app.audience.operations.super_reviewers import settle_super_reviewers
from app.audience.operations.votes import (
    decide_interest,
    find_helpful,
    withdraw_helpful,
)

__all__ = [
    "Opinion",
    "Showing",
    "choose_favourite",
    "decide_interest",
    "drop_favourite",
    "erase",
    "find_helpful",
    "publish",
    "rank_anew",
    "reinstate",
    "restore",
    "set_first_screening",
    "set_standing",
    "settle_releases",
    "settle_super_reviewers",
    "show_oneself",
    "withdraw",
    "withdraw_helpful",
]
