"""The forms by which a reader offers a quote and an editor decides about it."""

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

LONGEST_LINE = 500
LONGEST_SPEAKER = 120
LONGEST_WORD = 1000
LINE_MISSING = "Write the line, word for word."
LINE_TOO_LONG = f"A line holds at most {LONGEST_LINE} characters."
SPEAKER_TOO_LONG = f"A name holds at most {LONGEST_SPEAKER} characters."
WORD_TOO_LONG = f"A word back holds at most {LONGEST_WORD:,} characters."


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


class QuoteDecisionForm(QuoteForm):
    """A quote as the editor wants it shown, with a word to who offered it."""

    word_back = TextAreaField(
        "A word back",
        filters=[lambda text: (text or "").replace("\0", "").strip()],
        validators=[Length(max=LONGEST_WORD, message=WORD_TOO_LONG)],
    )
