"""The form by which a reader offers a quote."""

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

LONGEST_LINE = 500
LONGEST_SPEAKER = 120
LINE_MISSING = "Write the line, word for word."
LINE_TOO_LONG = f"A line holds at most {LONGEST_LINE} characters."
SPEAKER_TOO_LONG = f"A name holds at most {LONGEST_SPEAKER} characters."


def stripped(text: str | None) -> str:
    """Return a text on one line, without blanks at its ends."""
    return " ".join((text or "").replace("\0", "").split())


class QuoteForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A line and who says it."""

    line = TextAreaField(
        "The line",
        filters=[stripped],
        validators=[
            InputRequired(LINE_MISSING),
            Length(1, LONGEST_LINE, LINE_TOO_LONG),
        ],
    )
    speaker = StringField(
        "Speaker",
        filters=[stripped],
        validators=[Length(max=LONGEST_SPEAKER, message=SPEAKER_TOO_LONG)],
    )
