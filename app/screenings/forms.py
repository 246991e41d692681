"""Forms of screenings: one for the organiser, two for the viewer."""

from datetime import date

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, StopValidation

from app.core.fields import FIRST_FILM_YEAR, at_most, on_one_line
from app.screenings import rules

MOST_CODES = 2000
LONGEST_BALLOT = 2000
CHOOSE_STARS = "Choose half a star to five stars."
WHICH_MOVIE = "Give the address of a movie of this site, such as ai-weiwei-never-sorry."
WHICH_PLACE = "Say where it is."
LONGEST_PLACE = 120
# A code works until half a day after its last day.
LAST_YEAR = 9998
NO_CODE = "A code has 28 letters and digits. Look at the slip again."
NO_DAY = "Give the day as in 2026-11-30."
TOO_EARLY = "The codes cannot stop working before the screening."
HOW_MANY = f"Give a number from 1 to {MOST_CODES:,}."
TOO_LONG = f"Please cut it to {LONGEST_BALLOT:,} characters."


def day(form: FlaskForm, field: Field) -> None:
    """Say how a day is written when it cannot be read, or is none of a screening."""
    if field.data is None or not FIRST_FILM_YEAR <= field.data.year <= LAST_YEAR:
        field.errors = []
        raise StopValidation(NO_DAY)


def number(form: FlaskForm, field: Field) -> None:
    """Refuse what is no number of codes."""
    if field.data is None or not 1 <= field.data <= MOST_CODES:
        field.errors = []
        raise StopValidation(HOW_MANY)


class ScreeningForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A screening and its codes."""

    movie = StringField(
        "Movie", filters=[on_one_line], validators=[DataRequired(WHICH_MOVIE)]
    )
    place = StringField(
        "Place",
        filters=[on_one_line],
        validators=[DataRequired(WHICH_PLACE), at_most(LONGEST_PLACE)],
    )
    held_on = DateField("Day", validators=[day])
    closes_on = DateField("Codes work until", validators=[day])
    code_count = IntegerField("How many codes", validators=[number])
    sealed = BooleanField("Keep the count sealed until I open it")

    def validate_closes_on(self, field: Field) -> None:
        """Refuse codes that stop before the screening."""
        held_on: date | None = self.held_on.data
        if held_on is not None and field.data < held_on:
            raise ValidationError(TOO_EARLY)


class CodeForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A code, typed by hand."""

    code = StringField("Your code", validators=[InputRequired(NO_CODE)])

    def validate_code(self, field: Field) -> None:
        """Refuse what cannot be a code."""
        if rules.read_code(field.data) is None:
            raise ValidationError(NO_CODE)


class BallotForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Stars, and words if the viewer likes."""

    longest = LONGEST_BALLOT

    rating = RadioField(
        "Your rating",
        choices=[str(step) for step in range(1, 11)],
        validators=[InputRequired(CHOOSE_STARS)],
        validate_choice=False,
    )
    body = TextAreaField("Your review", validators=[Length(max=2 * LONGEST_BALLOT)])

    def validate_rating(self, field: Field) -> None:
        """Refuse everything but the ten half-steps."""
        if field.data not in field.choices:
            raise ValidationError(CHOOSE_STARS)

    def validate_body(self, field: Field) -> None:
        """Refuse more than a ballot may hold; a line break is one character."""
        if len((field.data or "").replace("\r\n", "\n")) > LONGEST_BALLOT:
            raise ValidationError(TOO_LONG)
