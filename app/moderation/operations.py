"""Verbs of moderation: report a review, decide about it and its author, and appeal.

Every decision is one transaction: what it does, the row that says who did it and why,
the reports that it settles, and a word to the author with the way to an appeal.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from app.accounts import operations as account_operations
from app.accounts.models import User
from app.accounts.notices import notify
from app.accounts.queries import roles_of
from app.audience import operations as audience_operations
from app.audience import queries as audience_queries
from app.audience.hold_models import (
    Burst,
    HoldKind,
    Outcome,
    Restriction,
    RestrictionKind,
)
from app.core.db import db, insert_unless_there
from app.core.errors import Conflict, DomainError, Forbidden, NotFound
from app.moderation import queries
from app.moderation.models import (
    ActionKind,
    Appeal,
    AppealOutcome,
    ModerationAction,
    Report,
    ReportReason,
)
from app.moderation.words import (
    APPEALABLE,
    RESTRICTING,
    SAID,
    UNDOING,
)

GONE = "This review is no longer there."
ADMINISTRATOR = "administrator"
HOLD_KINDS = {
    ActionKind.HIDE: None,
    ActionKind.ASK_CHANGE: HoldKind.CHANGE,
    ActionKind.REMOVE: HoldKind.REMOVED,
}
OUTCOMES = {
    ActionKind.RELEASE_WAVE: Outcome.RELEASED,
    ActionKind.STRIKE_WAVE: Outcome.STRUCK,
}


@dataclass(frozen=True)
class Decision:
    """What a moderator decides: what, why, and for a restriction how long."""

    kind: ActionKind
    reason: str
    days: int | None = None
    posts_per_day: int | None = None


def report(
    review_id: int, reason: ReportReason, note: str, *, user_id: int, at: datetime
) -> bool:
    """Ask the moderators to look at a review; a second report changes nothing."""
    author_id = audience_queries.author_id_of(review_id)
    if author_id is None:
        raise NotFound(GONE)
    if author_id == user_id:
        raise Forbidden("This review is your own. You may change or withdraw it.")
    return insert_unless_there(
        Report,
        review_id=review_id,
        user_id=user_id,
        reason=reason,
        note=note,
        reported_at=at,
    )


def act(
    review_id: int, decision: Decision, *, moderator_id: int, at: datetime
) -> ModerationAction:
    """Decide about a review or its author; raises NotFound or Forbidden."""
    about = queries.what_it_is(review_id)
    if about is None:
        raise NotFound(GONE)
    if about.user_id == moderator_id and queries.has_other_moderators(moderator_id):
        raise Forbidden("This review is your own. Another moderator decides about it.")
    restriction = None
    if decision.kind in HOLD_KINDS:
        audience_operations.hide(
            review_id,
            HOLD_KINDS[decision.kind],
            decision.reason,
            by_id=moderator_id,
            at=at,
        )
    elif decision.kind is ActionKind.RESTORE:
        audience_operations.show(review_id, by_id=moderator_id, at=at)
    elif decision.kind in RESTRICTING:
        restriction = restrict(
            about.user_id, decision, moderator_id=moderator_id, at=at
        )
    elif decision.kind not in (ActionKind.LEAVE, ActionKind.WARN):
        raise DomainError("That cannot be decided about a review.")
    action = write_down(
        ModerationAction(
            review_id=review_id,
            member_id=about.user_id,
            movie_id=about.movie_id,
            moderator_id=moderator_id,
            restriction_id=restriction.id if restriction else None,
            kind=decision.kind,
            reason=decision.reason,
            acted_at=at,
        )
    )
    db.session.execute(
        update(Report)
        .where(Report.review_id == review_id, Report.settled_by_id.is_(None))
        .values(settled_by_id=action.id)
    )
    if decision.kind is not ActionKind.LEAVE:
        tell(action, about.movie_title, restriction, at=at)
    return action


def restrict(
    user_id: int, decision: Decision, *, moderator_id: int, at: datetime
) -> Restriction:
    """Limit a member's posts, or shut them out: then every sign-in of theirs ends."""
    if user_id == moderator_id:
        raise Forbidden("You cannot restrict yourself.")
    if ADMINISTRATOR in roles_of(user_id) and ADMINISTRATOR not in roles_of(
        moderator_id
    ):
        raise Forbidden("Only an administrator restricts an administrator.")
    user = db.session.scalar(
        select(User)
        .where(User.id == user_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if user is None:
        raise NotFound("This member is no longer there.")
    restriction = Restriction(
        user_id=user_id,
        kind=RESTRICTING[decision.kind],
        posts_per_day=decision.posts_per_day,
        begun_at=at,
        until=at + timedelta(days=decision.days) if decision.days else None,
    )
    db.session.add(restriction)
    db.session.flush()
    if restriction.kind != RestrictionKind.LIMITED:
        user.active = False
        account_operations.end_sessions(user_id)
    db.session.flush()
    return restriction


def lift(restriction: Restriction, *, at: datetime) -> None:
    """End a restriction; let the member in again if no other one shuts them out."""
    restriction.ended_at = at
    db.session.flush()
    if restriction.kind == RestrictionKind.LIMITED:
        return
    if audience_queries.shut_out(restriction.user_id, at=at) is None:
        db.session.execute(
            update(User)
            # Who has no password is a guest or a former member, and stays out.
            .where(User.id == restriction.user_id, User.password.is_not(None))
            .values(active=True)
        )


def lift_what_is_over(*, at: datetime) -> int:
    """End the restrictions whose day has come; return how many there were."""
    over = queries.restrictions_that_are_over(at=at)
    for restriction in over:
        lift(restriction, at=at)
    return len(over)


def decide_wave(
    burst_id: int, kind: ActionKind, reason: str, *, moderator_id: int, at: datetime
) -> ModerationAction:
    """Count a wave of ratings or strike it, and tell those who gave them of that."""
    givers = queries.givers_in_wave(burst_id)
    burst: Burst = audience_operations.settle_burst(
        burst_id, OUTCOMES[kind], by_id=moderator_id, at=at
    )
    if kind is ActionKind.STRIKE_WAVE:
        title, url = queries.movie_named(burst.movie_id)
        for user_id in givers:
            notify(
                user_id,
                f"Your rating of {title}"[:150] + " is not counted",
                words=f"It came in a wave that a moderator has struck. {reason}",
                url=url,
                at=at,
            )
    return write_down(
        ModerationAction(
            movie_id=burst.movie_id,
            moderator_id=moderator_id,
            kind=kind,
            reason=reason,
            acted_at=at,
        )
    )


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


def lift_by_hand(
    restriction_id: int, reason: str, *, moderator_id: int, at: datetime
) -> ModerationAction:
    """End a member's restriction before its time, with a reason."""
    restriction = db.session.scalar(
        select(Restriction)
        .where(Restriction.id == restriction_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if restriction is None:
        raise NotFound("This restriction is no longer there.")
    if restriction.ended_at is not None:
        raise Conflict("This restriction has ended already.")
    lift(restriction, at=at)
    action = write_down(
        ModerationAction(
            member_id=restriction.user_id,
            moderator_id=moderator_id,
            restriction_id=restriction.id,
            kind=ActionKind.LIFT,
            reason=reason,
            acted_at=at,
        )
    )
    tell(action, "", restriction, at=at)
    return action


def write_down(action: ModerationAction) -> ModerationAction:
    """Put an action into the log."""
    db.session.add(action)
    db.session.flush()
    return action


def tell(
    action: ModerationAction,
    movie_title: str,
    restriction: Restriction | None,
    *,
    at: datetime,
) -> None:
    """Tell the author what was decided and why."""
    if action.member_id is None:
        return
    title = SAID[action.kind].format(movie=movie_title[:120])
    words = action.reason
    if restriction is not None and action.kind is not ActionKind.LIFT:
        words = f"{words}\n{queries.terms(restriction)}"
    may_appeal = action.kind in APPEALABLE
    notify(
        action.member_id,
        title,
        words=words,
        url=f"/account/appeals/{action.id}" if may_appeal else None,
        at=at,
    )
