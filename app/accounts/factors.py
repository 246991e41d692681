"""Second factors and passkeys: what the library leaves to the site.

A code opens once. A passkey asks its device for a finger, a face or a PIN, so it is two
factors in one and stands in for the password and the code together.
"""

import json
from collections.abc import Callable, Sequence
from functools import wraps
from io import BytesIO
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask, Response, abort
from flask_security import (
    MfRecoveryCodesUtil,
    MfRecoveryForm,
    Totp,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    WebAuthnRegisterForm,
    WebAuthnRegisterResponseForm,
    WebAuthnSigninResponseForm,
    WebauthnUtil,
    tf_disabled,
    tf_profile_changed,
    wan_deleted,
    wan_registered,
)
from flask_security.confirmable import requires_confirmation
from markupsafe import Markup
from wtforms import HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app import lean
from app.accounts import rules
from app.accounts.models import User
from app.config import Settings
from app.core import mail
from app.core.addresses import site_url
from app.core.clock import utcnow
from app.core.db import db
from app.core.late import later

if TYPE_CHECKING:
    import segno
    from cryptography import fernet
    from webauthn.helpers import exceptions, structs
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        UserVerificationRequirement,
    )
else:
    segno = later("segno")
    fernet = later("cryptography.fernet")
    exceptions = later("webauthn.helpers.exceptions")
    structs = later("webauthn.helpers.structs")

log = structlog.get_logger()

CODE_MISSING = "Type the code."
CODE_WRONG = "This code is not right, or it was used already. Wait for the next one."
RECOVERY_CODE_WRONG = "This is none of your recovery codes, or it was used already."
PASSKEY_NAME_MISSING = "Give the passkey a name by which you will know it again."
PASSKEY_NAME_WRONG = (
    "This name holds a character that cannot be shown safely, or no letter."
)
LONGEST_PASSKEY_NAME = 60
PASSKEY_NAME_LENGTH = f"A name has {LONGEST_PASSKEY_NAME} characters at most."
PASSKEY_VIEWS = (
    *("wan_register", "wan_register_response", "wan_delete", "wan_signin"),
    *("wan_signin_response", "wan_verify", "wan_verify_response"),
)


class OnceTotp(Totp):
    """Codes of authenticator apps; each opens once, and the picture is drawn by us.

    What it needs to keep secrets is loaded when there is one.
    """

    @property
    def _totp(self) -> Any:
        lean.complete("cryptography")
        return self.factory

    @_totp.setter
    def _totp(self, factory: Any) -> None:
        self.factory = factory

    def get_last_counter(self, user: Any) -> int | None:
        """Return the step of the last code, held until the transaction is over."""
        user = getattr(user, "_get_current_object", lambda: user)()
        db.session.refresh(user, ["totp_counter"], with_for_update=True)
        counter: int | None = user.totp_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Note the step of a code that was taken."""
        user.totp_counter = tmatch.counter
        db.session.flush()

    def generate_qrcode(self, username: str, totp: str) -> str:
        """Return the picture of a secret as an SVG to stand in the page."""
        drawn = BytesIO()
        segno.make(self.get_totp_uri(username, totp), error="m").save(
            drawn,
            kind="svg",
            scale=5,
            border=4,
            xmldecl=False,
            svgns=True,
            svgclass="qr-code",
            lineclass=None,
            omitsize=True,
            light="#fff",
        )
        return Markup(drawn.getvalue().decode())  # noqa: S704  drawn by segno alone


class SecondFactorForm(TwoFactorSetupForm):
    """Switch the second factor on or off; the buttons say which."""

    setup = HiddenField()


class RescueForm(TwoFactorRescueForm):
    """The library wants it beside the code; no page of ours shows it."""

    help_setup = RadioField(choices=[SelectChoice("help", "")])


class CodeForm(TwoFactorVerifyCodeForm):
    """Type the code of an authenticator app."""

    code = StringField(
        "Code",
        filters=[lambda text: "".join((text or "").split())],
        validators=[InputRequired(CODE_MISSING), Length(max=20, message=CODE_WRONG)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_guess = False

    def validate(self, **kwargs: Any) -> bool:
        """Check the code; a wrong one counts as a guess."""
        valid = bool(super().validate(**kwargs))
        if not valid and self.code.data:
            self.was_guess = not self.is_setup
            self.code.errors = [CODE_WRONG]
        return valid


class Sealing:
    """Keeps recovery codes unreadable in the database; made with the first of them."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self.keys = keys

    def __getattr__(self, name: str) -> Any:
        """Return a way of doing it."""
        keys = [fernet.Fernet(key) for key in self.keys]
        return getattr(fernet.MultiFernet(keys), name)


class RecoveryCodes(MfRecoveryCodesUtil):
    """Codes on paper for who has lost the app; nothing is loaded before there are."""

    def setup_cryptor(self, keys: list[bytes]) -> None:
        """Note the keys."""
        self.cryptor = Sealing(keys)  # type: ignore[assignment]  # it has the same ways


def as_written_down(text: str | None) -> str:
    """Return a recovery code in its three groups, however it was copied from paper."""
    letters = "".join(letter for letter in (text or "").lower() if letter.isalnum())
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


class RecoveryCodeForm(MfRecoveryForm):
    """Type a recovery code, once the app is out of reach."""

    code = StringField(
        "Recovery code",
        filters=[as_written_down],
        validators=[InputRequired(CODE_MISSING), Length(max=40)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_guess = False

    def validate(self, **kwargs: Any) -> bool:
        """Check the code; of two who use one at the same moment, one is too late."""
        db.session.refresh(self.user, ["mf_recovery_codes"], with_for_update=True)
        valid = bool(super().validate(**kwargs))
        if not valid and self.code.data:
            self.was_guess = True
            self.code.errors = [RECOVERY_CODE_WRONG]
        return valid


def malformed() -> tuple[type[Exception], ...]:
    """Return what reading a made-up answer can end in."""
    made_up = exceptions.WebAuthnException
    return (made_up, ValueError, TypeError, KeyError, AttributeError)


class PasskeyForm(WebAuthnRegisterForm):
    """Add a passkey, which signs in by itself."""

    name = StringField(
        "Name",
        validators=[
            InputRequired(PASSKEY_NAME_MISSING),
            Length(max=LONGEST_PASSKEY_NAME, message=PASSKEY_NAME_LENGTH),
        ],
    )
    usage = HiddenField()

    def validate(self, **kwargs: Any) -> bool:
        """Check the name; every passkey here is a first factor."""
        self.usage.data = "first"
        return bool(super().validate(**kwargs))


class NewPasskeyForm(WebAuthnRegisterResponseForm):
    """What a device answers when it has made a passkey."""

    def validate(self, **kwargs: Any) -> bool:
        """Check the answer, and keep nothing of it that is not what it should be."""
        try:
            valid = bool(super().validate(**kwargs))
            extensions = json.loads(self.extensions or "{}") if valid else {}
        except malformed():
            return False
        found = extensions.get("credProps") if isinstance(extensions, dict) else None
        rk = isinstance(found, dict) and bool(found.get("rk"))
        self.extensions = json.dumps({"credProps": {"rk": rk}})
        return valid


class PasskeyAnswerForm(WebAuthnSigninResponseForm):
    """What a device answers at a sign-in."""

    def validate(self, **kwargs: Any) -> bool:
        """Check the answer; the library would let in whose account is switched off."""
        try:
            valid = bool(super().validate(**kwargs))
        except malformed():
            return False
        if not valid or self.user is None:
            return False
        return self.user.is_active and not requires_confirmation(self.user)  # type: ignore[no-untyped-call]


class Passkeys(WebauthnUtil):
    """What we ask of devices: to know their owner, and to find the key alone."""

    def origin(self) -> str:
        """Return the site's own address, whatever host was asked."""
        return site_url()

    def name_svn(self, name: str) -> tuple[str | None, str | None]:
        """Return what is wrong with a passkey's name, and the name as it is kept."""
        tidy = rules.tidy_name(name)
        return (None, tidy) if rules.can_be_shown(tidy) else (PASSKEY_NAME_WRONG, None)

    def authenticator_selection(
        self, user: Any, usage: str
    ) -> "AuthenticatorSelectionCriteria":
        """Return what a device must be able to do."""
        return structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        )

    def user_verification(
        self, user: Any, usage: list[str]
    ) -> "UserVerificationRequirement":
        """Ask the device to make sure that its owner is there."""
        return structs.UserVerificationRequirement.REQUIRED


def load_passkeys_first(app: Flask) -> None:
    """Let the views of passkeys load what reads them; nobody else needs it."""
    for name in PASSKEY_VIEWS:
        endpoint = f"security.{name}"
        app.view_functions[endpoint] = loading(app.view_functions[endpoint])


def loading(view: Callable[..., Any]) -> Callable[..., Any]:
    """Return a view that completes the library before it begins."""

    @wraps(view)
    def complete_first(*arguments: Any, **named: Any) -> Any:
        lean.complete("webauthn")
        return view(*arguments, **named)

    return complete_first


def listen(app: Flask) -> None:
    """Follow what the library says of second factors and passkeys."""
    tf_profile_changed.connect_via(app)(on_second_factor)
    tf_disabled.connect_via(app)(on_no_second_factor)
    wan_registered.connect_via(app)(on_passkey)
    wan_deleted.connect_via(app)(on_passkey_removed)
    # Its way round the second factor, by mail, is shut; a choice there is none.
    app.view_functions["security.two_factor_rescue"] = nowhere
    app.view_functions["security.tf_select"] = nowhere


def nowhere() -> Response:
    """Answer that there is no such page."""
    abort(404)


def on_second_factor(sender: Flask, user: User, **extra: Any) -> None:
    """Tell a member that a second factor was switched on."""
    tell(sender, user, "A second factor was switched on")


def on_no_second_factor(sender: Flask, user: User, **extra: Any) -> None:
    """Forget what belonged to a second factor, and tell its member."""
    user.mf_recovery_codes = None
    user.totp_counter = None
    tell(sender, user, "The second factor was switched off")


def on_passkey(sender: Flask, user: User, **extra: Any) -> None:
    """Tell a member that a passkey was added."""
    tell(sender, user, "A passkey was added")


def on_passkey_removed(sender: Flask, user: User, **extra: Any) -> None:
    """Tell a member that a passkey was removed."""
    tell(sender, user, "A passkey was removed")


def tell(app: Flask, user: User, what: str) -> None:
    """Write a letter about a change that a stranger might have made."""
    log.info(what.lower(), member=user.id)
    settings: Settings = app.config["SETTINGS"]
    if settings.sends_mail:
        mail.post(user.email, "safety", at=utcnow(), user=user, what=what)
