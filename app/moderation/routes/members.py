"""Moderators find members, see their record, and decide about them."""

from flask import Response, request
from flask_security import auth_required, current_user, roles_accepted

from app.accounts.rules import ROLES
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import found_or_404
from app.core.htmx import see_other
from app.moderation import operations, queries
from app.moderation.blueprint import bp
from app.moderation.forms import LiftForm, MemberDecisionForm, ReasonedForm
from app.moderation.routes.desk import MODERATORS, behind, queue_page

LONGEST_SEARCH = 100


@bp.get("/moderation/members")
@auth_required("session")
@roles_accepted(*MODERATORS)
def members() -> Response:
    """Find members by how their name begins, or by their role."""
    text = " ".join(request.args.get("q", "").replace("\0", "").split())
    role = request.args.get("role", "")
    found = queries.found_members(
        text[:LONGEST_SEARCH],
        role if role in ROLES else "",
        by_email=current_user.has_role("administrator"),
    )
    return queue_page(
        "moderation/members.html",
        members=found[: queries.MOST_FOUND],
        more=len(found) > queries.MOST_FOUND,
        text=text[:LONGEST_SEARCH],
        role=role if role in ROLES else "",
        roles=list(ROLES),
    )


@bp.get("/moderation/profiles")
@auth_required("session")
@roles_accepted(*MODERATORS)
def profiles() -> Response:
    """List what members say of themselves and what is held or reported of it."""
    return queue_page(
        "moderation/profiles.html", profiles=queries.profiles_to_judge(behind())
    )


@bp.get("/moderation/members/<id:member_id>")
@auth_required("session")
@roles_accepted(*MODERATORS)
def show_member(member_id: int) -> Response:
    """Show a member's record, and what can be done."""
    return member_page(member_id)


@bp.post("/moderation/members/<id:member_id>")
@auth_required("session")
@roles_accepted(*MODERATORS)
def decide_member(member_id: int) -> Response:
    """Decide about a member or what they say of themselves."""
    form = MemberDecisionForm()
    if not form.validate():
        return member_page(member_id, form=form, status=422)
    operations.decide_member(
        member_id, form.to_decision(), moderator_id=current_user.id, at=utcnow()
    )
    db.session.commit()
    return see_other(f"/moderation/members/{member_id}")


@bp.post("/moderation/members/<id:member_id>/held")
@auth_required("session")
@roles_accepted(*MODERATORS)
def show_held(member_id: int) -> Response:
    """Show what the rules hold of a member's."""
    form = ReasonedForm(prefix="held-")
    if not form.validate():
        return member_page(member_id, held_form=form, status=422)
    operations.show_held(
        member_id, form.reason.data, moderator_id=current_user.id, at=utcnow()
    )
    db.session.commit()
    return see_other(f"/moderation/members/{member_id}")


@bp.post("/moderation/restrictions/<id:restriction_id>/end")
@auth_required("session")
@roles_accepted(*MODERATORS)
def lift(restriction_id: int) -> Response:
    """End a member's restriction before its time."""
    form = LiftForm(prefix="lift-")
    member_id = found_or_404(queries.restricted_member(restriction_id))
    if not form.validate():
        return member_page(member_id, lift_form=form, status=422)
    operations.lift_by_hand(
        restriction_id, form.reason.data, moderator_id=current_user.id, at=utcnow()
    )
    db.session.commit()
    return see_other(f"/moderation/members/{member_id}")


def member_page(
    member_id: int,
    *,
    form: MemberDecisionForm | None = None,
    held_form: ReasonedForm | None = None,
    lift_form: LiftForm | None = None,
    status: int = 200,
) -> Response:
    """Return a member's record with what a moderator can do."""
    record = found_or_404(queries.member_record(member_id))
    form = form or MemberDecisionForm(formdata=None)
    form.offer(record)
    return queue_page(
        "moderation/member.html",
        status=status,
        record=record,
        form=form,
        held_form=held_form or ReasonedForm(formdata=None, prefix="held-"),
        lift_form=lift_form or LiftForm(formdata=None, prefix="lift-"),
        most=queries.MOST_SHOWN_AT_ONCE,
    )
