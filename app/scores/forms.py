"""The form by which a policy is written and previewed."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from app.core.fields import on_one_line
from app.scores import rules
from app.scores.rules.policy_change import problems

WHOLE_NUMBER = "Give a whole number."
LONGEST_NAME, LONGEST_NOTE = 40, 300
LARGEST = 2**31 - 1


def whole(label: str) -> IntegerField:
    """Return a field for a whole number."""
    return IntegerField(label, validators=[InputRequired(WHOLE_NUMBER)])


class PolicyForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """All of a policy but its version, which follows from the one it replaces."""

    preset = StringField(
        "Name",
        filters=[on_one_line],
        validators=[
            DataRequired("Give the policy a name."),
            Length(max=LONGEST_NAME, message="At most 40 characters fit here."),
        ],
    )
    critic_minimum = whole("Critic Score from so many reviews")
    audience_minimum = whole("Audience Score from so many ratings")
    fresh_threshold = whole("A film is Fresh from, per cent")
    seal_gain = whole("Seal gained from, per cent")
    seal_lose = whole("Seal lost below, per cent")
    seal_reviews = whole("Seal from so many reviews")
    seal_reviews_wide = whole("Seal in wide release from so many reviews")
    seal_top_reviews = whole("Of them by top critics")
    note = StringField(
        "Why",
        filters=[on_one_line],
        validators=[Length(max=LONGEST_NOTE, message="At most 300 characters fit.")],
    )
    replacing = HiddenField("The version it replaces")

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then what they say together."""
        if not super().validate(extra_validators):
            return False
        found = problems(self.to_policy())
        for name, words in found.items():
            field = self[name]
            field.errors = [*field.errors, words]
        return not found

    def to_policy(self) -> rules.Policy:
        """Return the policy that was written."""
        return rules.Policy(
            version=self.replaced + 1,
            **{
                name: self[name].data
                for name in rules.Policy.__slots__
                if name != "version"
            },
        )

    @property
    def replaced(self) -> int:
        """The version that the form was made for, or 0 where it is no number."""
        text = str(self.replacing.data or "")[:10]
        return min(int(text), LARGEST) if text.isascii() and text.isdigit() else 0
