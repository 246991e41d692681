"""The doors: who may try them, and where they lead.

Flask-Security has the views behind them; this is what it leaves to the site.
"""

from time import monotonic, sleep
from typing import Any

import structlog
from flask import Response, abort, current_app, g, request, session, url_for
from flask_security import current_user
from flask_wtf import FlaskForm

from app.accounts import operations, queries, rules
from app.accounts.forms import RegisterForm
from app.accounts.models import User
from app.config import Registration, Settings
from app.core import errors
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import TooMany
from app.core.htmx import is_htmx, page_in_view, see_other

log = structlog.get_logger()

SIGN_IN, REGISTER, SIGN_OUT = "security.login", "security.register", "security.logout"
RECOVER, RESET = "security.forgot_password", "security.reset_password"
CONFIRM, NEW_EMAIL = "security.send_confirmation", "security.change_email"
NEW_PASSWORD, ASK_AGAIN = "security.change_password", "security.verify"
CODE, RECOVERY_CODE = "security.two_factor_token_validation", "security.mf_recovery"
SECOND_FACTOR = "security.two_factor_setup"
SECOND_FACTOR_CODE = "security.two_factor_setup_validate"
PASSKEY_ANSWER = "security.wan_signin_response"
PASSKEY_AGAIN = "security.wan_verify_response"
# Where these lead is for us to say.
ENTRIES = {SIGN_IN, CODE, RECOVERY_CODE, PASSKEY_ANSWER}
DOORS = ENTRIES | {
    *(REGISTER, SIGN_OUT, ASK_AGAIN, RESET, NEW_PASSWORD),
    *(SECOND_FACTOR, SECOND_FACTOR_CODE, PASSKEY_AGAIN),
}
# They send mail to whatever address is typed, so a place may use them so often only.
LETTER_BOXES = {RECOVER, CONFIRM, NEW_EMAIL}
NEED_MAIL = LETTER_BOXES | {RESET, "security.confirm_email", "accounts.confirm_email"}
# Here time would tell whether an account is known.
SLOWED = LETTER_BOXES | {REGISTER}
LEAST_SECONDS = 0.25
# Here a password or a code may be guessed; the account is then the one that is tried.
GUESSABLE = {SIGN_IN, ASK_AGAIN, NEW_PASSWORD, CODE, RECOVERY_CODE}
FIXED_WAYS = {
    NEW_PASSWORD: "/account",
    SECOND_FACTOR: "/account/second-factor",
}
TOO_MANY = (
    "There were too many tries with a wrong password. Wait a quarter of an hour, then "
    "try again. Who is signed in already stays so."
)


def at_the_door() -> Response | None:
    """Turn away who may not enter by this door, and who has knocked too often."""
    if request.blueprint not in {"security", "accounts"}:
        return None
    g.arrived = monotonic()
    if request.is_json:
        abort(415)
    settings: Settings = current_app.config["SETTINGS"]
    if request.endpoint in NEED_MAIL and not settings.sends_mail:
        return errors.page(
            404,
            title="This site sends no mail",
            advice="Ask the people who run it: they can help you to your account.",
        )
    if request.endpoint == SECOND_FACTOR and not current_user.is_authenticated:
        return ask_to_sign_in()
    if request.endpoint == CODE and current_user.is_authenticated:
        # The library would sign out whoever comes here without having to.
        return see_other(url_for("accounts.show"))
    if request.endpoint == REGISTER:
        closed = why_closed(settings)
        if closed is not None:
            return closed
    if request.method == "POST":
        slow_down_guessing(settings.sign_in_attempts)
    return None


def why_closed(settings: Settings) -> Response | None:
    """Return the page for who may not register here, if that is so."""
    if settings.registration is Registration.CLOSED:
        return errors.page(
            404,
            title="Registration is closed",
            advice="On this site the people who run it add new members.",
        )
    if settings.registration is not Registration.INVITATION:
        return None
    if queries.invitation(invitation_secret(), at=utcnow()) is not None:
        return None
    return errors.page(
        404,
        title="By invitation",
        advice="One becomes a member here by a link from the people who run the site. "
        "A link works once and for a while: ask for another if yours is over.",
    )


def invitation_secret() -> str:
    """Return the secret of the invitation that a visitor came with, or nothing."""
    given = request.form if request.method == "POST" else request.args
    return given.get("invitation", "")


def send_on(response: Response) -> Response:
    """Decide in one place where a door leads, whatever the library thinks."""
    if request.endpoint not in DOORS or not response.location or is_asked_to_sign_in():
        return response
    if request.endpoint == RESET:
        is_over = response.location.endswith("/account/recovery")
        response.location = "/account/recovery?over=1" if is_over else "/account/login"
    elif request.endpoint == SECOND_FACTOR_CODE:
        # The library has no other word for a code that was wrong.
        if response.location.endswith(FIXED_WAYS[SECOND_FACTOR]):
            response.location += "?again=1"
    elif request.endpoint not in ENTRIES or current_user.is_authenticated:
        response.location = way_on()
    elif request.endpoint == PASSKEY_ANSWER:
        response.location += "?again=1"
    # Else a second factor is asked for.
    if request.method == "POST":
        response.status_code = 303
    return response


def is_asked_to_sign_in() -> bool:
    """Tell whether the answer sends a visitor to the door that this is not."""
    return bool(g.get("asked_to_sign_in"))


def take_time(response: Response) -> Response:
    """Answer after the same time whether the account is known or not.

    It comes last, when what was to be written is committed and nothing is locked.
    """
    if request.method == "POST" and request.endpoint in SLOWED and "arrived" in g:
        db.session.rollback()
        left = current_app.config["LEAST_SECONDS"] - (monotonic() - g.arrived)
        if left > 0:
            sleep(left)
    return response


def slow_down_guessing(attempts: int) -> None:
    """Raise TooMany for a place that has tried too often."""
    place = request.remote_addr
    if request.endpoint == REGISTER:
        limits = [(rules.refusal_key(place), attempts)]
    elif request.endpoint in LETTER_BOXES:
        limits = [(rules.letter_key(place), attempts)]
    elif request.endpoint in GUESSABLE:
        own_key, place_key = guess_keys()
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
            log.warning("too many tries", address=place)
            raise TooMany(TOO_MANY, seconds=seconds)
    if request.endpoint in LETTER_BOXES:
        operations.note_failures([rules.letter_key(place)], at=now)
        db.session.commit()


def way_on() -> str:
    """Return where a reader goes after a door: where they wanted to, or home."""
    wanted = request.form.get("next") or request.args.get("next")
    path = rules.destination(wanted)
    if request.endpoint in FIXED_WAYS:
        return FIXED_WAYS[request.endpoint]
    if request.endpoint == REGISTER and not current_user.is_authenticated:
        return url_for("accounts.registered")
    if path is None and request.method == "GET" and current_user.is_authenticated:
        return url_for("accounts.show")
    return path or "/"


def note_refusal(form: FlaskForm) -> None:
    """Count a wrong password, or a registration with an address that is known."""
    if getattr(form, "was_guess", False):
        keys = [*guess_keys()]
        log.info("sign-in failed", address=request.remote_addr)
    elif isinstance(form, RegisterForm) and form.was_refused:
        keys = [rules.refusal_key(request.remote_addr)]
        log.info("registration refused", address=request.remote_addr)
    else:
        return
    operations.note_failures(keys, at=utcnow())
    db.session.commit()


def guess_keys() -> tuple[bytes, bytes]:
    """Return the keys that a wrong guess counts for: the account, and the place.

    Who guesses codes has the password, so the account is shut for them everywhere.
    """
    own_key, place_key = rules.failure_keys(account_tried(), request.remote_addr)
    if request.endpoint in {CODE, RECOVERY_CODE}:
        own_key = rules.code_key(account_tried())
    return own_key, place_key


def account_tried() -> str:
    """Return the address somebody signs in with, as it would stand in the account."""
    if request.endpoint != SIGN_IN:
        tried = current_user if current_user.is_authenticated else half_way_in()
        return str(tried.email) if tried is not None else ""
    text: str = request.form.get("email", "")
    try:
        return str(current_app.extensions["security"].mail_util.normalize(text))
    except ValueError:
        return text.strip().lower()


def half_way_in() -> User | None:
    """Return who has given their password and is asked for a second factor."""
    return queries.member_of_key(session.get("tf_user_id"))


def ask_to_sign_in(mechanisms: Any = None, headers: Any = None) -> Response:
    """Send a visitor to sign in, and back to where they wanted to go."""
    g.asked_to_sign_in = True
    return see_other(url_for(SIGN_IN, next=rules.destination(place_of_reader())))


def ask_again(within: Any = None, grace: Any = None) -> Response:
    """Send a member to type their password again, and back to where they were."""
    g.asked_to_sign_in = True
    return see_other(url_for(ASK_AGAIN, next=rules.destination(place_of_reader())))


def place_of_reader() -> str | None:
    """Return the page that a reader is on, or wanted to open."""
    if is_htmx():
        return page_in_view()
    return request.full_path.rstrip("?") if request.method == "GET" else None
