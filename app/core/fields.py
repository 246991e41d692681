"""What forms of several rooms ask of a field: tidy text, lengths, web addresses."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask_wtf import FlaskForm
from wtforms import Field, Form, HiddenField, ValidationError
from wtforms.csrf.core import CSRFTokenField
from wtforms.validators import Length

TOO_LONG = "At most {longest:,} characters fit here."
NO_ADDRESS = "Give a whole address that begins with https:// or http://."
NO_DAY = "Give the day as in 2026-11-30, or leave it empty."
FIRST_FILM_YEAR = 1888


class LateToken(CSRFTokenField):  # type: ignore[misc]  # the library has no types
    """The token of a form, made when the form is drawn: one that is sent needs none."""

    def process(self, *arguments: Any, **named: Any) -> None:
        """Take what was sent."""
        HiddenField.process(self, *arguments, **named)

    @property
    def current_token(self) -> str:
        """The token that the form carries when it is drawn."""
        token: str = self.csrf_impl.generate_csrf_token(self)
        return token


class LateTokens(FlaskForm.Meta.csrf_class):  # type: ignore[misc]  # the library has no types
    """The library's tokens and its judgement of them, with our field."""

    field_class = LateToken


class LightForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A form that is sent often, without what only a drawn one needs."""

    class Meta:  # noqa: D106  the library looks for it
        csrf_class = LateTokens


def on_one_line(text: str | None) -> str:
    """Return a text on one line, without blanks at its ends."""
    return " ".join((text or "").replace("\0", "").split())


def tidy(text: str | None) -> str:
    """Return a text without blanks at its ends."""
    return (text or "").replace("\0", "").strip()


def at_most(longest: int) -> Length:
    """Return the check of a longest length."""
    return Length(max=longest, message=TOO_LONG.format(longest=longest))


def web_address(form: Form, field: Field) -> None:
    """Refuse what a browser would not open as a page; nothing passes."""
    if not field.data:
        return
    try:
        parts = urlsplit(field.data)
        is_page = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_page = False
    if not is_page:
        raise ValidationError(NO_ADDRESS)


def is_blank(field: Field) -> bool:
    """Tell whether nothing was typed; what the field says of a blank is taken back."""
    if field.data is not None or any(text.strip() for text in field.raw_data or ()):
        return False
    field.errors = []
    return True


def day_of_films(message: str = NO_DAY) -> Callable[[Form, Field], None]:
    """Return the check of a day; nothing passes, what is no day does not."""

    def check(form: Form, field: Field) -> None:
        if is_blank(field):
            return
        if field.data is None or field.data.year < FIRST_FILM_YEAR:
            field.errors = []
            raise ValidationError(message)

    return check
