"""What administrators do to accounts, after they have typed their password again."""

from flask import Response
from flask_security import auth_required, current_user, roles_accepted

from app.accounts.rules import ROLES
from app.accounts.sessions import current_session
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import DomainError, found_or_404
from app.core.htmx import render_page, see_other
from app.moderation import operations, queries
from app.moderation.blueprint import bp
from app.moderation.forms import CriticForm, FactorForm, ReasonedForm, RoleForm

ADMINISTRATOR = "administrator"


@bp.get("/moderation/members/<id:member_id>/account")
@auth_required("session")
@roles_accepted(ADMINISTRATOR)
def show_account(member_id: int) -> Response:
    """Show an account: its roles, its sign-ins, what protects it."""
    return account_page(member_id)


@bp.post("/moderation/members/<id:member_id>/roles")
@auth_required("session")
@roles_accepted(ADMINISTRATOR)
def change_role(member_id: int) -> Response:
    """Give a role or take it; where it is one's own, this sign-in gets a new secret."""
    form = RoleForm(prefix="role-")
    if not form.validate():
        return account_page(member_id, role_form=form, status=422)
    is_own = member_id == current_user.id
    record = current_session().record
    change = operations.give_role if form.is_given else operations.take_role
    try:
        change(
            member_id,
            form.role.data,
            form.reason.data,
            by_id=current_user.id,
            here=record.id if is_own and record else None,
            at=utcnow(),
        )
    except DomainError as refused:
        db.session.rollback()
        form.role.errors = [str(refused)]
        return account_page(member_id, role_form=form, status=refused.status)
    db.session.commit()
    if is_own:
        current_session().rotates = True
        return see_other("/account")
    return back(member_id)


@bp.post("/moderation/members/<id:member_id>/sessions/end")
@auth_required("session")
@roles_accepted(ADMINISTRATOR)
def end_sessions(member_id: int) -> Response:
    """Sign a member out everywhere."""
    form = ReasonedForm(prefix="sessions-")
    if not form.validate():
        return account_page(member_id, sessions_form=form, status=422)
    operations.end_member_sessions(
        member_id, form.reason.data, by_id=current_user.id, at=utcnow()
    )
    db.session.commit()
    return back(member_id)


@bp.post("/moderation/members/<id:member_id>/second-factor/reset")
@auth_required("session")
@roles_accepted(ADMINISTRATOR)
def reset_second_factor(member_id: int) -> Response:
    """Let a member in by their password alone, who has lost their second factor."""
    form = FactorForm(prefix="factor-")
    if not form.validate():
        return account_page(member_id, factor_form=form, status=422)
    operations.reset_second_factor(
        member_id,
        form.reason.data,
        passkeys=bool(form.passkeys.data),
        by_id=current_user.id,
        at=utcnow(),
    )
    db.session.commit()
    return back(member_id)


@bp.post("/moderation/members/<id:member_id>/critic")
@auth_required("session")
@roles_accepted(ADMINISTRATOR)
def link_critic(member_id: int) -> Response:
    """Say that a critic's page is a member's, or no longer."""
    form = CriticForm(prefix="critic-")
    if not form.validate():
        return account_page(member_id, critic_form=form, status=422)
    at, by_id, reason = utcnow(), current_user.id, form.reason.data
    try:
        if form.wanted:
            operations.link_critic(member_id, form.wanted, reason, by_id=by_id, at=at)
        else:
            operations.unlink_critic(member_id, reason, by_id=by_id, at=at)
    except DomainError as refused:
        db.session.rollback()
        form.slug.errors = [str(refused)]
        return account_page(member_id, critic_form=form, status=422)
    db.session.commit()
    return back(member_id)


def back(member_id: int) -> Response:
    """Lead back to the account."""
    return see_other(f"/moderation/members/{member_id}/account")


def account_page(
    member_id: int,
    *,
    role_form: RoleForm | None = None,
    sessions_form: ReasonedForm | None = None,
    factor_form: FactorForm | None = None,
    critic_form: CriticForm | None = None,
    status: int = 200,
) -> Response:
    """Return the page of an account."""
    file = found_or_404(queries.account_file(member_id))
    return render_page(
        "moderation/account.html",
        status=status,
        file=file,
        roles=ROLES,
        waiting=queries.waiting(),
        role_form=role_form or RoleForm(formdata=None, prefix="role-"),
        sessions_form=sessions_form or ReasonedForm(formdata=None, prefix="sessions-"),
        factor_form=factor_form or FactorForm(formdata=None, prefix="factor-"),
        critic_form=critic_form or CriticForm(formdata=None, prefix="critic-"),
        log=queries.latest_log(limit=20, member_id=member_id),
    )
