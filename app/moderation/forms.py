"""The forms of moderation: a report, a decision."""

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length

from app.moderation.models import ActionKind
from app.moderation.queries import REASON_WORDS

LONGEST_NOTE = 1000
CHOOSE_REASON = "Choose a reason."
SAY_WHY = "Say why; it stands in the log."
TOO_LONG = f"At most {LONGEST_NOTE} characters."


def stripped(text: str | None) -> str:
    """Return a text without blanks at its ends."""
    return (text or "").replace("\0", "").strip()


class ReportForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Why a reader reports a review."""

    reason = RadioField(
        "What is wrong with it?",
        choices=[
            SelectChoice(str(reason), words) for reason, words in REASON_WORDS.items()
        ],
        validators=[InputRequired(CHOOSE_REASON)],
    )
    note = TextAreaField(
        "A word to the moderators",
        filters=[stripped],
        validators=[Length(max=LONGEST_NOTE, message=TOO_LONG)],
    )


class DecisionForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """What a moderator does about a review, and why."""

    kind = StringField("Decision", validators=[AnyOf(list(ActionKind))])
    reason = StringField(
        "Reason",
        filters=[stripped],
        validators=[
            InputRequired(SAY_WHY),
            Length(1, LONGEST_NOTE, TOO_LONG),
        ],
    )
