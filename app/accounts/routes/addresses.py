"""E-mail addresses: confirmed, and changed, by a link in a letter and a button.

The link alone changes nothing, since programs that look through mail open every link.
"""

import structlog
from flask import Response, current_app, url_for
from flask_security import current_user
from flask_security.change_email import _verify_token_status as status_of_change
from flask_security.confirmable import confirm_email_token_status

from app.accounts import operations
from app.accounts.blueprint import bp
from app.accounts.models import User
from app.accounts.sessions import current_session
from app.config import Settings
from app.core import mail
from app.core.clock import utcnow
from app.core.db import db
from app.core.htmx import render_page, see_other

log = structlog.get_logger()


@bp.get("/account/registered")
def registered() -> Response:
    """Say what comes next for somebody who has registered and is not in yet."""
    settings: Settings = current_app.config["SETTINGS"]
    return render_page(
        "accounts/registered.html", registration=settings.registration.value
    )


@bp.get("/account/confirmation/<string:token>/open")
def confirm_email(token: str) -> Response:
    """Ask whoever opened the link of a letter to confirm their address, once."""
    user = waiting_for(token)
    return render_page(
        "accounts/confirm.html",
        status=200 if user else 404,
        user=user,
        token=token,
    )


@bp.post("/account/confirmation/<string:token>/open")
def confirm_email_now(token: str) -> Response:
    """Note that an address is theirs, and lead to the sign-in."""
    user = waiting_for(token)
    if user is None:
        return see_other(url_for("accounts.confirm_email", token=token))
    operations.confirm_email(user, at=utcnow())
    db.session.commit()
    log.info("address confirmed", member=user.id)
    return see_other(url_for("security.login"))


def waiting_for(token: str) -> User | None:
    """Return who a letter's link belongs to, while it is good."""
    expired, invalid, user = confirm_email_token_status(token)  # type: ignore[no-untyped-call]
    return None if expired or invalid else user


@bp.get("/account/email/confirmation/<string:token>/open")
def take_new_email(token: str) -> Response:
    """Ask whoever opened the link of a letter to take the new address."""
    user, email = changing(token)
    return render_page(
        "accounts/new_email.html",
        status=200 if user else 404,
        email=email,
        token=token,
    )


@bp.post("/account/email/confirmation/<string:token>/open")
def take_new_email_now(token: str) -> Response:
    """Give the account its new address, tell the old one, and end other sign-ins."""
    user, email = changing(token)
    if user is None or email is None:
        return see_other(url_for("accounts.take_new_email", token=token))
    is_theirs = current_user.is_authenticated and current_user.id == user.id
    record = current_session().record if is_theirs else None
    old, now = user.email, utcnow()
    operations.change_email(user, email, at=now)
    operations.end_other_sessions(user.id, but=record.id if record else None)
    mail.post(old, "email_changed", at=now, user=user)
    db.session.commit()
    log.info("address changed", member=user.id)
    if not is_theirs:
        return see_other(url_for("security.login"))
    current_session().stay(user.fs_uniquifier)
    return see_other("/account")


def changing(token: str) -> tuple[User | None, str | None]:
    """Return whose address a letter's link changes, and into which."""
    expired, invalid, user, email = status_of_change(token)  # type: ignore[no-untyped-call]
    return (None, None) if expired or invalid else (user, email)
