"""Verbs for grades: decide what waits, propose and accept settings, and apply them.

They flush, and whoever calls commits. A verdict that was supplied, or that an editor
decided, is never changed by a setting.
"""

from app.critics.grading.decisions import (
    decide,
    decide_together,
    put_back,
    put_back_together,
)
from app.critics.grading.settings import (
    LEAST_SHARE,
    accept,
    ask_to_learn,
    decline,
    learn_from_reviews,
    set_by_hand,
    take_back,
)

__all__ = [
    "LEAST_SHARE",
    "accept",
    "ask_to_learn",
    "decide",
    "decide_together",
    "decline",
    "learn_from_reviews",
    "put_back",
    "put_back_together",
    "set_by_hand",
    "take_back",
]
