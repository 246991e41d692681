"""Forms of accounts: sign in by e-mail address, register, change, leave."""

from typing import Any

from flask import current_app
from flask_security import (
    ChangeEmailForm,
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    RegisterFormV2,
    ResetPasswordForm,
    SendConfirmationForm,
    VerifyForm,
    current_user,
)
from flask_security.forms import (
    EmailValidation,
    unique_user_email,
    valid_user_email,
)
from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    PasswordField,
    RadioField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.accounts import queries, rules
from app.config import Settings
from app.core.db import db
from app.trust import domain_among

EMAIL_MISSING = "Type your e-mail address."
EMAIL_LENGTH = "This address is too long."
PASSWORD_MISSING = "Type a password."  # noqa: S105  a message
# Not "taken": with everything else in order it comes to the same, but it is said
# without the address, and to somebody who owns the account it says what to do.
ADDRESS_REFUSED = (
    "No account can be made with this e-mail address. If it is yours and you have "
    "registered before, sign in instead."
)
CHANGE_REFUSED = "This site does not take this e-mail address."
OWN_ADDRESS = "You sign in with this address already."
STILL_WAITS = (
    "Your registration still waits for somebody of this site to look at it. You get "
    "a letter when it is decided."
)
UNCONFIRMED = (
    "Your e-mail address is not confirmed yet. Open the link in our letter, or ask for "
    "another letter below."
)
LINK_USED = "This link was used a moment ago. Sign in, or ask for another one."
SWITCHED_OFF = "This account is switched off. Ask the people who run this site."
LONGEST_EMAIL = 255
LONGEST_NOTE = 100
REVIEWS_MISSING = "Choose what becomes of your reviews."
NOTE_LENGTH = f"A note has {LONGEST_NOTE} characters at most."


class SignInForm(LoginForm):
    """Sign in. There is no "remember me": a sign-in lasts as long as its row."""

    remember = None
    email = EmailField(
        "E-mail address",
        validators=[
            InputRequired(EMAIL_MISSING),
            Length(max=LONGEST_EMAIL, message=EMAIL_LENGTH),
            EmailValidation(verify=False),
        ],
    )
    password = PasswordField("Password", validators=[InputRequired(PASSWORD_MISSING)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next.data = rules.destination(self.next.data) or ""
        self.was_guess = False

    def validate(self, **kwargs: Any) -> bool:
        """Check address and password; a wrong pair counts as a guess."""
        valid = bool(super().validate(**kwargs))
        self.was_guess = not valid and self.ifield is not None
        if not valid and self.user_authenticated:
            # Only to who knows the password is it said what else is wanting.
            self.was_guess = False
            self.email.errors = []
            waits = getattr(self.user, "waits_since", None) is not None
            if waits or self.requires_confirmation:
                self.form_errors.append(STILL_WAITS if waits else UNCONFIRMED)
            else:
                self.form_errors.append(SWITCHED_OFF)
        return valid

    def validate_next(self, field: Any) -> None:
        """Drop a way that leads off this site; it is no mistake of the reader's."""
        field.data = rules.destination(field.data) or ""


class RegisterForm(RegisterFormV2):
    """Become a member, with a name that others see."""

    email = EmailField(
        "E-mail address",
        validators=[
            InputRequired(EMAIL_MISSING),
            Length(max=LONGEST_EMAIL, message=EMAIL_LENGTH),
            EmailValidation(verify=True),
        ],
    )
    name = StringField("Name", filters=[rules.tidy_name])
    password = PasswordField("Password", validators=[InputRequired(PASSWORD_MISSING)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next.data = rules.destination(self.next.data) or ""
        self.was_refused = False

    def validate(self, **kwargs: Any) -> bool:
        """Check the fields; whether the address is known is said last, if at all."""
        if not super().validate(**kwargs):
            return False
        if is_refused(self.email.data or ""):
            self.was_refused = True
            self.form_errors.append(ADDRESS_REFUSED)
            return False
        known = queries.member_with_email(self.email.data or "")
        if known is None:
            return True
        if current_app.config["SECURITY_SEND_REGISTER_EMAIL"]:
            # The same answer as to everybody; what is so, the letter says.
            self.existing_email_user = known
            return False
        self.was_refused = True
        self.form_errors.append(ADDRESS_REFUSED)
        return False

    def validate_name(self, field: Any) -> None:
        """Refuse a name that will not do or that somebody has."""
        problem = rules.name_problem(field.data) or queries.name_clash(field.data)
        if problem is not None:
            raise ValidationError(problem)

    def validate_next(self, field: Any) -> None:
        """Drop a way that leads off this site; it is no mistake of the reader's."""
        field.data = rules.destination(field.data) or ""

    def to_dict(self, only_user: bool) -> dict[str, Any]:
        """Return what the account is made from."""
        values: dict[str, Any] = super().to_dict(only_user)
        values["name_key"] = rules.name_key(values["name"])
        return values


class AskAgainForm(VerifyForm):
    """Type the password again."""

    password = PasswordField("Password", validators=[InputRequired(PASSWORD_MISSING)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next.data = rules.destination(self.next.data) or ""
        self.was_guess = False

    def validate(self, **kwargs: Any) -> bool:
        """Check the password; a wrong one counts as a guess."""
        valid = bool(super().validate(**kwargs))
        self.was_guess = not valid and bool(self.password.data)
        return valid

    def validate_next(self, field: Any) -> None:
        """Drop a way that leads off this site; it is no mistake of the reader's."""
        field.data = rules.destination(field.data) or ""


class NewPasswordForm(ChangePasswordForm):
    """Change the password: the old one and, once, the new one."""

    password = PasswordField(
        "Password so far", validators=[InputRequired(PASSWORD_MISSING)]
    )
    new_password = PasswordField(
        "New password", validators=[InputRequired(PASSWORD_MISSING)]
    )
    new_password_confirm = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_guess = False

    def validate(self, **kwargs: Any) -> bool:
        """Check both; a wrong old one counts as a guess."""
        valid = bool(super().validate(**kwargs))
        self.was_guess = bool(self.password.data and self.password.errors)
        return valid


class RecoverForm(ForgotPasswordForm):
    """Ask for a link by which a forgotten password is replaced."""

    email = EmailField(
        "E-mail address",
        validators=[
            InputRequired(EMAIL_MISSING),
            Length(max=LONGEST_EMAIL, message=EMAIL_LENGTH),
            EmailValidation(verify=False),
            valid_user_email,
        ],
    )


class AnotherLetterForm(SendConfirmationForm):
    """Ask for the letter that confirms an address once more."""

    email = EmailField(
        "E-mail address",
        validators=[
            InputRequired(EMAIL_MISSING),
            Length(max=LONGEST_EMAIL, message=EMAIL_LENGTH),
            EmailValidation(verify=False),
            valid_user_email,
        ],
    )


class ResetForm(ResetPasswordForm):
    """Choose a new password for one that was forgotten."""

    password = PasswordField(
        "New password", validators=[InputRequired(PASSWORD_MISSING)]
    )
    password_confirm = None

    def validate(self, **kwargs: Any) -> bool:
        """Check the password; of two who use one link at the same moment, one is late.

        The account's key is what the link was made for. Its row stays locked until the
        new password is written.
        """
        if not super().validate(**kwargs) or self.user is None:
            return False
        key = self.user.fs_uniquifier
        db.session.refresh(self.user, ["fs_uniquifier"], with_for_update=True)
        if self.user.fs_uniquifier != key:
            self.form_errors.append(LINK_USED)
            return False
        return True


class NewEmailForm(ChangeEmailForm):
    """Change the e-mail address, once the new one is known to be theirs."""

    email = EmailField(
        "New e-mail address",
        validators=[
            InputRequired(EMAIL_MISSING),
            Length(max=LONGEST_EMAIL, message=EMAIL_LENGTH),
            EmailValidation(verify=True),
            unique_user_email,
        ],
    )

    def validate(self, **kwargs: Any) -> bool:
        """Check the address; it cannot be one with which nobody may register."""
        valid = bool(super().validate(**kwargs))
        if self.email.data == current_user.email:
            # Of any other account it is not said that there is one; this is theirs.
            self.existing_email_user = None
            self.email.errors = [OWN_ADDRESS]
            return False
        if not valid:
            return False
        if is_refused(self.email.data or ""):
            self.email.errors = [CHANGE_REFUSED]
            return False
        return True


class LeaveForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Delete the account: what becomes of the reviews is the member's to say."""

    reviews = RadioField(
        "Your reviews and ratings",
        choices=[
            SelectChoice("leave", "leave with you, and no longer count"),
            SelectChoice("stay", f"stay, and count, under “{rules.FORMER_NAME}”"),
        ],
        validate_choice=False,
    )

    def validate_reviews(self, field: Any) -> None:
        """Refuse to choose for them."""
        if field.data not in {"leave", "stay"}:
            raise ValidationError(REVIEWS_MISSING)


class InvitationForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Make an invitation."""

    note = StringField(
        "For whom",
        filters=[rules.tidy_name],
        validators=[Length(max=LONGEST_NOTE, message=NOTE_LENGTH)],
    )

    def validate_note(self, field: Any) -> None:
        """Refuse what cannot be shown safely; nothing at all is fine."""
        if field.data and not rules.can_be_shown(field.data):
            raise ValidationError(rules.NAME_CHARACTERS)


def is_refused(email: str) -> bool:
    """Tell whether the site lets nobody in with an address."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.refuse_blocked_email:
        return False
    return domain_among(email, settings.blocked_email_domains) is not None
