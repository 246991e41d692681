"""The gate: invitations, and registrations that wait for a moderator."""

import structlog
from flask import Response, current_app
from flask_security import auth_required, current_user, roles_accepted

from app.accounts import operations, queries
from app.accounts.blueprint import bp
from app.accounts.forms import InvitationForm
from app.config import Settings
from app.core import mail
from app.core.addresses import canonical
from app.core.clock import utcnow
from app.core.db import db
from app.core.htmx import render_page, see_other

log = structlog.get_logger()


@bp.get("/moderation/invitations")
@auth_required("session")
@roles_accepted("moderator", "administrator")
def invitations() -> Response:
    """List the invitations, with the form for a new one."""
    return invitations_page(InvitationForm())


@bp.post("/moderation/invitations")
@auth_required("session")
@roles_accepted("moderator", "administrator")
def invite() -> Response:
    """Make an invitation and show its link, this once."""
    form = InvitationForm()
    if not form.validate():
        return invitations_page(form, status=422)
    secret = operations.make_invitation(
        form.note.data, made_by_id=current_user.id, at=utcnow()
    )
    db.session.commit()
    log.info("invitation made", by=current_user.id)
    link = canonical(f"/account/register?invitation={secret}")
    return invitations_page(InvitationForm(formdata=None), link=link)


@bp.post("/moderation/invitations/<id:invitation_id>/revocation")
@auth_required("session")
@roles_accepted("moderator", "administrator")
def revoke_invitation(invitation_id: int) -> Response:
    """Take an invitation back that nobody has come by."""
    operations.revoke_invitation(invitation_id)
    db.session.commit()
    log.info("invitation revoked", by=current_user.id)
    return see_other("/moderation/invitations")


def invitations_page(
    form: InvitationForm, *, status: int = 200, link: str | None = None
) -> Response:
    """Return the page of invitations."""
    return render_page(
        "moderation/invitations.html",
        status=status,
        next=None,
        form=form,
        link=link,
        invitations=queries.invitations(),
        now=utcnow(),
    )


@bp.get("/moderation/registrations")
@auth_required("session")
@roles_accepted("moderator", "administrator")
def registrations() -> Response:
    """List who waits to become a member, the longest wait first."""
    settings: Settings = current_app.config["SETTINGS"]
    return render_page(
        "moderation/registrations.html",
        next=None,
        waiting=queries.waiting_registrations(),
        confirms=settings.confirm_email,
    )


@bp.post("/moderation/registrations/<id:user_id>/approval")
@auth_required("session")
@roles_accepted("moderator", "administrator")
def approve(user_id: int) -> Response:
    """Let somebody in, and tell them."""
    now = utcnow()
    user = operations.approve(user_id, at=now)
    if sends_mail():
        mail.post(user.email, "approved", at=now, user=user)
    db.session.commit()
    log.info("registration approved", by=current_user.id, member=user_id)
    return see_other("/moderation/registrations")


@bp.post("/moderation/registrations/<id:user_id>/refusal")
@auth_required("session")
@roles_accepted("moderator", "administrator")
def refuse(user_id: int) -> Response:
    """Turn somebody away, tell them, and forget what they typed."""
    name, email = operations.refuse(user_id)
    if sends_mail():
        mail.post(email, "refused", at=utcnow(), name=name)
    db.session.commit()
    log.info("registration refused", by=current_user.id)
    return see_other("/moderation/registrations")


def sends_mail() -> bool:
    """Tell whether this site's letters reach anybody."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.sends_mail
