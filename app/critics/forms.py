"""The forms of the desk by which editors keep a movie's critic reviews."""

from datetime import UTC, date, datetime

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    Field,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.core.fields import at_most, day_of_films, on_one_line, tidy, web_address
from app.critics.queries.desk import DeskReview
from app.scores.rules import Verdict

LONGEST_NAME, LONGEST_GRADE, LONGEST_ADDRESS = 200, 40, 1000
LONGEST_QUOTE, LONGEST_INTEREST = 5000, 500
NO_MOMENT = "Give day and time as in 2026-11-30T18:00, or leave it empty."
NO_NUMBER = "Give the number of the original review, or leave it empty."
CHOOSE_VERDICT = "Choose Fresh or Rotten."
SAY_INTEREST = "At most {longest:,} characters: a sentence is enough."
VERDICTS = [
    SelectChoice(Verdict.FRESH.value, "Fresh"),
    SelectChoice(Verdict.ROTTEN.value, "Rotten"),
]
KNOWN_VERDICTS = {verdict.value for verdict in Verdict}


class CriticReviewForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A review as an editor enters or corrects it."""

    critic = StringField(
        "Critic", filters=[on_one_line], validators=[at_most(LONGEST_NAME)]
    )
    publication = StringField(
        "Publication", filters=[on_one_line], validators=[at_most(LONGEST_NAME)]
    )
    quote = TextAreaField("Quote", filters=[tidy], validators=[at_most(LONGEST_QUOTE)])
    url = StringField(
        "Address of the full review",
        filters=[tidy],
        validators=[at_most(LONGEST_ADDRESS), web_address],
    )
    original_grade = StringField(
        "Grade, as it was printed",
        filters=[on_one_line],
        validators=[at_most(LONGEST_GRADE)],
    )
    reviewed_on = DateField("Published on", validators=[day_of_films()])
    top_critic = BooleanField("Top Critic")

    @classmethod
    def of(cls, review: DeskReview) -> "CriticReviewForm":
        """Return the form filled with a review."""
        return cls(
            formdata=None,
            data={
                "critic": review.critic,
                "publication": review.publication,
                "quote": review.quote,
                "url": review.url,
                "original_grade": review.grade,
                "reviewed_on": review.reviewed_on,
                "top_critic": review.top_critic,
            },
        )

    @property
    def day(self) -> date | None:
        """The day of the review, if it was given."""
        found: date | None = self.reviewed_on.data
        return found


class NewCriticReviewForm(CriticReviewForm):
    """A new review, with its verdict if somebody supplied one."""

    verdict = RadioField(
        "Verdict",
        choices=[SelectChoice("", "As the grade says"), *VERDICTS],
        default="",
        validate_choice=False,
    )

    def validate_verdict(self, field: Field) -> None:
        """Refuse any other word."""
        if field.data not in {"", *KNOWN_VERDICTS}:
            raise ValidationError(CHOOSE_VERDICT)

    @property
    def chosen(self) -> Verdict | None:
        """The verdict, or None where the grade is asked."""
        return Verdict(self.verdict.data) if self.verdict.data else None


class VerdictForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Fresh or Rotten."""

    verdict = RadioField(
        "Verdict",
        choices=VERDICTS,
        validators=[InputRequired(CHOOSE_VERDICT)],
        validate_choice=False,
    )

    def validate_verdict(self, field: Field) -> None:
        """Refuse any other word."""
        if field.data not in KNOWN_VERDICTS:
            raise ValidationError(CHOOSE_VERDICT)


class EmbargoForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """The moment at which a review may be read; nothing for at once."""

    until = DateTimeLocalField(
        "Embargo ends, in UTC",
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        validators=[Optional()],
    )

    def validate_until(self, field: Field) -> None:
        """Refuse what is no moment."""
        if field.data is None:
            field.errors = []
            raise ValidationError(NO_MOMENT)

    @property
    def moment(self) -> datetime | None:
        """The moment, if there is one."""
        found: datetime | None = self.until.data
        return None if found is None else found.replace(tzinfo=UTC)


class OriginalForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """The review that this one repeats; nothing if it repeats none."""

    original = StringField("Number of the original", filters=[tidy])

    def validate_original(self, field: Field) -> None:
        """Refuse what is no number of a row."""
        text = field.data.removeprefix("#")
        if field.data and not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004  a row's number has fewer
            raise ValidationError(NO_NUMBER)

    @property
    def number(self) -> int | None:
        """The number of the original, if there is one."""
        return int(self.original.data.removeprefix("#")) if self.original.data else None


class InterestForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """What ties the critic to the film; nothing if nothing does."""

    interest = TextAreaField(
        "Disclosed interest",
        filters=[on_one_line],
        validators=[
            Length(
                max=LONGEST_INTEREST,
                message=SAY_INTEREST.format(longest=LONGEST_INTEREST),
            )
        ],
    )


class NothingForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A button alone: only its token is checked."""
