"""Where a member is signed in, and the ends of it."""

import structlog
from flask import Response
from flask_security import auth_required, current_user

from app.accounts import operations, queries
from app.accounts.blueprint import bp
from app.accounts.devices import device
from app.accounts.sessions import current_session
from app.core.db import db
from app.core.htmx import render_page, see_other

log = structlog.get_logger()


@bp.get("/account/sessions")
@auth_required("session")
def sessions() -> Response:
    """List where the member is signed in."""
    record = current_session().record
    return render_page(
        "accounts/sessions.html",
        next=None,
        sessions=[
            (each, device(each.user_agent))
            for each in queries.sessions_of(current_user.id)
        ],
        here=record.id if record else None,
    )


@bp.post("/account/sessions/<id:session_id>/end")
@auth_required("session")
def end_session(session_id: int) -> Response:
    """Sign the member out on one browser."""
    operations.end_session(session_id, user_id=current_user.id)
    db.session.commit()
    log.info("sign-in ended", member=current_user.id)
    return see_other("/account/sessions")


@bp.post("/account/sessions/end-others")
@auth_required("session")
def end_other_sessions() -> Response:
    """Sign the member out everywhere but here."""
    record = current_session().record
    operations.end_other_sessions(current_user.id, but=record.id if record else None)
    db.session.commit()
    log.info("other sign-ins ended", member=current_user.id)
    return see_other("/account/sessions")
