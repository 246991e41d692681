"""Flask-Security as this site uses it: its forms, its mail, what it tells of.

Its settings stand in `options.py`; `docs/adr/0003-accounts.md` says why things are as
they are.
"""

from typing import Any

import structlog
from flask import (
    Flask,
    Response,
    after_this_request,
    g,
    render_template,
    request,
    url_for,
)
from flask_login import current_user, user_logged_in, user_logged_out
from flask_login.utils import _user_context_processor
from flask_security import (
    MailUtil,
    PasswordUtil,
    Security,
    SQLAlchemyUserDatastore,
    UserMixin,
    password_changed,
    password_reset,
    user_registered,
)
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import RequestRedirect

from app import lean
from app.accounts import doors, drafts, factors, notices, operations, rules
from app.accounts.commands import members, sessions, tokens
from app.accounts.factors import (
    CodeForm,
    NewPasskeyForm,
    OnceTotp,
    PasskeyAnswerForm,
    PasskeyForm,
    Passkeys,
    RecoveryCodeForm,
    RecoveryCodes,
    RescueForm,
    SecondFactorForm,
)
from app.accounts.forms import (
    AnotherLetterForm,
    AskAgainForm,
    NewEmailForm,
    NewPasswordForm,
    RecoverForm,
    RegisterForm,
    ResetForm,
    SignInForm,
)
from app.accounts.freshness import ask_for_password
from app.accounts.here import whoever_has
from app.accounts.models import Passkey, Role, User
from app.accounts.options import options
from app.accounts.sessions import DbSessionInterface, current_session
from app.config import Environment, Registration, Settings
from app.core import mail
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict
from app.core.htmx import see_other
from app.core.public import is_without_session
from app.core.signing import EitherWaySigner

log = structlog.get_logger()

LIBRARY_SIGNS = ("reset", "change_email", "confirm", "tf_setup", "wan")


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application members, sessions and tokens for its forms."""
    app.config.update(options(settings))
    # Flask-Security looks for it, so it comes first.
    CSRFProtect(app)
    app.session_interface = DbSessionInterface(app, settings)
    security = OurSecurity(
        app,
        Members(db, User, Role, Passkey),
        login_form=SignInForm,
        register_form=RegisterForm,
        verify_form=AskAgainForm,
        forgot_password_form=RecoverForm,
        reset_password_form=ResetForm,
        change_password_form=NewPasswordForm,
        send_confirmation_form=AnotherLetterForm,
        change_email_form=NewEmailForm,
        two_factor_setup_form=SecondFactorForm,
        two_factor_rescue_form=RescueForm,
        two_factor_verify_code_form=CodeForm,
        mf_recovery_form=RecoveryCodeForm,
        wan_register_form=PasskeyForm,
        wan_register_response_form=NewPasskeyForm,
        wan_signin_response_form=PasskeyAnswerForm,
        totp_cls=OnceTotp,
        mf_recovery_codes_util_cls=RecoveryCodes,
        webauthn_util_cls=Passkeys,
        mail_util_cls=Post,
        password_util_cls=Passwords,
    )
    security.render_template = render
    security.want_json(lambda request: False)
    security.unauthn_handler(doors.ask_to_sign_in)
    security.reauthn_handler(doors.ask_again)
    ask_before_links_work(app)
    leave_public_views_alone(app, security)
    shut_other_ways_in(security)
    outlive_a_clock_set_back(security)
    listen(app)
    factors.listen(app)
    factors.load_passkeys_first(app)
    testing = settings.environment is Environment.TEST
    app.config["LEAST_SECONDS"] = 0 if testing else doors.LEAST_SECONDS
    app.before_request(doors.at_the_door)
    app.before_request(ask_for_password)
    # They run in the order of their reverse: the one that takes its time is last.
    app.after_request(doors.take_time)
    app.after_request(doors.send_on)
    app.jinja_env.globals["unread_notices"] = notices.unread_of_reader
    app.jinja_env.globals["sends_mail"] = settings.sends_mail
    app.jinja_env.globals["confirms_email"] = settings.confirm_email
    app.jinja_env.globals["registration"] = settings.registration
    app.cli.add_command(members)
    app.cli.add_command(sessions)
    app.cli.add_command(tokens)


class OurSecurity(Security):
    """The library, without its own drawing of QR codes: segno draws them here."""

    def _check_modules(self, module: str, config_name: str) -> None:
        if module != "qrcode":
            super()._check_modules(module, config_name)  # type: ignore[no-untyped-call]


class Members(SQLAlchemyUserDatastore):
    """The members; whom a session belongs to is read in a way of its own."""

    def find_user(
        self, case_insensitive: bool = False, **kwargs: Any
    ) -> UserMixin | None:
        """Return the member with a value in a column."""
        if kwargs.keys() == {"fs_uniquifier"}:
            return whoever_has(kwargs["fs_uniquifier"])
        return super().find_user(case_insensitive, **kwargs)


class Post(MailUtil):
    """E-mail addresses in small letters; mail is written down and sent afterwards."""

    def normalize(self, email: str) -> str:
        """Return an address as it is kept."""
        lean.complete("email_validator")
        return super().normalize(email).lower()

    def validate(self, email: str) -> str:
        """Return an address as it is kept, if mail could go there."""
        lean.complete("email_validator")
        return super().validate(email).lower()

    def send_mail(  # noqa: PLR0917  the library calls it so
        self,
        template: str,
        subject: str,
        recipient: Any,
        sender: Any,
        body: Any,
        html: Any,
        **context: Any,
    ) -> None:
        """Write a letter; it is kept, and leaves, when the view is over."""
        mail.post(str(recipient), template, at=utcnow(), **context)
        # Some of the views that send mail commit nothing.
        after_this_request(commit)


def commit(response: Response) -> Response:
    """Keep what the view wrote."""
    db.session.commit()
    return response


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


def ask_before_links_work(app: Flask) -> None:
    """Let links in letters lead to a page with a button: a GET changes nothing.

    Programs that look through mail open every link in it.
    """

    def to_confirmation(token: str) -> Response:
        return see_other(url_for("accounts.confirm_email", token=token))

    def to_new_email(token: str) -> Response:
        return see_other(url_for("accounts.take_new_email", token=token))

    app.view_functions["security.confirm_email"] = to_confirmation
    app.view_functions["security.change_email_confirm"] = to_new_email


def leave_public_views_alone(app: Flask, security: Security) -> None:
    """Keep the libraries from asking who is there where it makes no difference."""
    load_identity = security.principal.identity_loaders.pop()
    security.principal.identity_loader(
        lambda: None if is_without_session(app, request) else load_identity()
    )
    # It reads the session after every request, and there is no such cookie.
    manager = security.login_manager
    app.after_request_funcs[None].remove(manager._update_remember_cookie)  # noqa: SLF001  see tests/accounts/test_libraries.py
    # It asks who is there before every template; now those ask that want to know.
    app.template_context_processors[None].remove(_user_context_processor)
    app.jinja_env.globals["current_user"] = current_user


def shut_other_ways_in(security: Security) -> None:
    """Accept nothing but a session: no remember cookie, no tokens in requests."""
    manager = security.login_manager
    manager._load_user_from_remember_cookie = lambda cookie: None  # noqa: SLF001  see tests/accounts/test_libraries.py
    manager.request_loader(lambda request: None)


def outlive_a_clock_set_back(security: Security) -> None:
    """Let what the library has signed hold as long as what we sign (see signing.py)."""
    for name in LIBRARY_SIGNS:
        getattr(security, f"{name}_serializer").signer = EitherWaySigner


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
    settings: Settings = sender.config["SETTINGS"]
    invited = False
    if secret := doors.invitation_secret():
        invited = operations.use_invitation(secret, user_id=user.id, at=utcnow())
    if settings.registration is Registration.INVITATION and not invited:
        raise Conflict("Somebody came by this invitation a moment ago.")
    drafts.claim(user.id)
    log.info("registered", member=user.id)
    if settings.registration is Registration.APPROVAL and not invited:
        operations.wait_for_approval(user, at=utcnow())
        if not settings.confirm_email:
            # The library would sign in whoever has registered.
            raise RequestRedirect(url_for("accounts.registered"))


def on_signed_in(sender: Flask, user: User, **extra: Any) -> None:
    """Begin a session of the member's own; what they had begun to write is theirs."""
    drafts.claim(user.id)
    current_session().sign_in(user.id)
    g.pop("csrf_token", None)
    own_key, _ = rules.failure_keys(user.email, request.remote_addr)
    operations.forgive_failures(own_key)
    if user.admitted_at is None:
        operations.enter(user.id, at=utcnow())
    log.info("signed in", member=user.id)


def on_signed_out(sender: Flask, user: User, **extra: Any) -> None:
    """Empty the session, so that its row is deleted with the cookie."""
    log.info("signed out", member=user.id)
    current_session().clear()


def on_new_password(sender: Flask, user: User, **extra: Any) -> None:
    """Sign the member out wherever the old password was used."""
    log.info("password changed", member=user.id)
    record = current_session().record
    operations.end_other_sessions(user.id, but=record.id if record else None)
