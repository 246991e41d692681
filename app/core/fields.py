"""What forms of several rooms ask of a field: tidy text, lengths, web addresses."""

from collections.abc import Callable
from urllib.parse import urlsplit

from wtforms import Field, Form, ValidationError
from wtforms.validators import Length

TOO_LONG = "At most {longest:,} characters fit here."
NO_ADDRESS = "Give a whole address that begins with https:// or http://."
NO_DAY = "Give the day as in 2026-11-30, or leave it empty."
FIRST_FILM_YEAR = 1888


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
