"""The forms by which a reader offers a quote and an editor decides about it."""

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.fields import on_one_line, tidy

LONGEST_LINE = 500
LONGEST_SPEAKER = 120
LONGEST_WORD = 1000
LINE_MISSING = "Write the line, word for word."
LINE_TOO_LONG = f"A line holds at most {LONGEST_LINE} characters."
SPEAKER_TOO_LONG = f"A name holds at most {LONGEST_SPEAKER} characters."
WORD_TOO_LONG = f"A word back holds at most {LONGEST_WORD:,} characters."


class QuoteForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A line and who says it."""

    line = TextAreaField(
        "The line",
        filters=[on_one_line],
        validators=[
            DataRequired(LINE_MISSING),
            Length(1, LONGEST_LINE, LINE_TOO_LONG),
        ],
    )
    speaker = StringField(
        "Speaker",
        filters=[on_one_line],
        validators=[Length(max=LONGEST_SPEAKER, message=SPEAKER_TOO_LONG)],
    )


class QuoteDecisionForm(QuoteForm):
    """A quote as the editor wants it shown, with a word to who offered it."""

    word_back = TextAreaField(
        "A word back",
        filters=[tidy],
        validators=[Length(max=LONGEST_WORD, message=WORD_TOO_LONG)],
    )
