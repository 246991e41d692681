"""A member appeals once, another moderator answers; upheld, it undoes."""

from datetime import datetime

from sqlalchemy import select

from app.accounts.models import BioStanding
from app.accounts.notices import notify
from app.audience import operations as audience_operations
from app.audience.hold_models import Restriction
from app.core.db import db, insert_unless_there
from app.core.errors import Conflict, Forbidden, NotFound
from app.moderation import queries
from app.moderation.models import Appeal, AppealOutcome, ModerationAction
from app.moderation.operations.decisions import write_down
from app.moderation.operations.restrictions import lift
from app.moderation.words import APPEALABLE, UNDOING


def appeal(action_id: int, words: str, *, user_id: int, at: datetime) -> bool:
    """Ask that an action be looked at again, once; tell whether it was new."""
    action = db.session.get(ModerationAction, action_id)
    if action is None or action.member_id != user_id or action.kind not in APPEALABLE:
        raise NotFound("There is nothing here to appeal against.")
    return insert_unless_there(Appeal, action_id=action_id, words=words, filed_at=at)


def decide_appeal(
    appeal_id: int,
    outcome: AppealOutcome,
    answer: str,
    *,
    moderator_id: int,
    at: datetime,
) -> Appeal:
    """Answer an appeal, once; upheld, it undoes the action. Another moderator does it.

    Where there is no other one, the same person looks again.
    """
    found = db.session.scalar(
        select(Appeal)
        .where(Appeal.id == appeal_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("This appeal is no longer there.")
    if found.decided_at is not None:
        raise Conflict("Somebody has answered this appeal already.")
    action = db.session.get_one(ModerationAction, found.action_id)
    if action.moderator_id == moderator_id and queries.has_other_moderators(
        moderator_id
    ):
        raise Forbidden("This was your own decision. Another moderator answers it.")
    found.decided_at, found.decided_by_id = at, moderator_id
    found.outcome, found.answer = outcome, answer
    db.session.flush()
    if outcome is AppealOutcome.UPHELD:
        undo(action, answer, moderator_id=moderator_id, at=at)
    if action.member_id is not None:
        upheld = outcome is AppealOutcome.UPHELD
        said = "was upheld" if upheld else "was declined"
        notify(
            action.member_id,
            f"Your appeal {said}",
            words=answer,
            url=f"/account/appeals/{action.id}",
            at=at,
        )
    return found


def undo(
    action: ModerationAction, reason: str, *, moderator_id: int, at: datetime
) -> None:
    """Take an action back, and write that down, too."""
    if action.review_id is not None and queries.is_what_hides(action):
        audience_operations.show(action.review_id, by_id=moderator_id, at=at)
    if action.member_id is not None and queries.is_what_hides_bio(action):
        audience_operations.judge_bio(action.member_id, BioStanding.SHOWN)
    if action.restriction_id is not None:
        restriction = db.session.get_one(Restriction, action.restriction_id)
        if restriction.ended_at is None:
            lift(restriction, at=at)
    write_down(
        ModerationAction(
            review_id=action.review_id,
            member_id=action.member_id,
            movie_id=action.movie_id,
            moderator_id=moderator_id,
            restriction_id=action.restriction_id,
            kind=UNDOING[action.kind],
            reason=reason,
            acted_at=at,
        )
    )
