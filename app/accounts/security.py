"""Flask-Security as this site uses it: register, sign in, sign out.

The other doors (confirm, recover, second factor) are features of the same library;
each opens by its setting and its templates. `docs/adr/0003-accounts.md` says why
things are as they are.
"""

from datetime import timedelta
from typing import Any

import structlog
from flask import (
    Flask,
    Response,
    after_this_request,
    g,
    render_template,
    request,
)
from flask_login import user_logged_in, user_logged_out
from flask_security import (
    MailUtil,
    PasswordUtil,
    Security,
    SQLAlchemyUserDatastore,
    password_changed,
    password_reset,
    user_registered,
)
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect

from app.accounts import doors, drafts, operations, rules
from app.accounts.commands import members, sessions, tokens
from app.accounts.forms import RegisterForm, SignInForm
from app.accounts.models import Role, User
from app.accounts.sessions import DbSessionInterface, current_session
from app.config import Environment, Registration, Settings
from app.core.db import db
from app.core.public import is_without_session

log = structlog.get_logger()


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application members, sessions and tokens for its forms."""
    app.config.update(options(settings))
    # Flask-Security looks for it, so it comes first.
    CSRFProtect(app)
    app.session_interface = DbSessionInterface(app, settings)
    security = Security(
        app,
        SQLAlchemyUserDatastore(db, User, Role),
        login_form=SignInForm,
        register_form=RegisterForm,
        mail_util_cls=PlainMail,
        password_util_cls=Passwords,
    )
    security.render_template = render
    security.want_json(lambda request: False)
    security.unauthn_handler(doors.ask_to_sign_in)
    leave_public_views_alone(app, security)
    shut_other_ways_in(security)
    listen(app)
    app.before_request(doors.at_the_door)
    app.after_request(doors.send_on)
    app.jinja_env.globals["registration_open"] = (
        settings.registration is not Registration.CLOSED
    )
    app.cli.add_command(members)
    app.cli.add_command(sessions)
    app.cli.add_command(tokens)


def options(settings: Settings) -> dict[str, Any]:
    """Return the settings of Flask-Security, Flask-Login and Flask-WTF."""
    return {
        "SECURITY_URL_PREFIX": "/account",
        "SECURITY_REGISTERABLE": True,
        "SECURITY_LOGIN_USER_TEMPLATE": "accounts/login.html",
        "SECURITY_REGISTER_USER_TEMPLATE": "accounts/register.html",
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        # No page asks for the password a second time yet, so there is no such page.
        "SECURITY_FRESHNESS": timedelta(seconds=-1),
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_SEND_REGISTER_EMAIL": False,
        "SECURITY_EMAIL_HTML": False,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        # Without `case_insensitive` the index is used; addresses are kept small.
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": rules.small_email}}],
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_MSG_GENERIC_AUTHN_FAILED": (
            "This e-mail address and this password do not belong together.",
            "error",
        ),
        "SECURITY_MSG_INVALID_EMAIL_ADDRESS": (
            "This is not an e-mail address.",
            "error",
        ),
        "SECURITY_API_ENABLED_METHODS": ["session"],
        # The library's own value comes out as `private=True`, which no cache knows.
        "SECURITY_CACHE_CONTROL": {"private": None, "no-store": None},
        "SECURITY_PASSWORD_SALT": settings.secret("password_salt"),
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": hashing_cost(settings),
        "SECURITY_PASSWORD_LENGTH_MIN": rules.SHORTEST_PASSWORD,
        "SECURITY_PASSWORD_CONFIRM_REQUIRED": False,
        # Tokens are signed; the slow default gives accounts away by its time.
        "SECURITY_HASHING_SCHEMES": ["hex_sha256"],
        "SECURITY_DEPRECATED_HASHING_SCHEMES": [],
        # Phones change their address all day long.
        "SESSION_PROTECTION": None,
        "WTF_CSRF_TIME_LIMIT": None,
    }


def hashing_cost(settings: Settings) -> dict[str, int]:
    """Return what a password costs to hash: OWASP's advice; in tests next to none."""
    testing = settings.environment is Environment.TEST
    return {
        "argon2__time_cost": 1 if testing else 2,
        "argon2__memory_cost": 8 if testing else 19456,
        "argon2__parallelism": 1,
    }


class PlainMail(MailUtil):
    """E-mail addresses in small letters; nothing is sent."""

    def normalize(self, email: str) -> str:
        """Return an address as it is kept."""
        return super().normalize(email).lower()

    def validate(self, email: str) -> str:
        """Return an address as it is kept, if mail could go there."""
        return super().validate(email).lower()


class Passwords(PasswordUtil):
    """Passwords by our own rules."""

    def validate(
        self, password: str, is_register: bool, **kwargs: Any
    ) -> tuple[list[str] | None, str]:
        """Return what is wrong with a password, and the password as it is hashed."""
        password = self.normalize(password)
        user = kwargs.get("user")
        name = kwargs.get("name") if user is None else user.name
        email = kwargs.get("email") if user is None else user.email
        problem = rules.password_problem(password, name or "", email or "")
        return ([problem] if problem else None), password


def render(template: str, **context: Any) -> str:
    """Render a page of Flask-Security: 422 when its form has errors."""
    for form in context.values():
        if isinstance(form, FlaskForm) and form.errors:
            # Two fields may be given the same words for the form as a whole.
            form.form_errors = list(dict.fromkeys(form.form_errors))
            doors.note_refusal(form)
            after_this_request(unprocessable)
    return render_template(template, **context)


def unprocessable(response: Response) -> Response:
    """Say in the status that the form is to be put right."""
    response.status_code = 422
    return response


def leave_public_views_alone(app: Flask, security: Security) -> None:
    """Keep the libraries from asking who is there where it makes no difference."""
    load_identity = security.principal.identity_loaders.pop()
    security.principal.identity_loader(
        lambda: None if is_without_session(app, request) else load_identity()
    )
    # It reads the session after every request, and there is no such cookie.
    manager = security.login_manager
    app.after_request_funcs[None].remove(manager._update_remember_cookie)  # noqa: SLF001  see tests/accounts/test_libraries.py


def shut_other_ways_in(security: Security) -> None:
    """Accept nothing but a session: no remember cookie, no tokens in requests."""
    manager = security.login_manager
    manager._load_user_from_remember_cookie = lambda cookie: None  # noqa: SLF001  see tests/accounts/test_libraries.py
    manager.request_loader(lambda request: None)


def listen(app: Flask) -> None:
    """Follow what Flask-Login and Flask-Security say has happened."""
    user_registered.connect_via(app)(on_registered)
    user_logged_in.connect_via(app)(on_signed_in)
    user_logged_out.connect_via(app)(on_signed_out)
    password_changed.connect_via(app)(on_new_password)
    password_reset.connect_via(app)(on_new_password)


def on_registered(sender: Flask, user: User, **extra: Any) -> None:
    """Write the account inside the view, where a rival for its name is answered."""
    operations.flush_new_member()
    drafts.claim(user.id)
    log.info("registered", member=user.id)


def on_signed_in(sender: Flask, user: User, **extra: Any) -> None:
    """Begin a session of the member's own; what they had begun to write is theirs."""
    drafts.claim(user.id)
    current_session().sign_in(user.id)
    g.pop("csrf_token", None)
    own_key, _ = rules.failure_keys(user.email, request.remote_addr)
    operations.forgive_failures(own_key)
    log.info("signed in", member=user.id)


def on_signed_out(sender: Flask, user: User, **extra: Any) -> None:
    """Empty the session, so that its row is deleted with the cookie."""
    current_session().clear()


def on_new_password(sender: Flask, user: User, **extra: Any) -> None:
    """Sign the member out wherever the old password was used."""
    record = current_session().record
    operations.end_other_sessions(user.id, but=record.id if record else None)
