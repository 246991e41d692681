"""The doors: who may try them, and where they lead.

Flask-Security has the views behind them; this is what it leaves to the site.
"""

from typing import Any

import structlog
from flask import Response, abort, current_app, request, url_for
from flask_security import current_user
from flask_wtf import FlaskForm

from app.accounts import operations, queries, rules
from app.accounts.forms import RegisterForm, SignInForm
from app.config import Registration, Settings
from app.core import errors
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import TooMany
from app.core.htmx import is_htmx, page_in_view, see_other

log = structlog.get_logger()

SIGN_IN, REGISTER, SIGN_OUT = "security.login", "security.register", "security.logout"
TOO_MANY = (
    "There were too many tries with a wrong password. Wait a quarter of an hour, then "
    "try again. Who is signed in already stays so."
)


def at_the_door() -> Response | None:
    """Turn away who may not register, and who has guessed too often."""
    if request.endpoint not in {SIGN_IN, REGISTER, SIGN_OUT}:
        return None
    if request.is_json:
        abort(415)
    settings: Settings = current_app.config["SETTINGS"]
    if request.endpoint == REGISTER and settings.registration is Registration.CLOSED:
        return errors.page(
            404,
            title="Registration is closed",
            advice="On this site the people who run it add new members.",
        )
    if request.method == "POST":
        slow_down_guessing(settings.sign_in_attempts)
    return None


def send_on(response: Response) -> Response:
    """Decide in one place where a door leads, whatever the library thinks."""
    if request.endpoint in {SIGN_IN, REGISTER, SIGN_OUT} and response.location:
        response.location = way_on()
        if request.method == "POST":
            response.status_code = 303
    return response


def slow_down_guessing(attempts: int) -> None:
    """Raise TooMany for a place that has tried too often."""
    if request.endpoint == REGISTER:
        limits = [(rules.refusal_key(request.remote_addr), attempts)]
    elif request.endpoint == SIGN_IN:
        email = account_tried()
        own_key, place_key = rules.failure_keys(email, request.remote_addr)
        limits = [
            (own_key, attempts),
            (place_key, attempts * rules.PATIENCE_WITH_ADDRESS),
        ]
    else:
        return
    now = utcnow()
    for key, allowed in limits:
        seconds = queries.seconds_to_wait(key, allowed=allowed, at=now)
        if seconds:
            log.warning("too many tries", address=request.remote_addr)
            raise TooMany(TOO_MANY, seconds=seconds)


def way_on() -> str:
    """Return where a reader goes after a door: where they wanted to, or home."""
    wanted = request.form.get("next") or request.args.get("next")
    path = rules.destination(wanted)
    if path is None and request.method == "GET" and current_user.is_authenticated:
        return url_for("accounts.show")
    return path or "/"


def note_refusal(form: FlaskForm) -> None:
    """Count a wrong password, or a registration with an address that is known."""
    if isinstance(form, SignInForm) and form.was_guess:
        keys = [*rules.failure_keys(account_tried(), request.remote_addr)]
        log.info("sign-in failed", address=request.remote_addr)
    elif isinstance(form, RegisterForm) and form.was_refused:
        keys = [rules.refusal_key(request.remote_addr)]
        log.info("registration refused", address=request.remote_addr)
    else:
        return
    operations.note_failures(keys, at=utcnow())
    db.session.commit()


def account_tried() -> str:
    """Return the address somebody signs in with, as it would stand in the account."""
    text: str = request.form.get("email", "")
    try:
        return str(current_app.extensions["security"].mail_util.normalize(text))
    except ValueError:
        return text.strip().lower()


def ask_to_sign_in(mechanisms: Any = None, headers: Any = None) -> Response:
    """Send a visitor to sign in, and back to where they wanted to go."""
    if is_htmx():
        wanted = page_in_view()
    else:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return see_other(url_for(SIGN_IN, next=rules.destination(wanted)))
