"""Verbs of moderation: report, decide about reviews and their authors, and appeal.

Every decision is one transaction: what it does, the row that says who did it and why,
the reports that it settles, and a word to the author with the way to an appeal.
"""

from app.moderation.operations.accounts import (
    end_sessions as end_member_sessions,
)
from app.moderation.operations.accounts import (
    give_role,
    link_critic,
    reset_second_factor,
    take_role,
    unlink_critic,
)
from app.moderation.operations.appeals import appeal, decide_appeal
from app.moderation.operations.decisions import Decision
from app.moderation.operations.members import decide_member, show_held
from app.moderation.operations.reports import report, report_profile
from app.moderation.operations.restrictions import lift_by_hand, lift_what_is_over
from app.moderation.operations.reviews import act
from app.moderation.operations.waves import decide_wave

__all__ = [
    "Decision",
    "act",
    "appeal",
    "decide_appeal",
    "decide_member",
    "decide_wave",
    "end_member_sessions",
    "give_role",
    "lift_by_hand",
    "lift_what_is_over",
    "link_critic",
    "report",
    "report_profile",
    "reset_second_factor",
    "show_held",
    "take_role",
    "unlink_critic",
]
