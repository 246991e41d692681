"""Verbs of the audience: rate, withdraw, find helpful, want to see.

Every one of them changes the tally or the count in the transaction of its row.
"""

from app.audience.operations.allowances import Allowance, Deed, keep_within
from app.audience.operations.bios import judge_bio
from app.audience.operations.bulk import (
    Post,
    Posted,
    erase_many,
    publish_many,
    reviews_of,
)
from app.audience.operations.bursts import release_due, settle_burst
from app.audience.operations.holds import (
    Gate,
    forget_spent_proofs,
    hide,
    show,
    spend,
)
from app.audience.operations.leaving import leave
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
    verify,
    withdraw,
)
from app.audience.operations.super_reviewers import settle_super_reviewers
from app.audience.operations.votes import (
    decide_interest,
    find_helpful,
    withdraw_helpful,
)

__all__ = [
    "Allowance",
    "Deed",
    "Gate",
    "Opinion",
    "Post",
    "Posted",
    "Showing",
    "choose_favourite",
    "decide_interest",
    "drop_favourite",
    "erase",
    "erase_many",
    "find_helpful",
    "forget_spent_proofs",
    "hide",
    "judge_bio",
    "keep_within",
    "leave",
    "publish",
    "publish_many",
    "rank_anew",
    "reinstate",
    "release_due",
    "restore",
    "reviews_of",
    "set_first_screening",
    "set_standing",
    "settle_burst",
    "settle_releases",
    "settle_super_reviewers",
    "show",
    "show_oneself",
    "spend",
    "verify",
    "withdraw",
    "withdraw_helpful",
]
