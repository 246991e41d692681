"""The forms by which editors decide grades and set how outlets use them."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from app.core.fields import on_one_line
from app.critics.grade_files import setting_problem
from app.critics.queries import settings as setting_queries
from app.scores.rules import Verdict
from app.scores.rules.grades import Scope, Setting, SettingKind, full_marks, read

CHOOSE_VERDICT = "Choose Fresh or Rotten."
CHOOSE_REVIEWS = "These are no numbers of reviews; load the page again."
NAME_MISSING = "Name the critic or the publication, as the site writes it."
NAME_UNKNOWN = "Nobody of this name is here, or more than one."
LONGEST_NAME, LONGEST_VALUE = 200, 20
MOST_REVIEWS = 200
LARGEST_ID = 2**31 - 1
VERDICTS = [SelectChoice(verdict.value, verdict.title()) for verdict in Verdict]
KINDS = [
    SelectChoice(SettingKind.COUNTS_AS.value, "A grade counts as a verdict"),
    SelectChoice(SettingKind.FRESH_FROM.value, "Fresh begins at a grade"),
    SelectChoice(SettingKind.SCALE.value, "Numbers alone are out of so many"),
]
SCOPES = [
    SelectChoice(Scope.CRITIC.value, "A critic"),
    SelectChoice(Scope.PUBLICATION.value, "A publication"),
]


class VerdictForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """What an editor decides about one review."""

    verdict = RadioField(
        "Verdict", choices=VERDICTS, validate_choice=False, default=None
    )

    def validate_verdict(self, field: Any) -> None:
        """Take Fresh and Rotten, and nothing else."""
        if field.data not in set(Verdict):
            raise ValidationError(CHOOSE_VERDICT)

    @property
    def chosen(self) -> Verdict:
        """The verdict that was chosen."""
        return Verdict(self.verdict.data)


class TogetherForm(VerdictForm):
    """What an editor decides about the reviews that a page showed."""

    reviews = HiddenField("Reviews")

    def validate_reviews(self, field: Any) -> None:
        """Take the numbers of reviews, joined by points."""
        numbers = (field.data or "").split(".")
        fine = all(each.isascii() and each.isdigit() for each in numbers)
        if not fine or len(numbers) > MOST_REVIEWS:
            raise ValidationError(CHOOSE_REVIEWS)
        if any(int(each[:12]) > LARGEST_ID for each in numbers):
            raise ValidationError(CHOOSE_REVIEWS)

    @property
    def review_ids(self) -> list[int]:
        """The numbers of the reviews that were shown."""
        return [int(each) for each in self.reviews.data.split(".")]


class SettingForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """One sentence on how somebody grades, as an editor writes it."""

    scope = RadioField("Who", choices=SCOPES, default=Scope.PUBLICATION.value)
    name = StringField(
        "Name",
        filters=[on_one_line],
        validators=[
            DataRequired(NAME_MISSING),
            Length(max=LONGEST_NAME, message="This is too long for a name."),
        ],
    )
    kind = RadioField("What", choices=KINDS, default=SettingKind.COUNTS_AS.value)
    value = StringField(
        "Grade, or out of how many",
        filters=[on_one_line],
        validators=[
            DataRequired("Write the grade (2.5/4), or out of how many (10)."),
            Length(max=LONGEST_VALUE, message="This is too long for a grade."),
        ],
    )
    verdict = RadioField("Verdict", choices=VERDICTS, default=Verdict.FRESH.value)
    subject = ""

    def validate_name(self, field: Any) -> None:
        """Find whom the setting speaks for."""
        if self.scope.data not in set(Scope):
            return
        owner = setting_queries.owner_named(Scope(self.scope.data), field.data)
        if owner is None:
            raise ValidationError(NAME_UNKNOWN)
        self.subject = str(owner.id)

    def validate_value(self, field: Any) -> None:
        """Take a grade that can be read, or a scale."""
        if self.kind.data not in set(SettingKind):
            return
        kind = SettingKind(self.kind.data)
        problem = setting_problem(kind, self.spelt, self.verdict.data or "")
        if problem:
            raise ValidationError(problem)

    @property
    def spelt(self) -> str:
        """The value in the spelling of the rules: "10" is the scale n/10."""
        value = str(self.value.data or "")
        if self.kind.data == SettingKind.SCALE:
            return value if full_marks(value) else f"n/{value}"
        return read(value).canonical or value

    def to_setting(self) -> Setting:
        """Return the setting that was written."""
        kind = SettingKind(self.kind.data)
        counts = kind is SettingKind.COUNTS_AS
        return Setting(
            Scope(self.scope.data),
            self.subject,
            kind,
            self.spelt,
            Verdict(self.verdict.data) if counts else None,
        )
