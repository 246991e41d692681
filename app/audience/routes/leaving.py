"""Leave: a member deletes their account, and says what becomes of their reviews."""

import structlog
from flask import Response, current_app
from flask_security import auth_required, current_user, logout_user

from app.accounts.forms import LeaveForm
from app.audience import operations, queries
from app.audience.blueprint import bp
from app.config import Settings
from app.core import mail
from app.core.clock import utcnow
from app.core.db import db
from app.core.htmx import render_page, see_other

log = structlog.get_logger()


@bp.get("/account/deletion")
@auth_required("session")
def leave() -> Response:
    """Ask what becomes of the reviews, before the account is deleted."""
    return leaving_page(LeaveForm())


@bp.post("/account/deletion")
@auth_required("session")
def leave_now() -> Response:
    """Delete the account."""
    form = LeaveForm()
    if not form.validate():
        return leaving_page(form, status=422)
    settings: Settings = current_app.config["SETTINGS"]
    user_id, name, email, now = (
        current_user.id,
        current_user.name,
        current_user.email,
        utcnow(),
    )
    operations.leave(user_id, reviews_stay=form.reviews.data == "stay", at=now)
    if settings.sends_mail:
        mail.post(email, "farewell", at=now, name=name)
    db.session.commit()
    logout_user()
    log.info("account deleted", member=user_id, reviews=form.reviews.data)
    return see_other("/account/deletion/done")


@bp.get("/account/deletion/done")
def left() -> Response:
    """Say that the account is gone."""
    return render_page("accounts/left.html")


def leaving_page(form: LeaveForm, *, status: int = 200) -> Response:
    """Return the page on which a member leaves."""
    return render_page(
        "accounts/leave.html",
        status=status,
        next=None,
        form=form,
        count=len(queries.movies_reviewed_by(current_user.id)),
    )
