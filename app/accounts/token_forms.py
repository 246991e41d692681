"""The form of personal tokens: what one is called, may do, and how long it lasts."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice

from app.accounts import rules

TOKEN_NAME_MISSING = "Give the token a name by which you will know it again."  # noqa: S105  a message
TOKEN_NAME_LENGTH = f"A name has {rules.LONGEST_TOKEN_NAME} characters at most."
SCOPES_MISSING = "Choose at least one thing that the token may do."
LIFE_MISSING = "Choose when the token expires."


class TokenForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Make a token: what it is called, what it may do, how long it lasts."""

    name = StringField("Name")
    ratings_read = BooleanField(rules.Scope.RATINGS_READ.words)
    ratings_write = BooleanField(rules.Scope.RATINGS_WRITE.words)
    imports_write = BooleanField(rules.Scope.IMPORTS_WRITE.words)
    life = RadioField(
        "It expires",
        choices=[
            SelectChoice("30", "after 30 days"),
            SelectChoice("90", "after 90 days"),
            SelectChoice("365", "after a year"),
            SelectChoice("never", "never"),
        ],
        default="90",
        validate_choice=False,
    )

    def __init__(self, open_scopes: Sequence[rules.Scope], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for scope in rules.Scope:
            if scope not in open_scopes:
                del self[field_of(scope)]

    @property
    def boxes(self) -> Sequence[Any]:
        """The boxes of what the token may do."""
        return [self[name] for name in map(field_of, rules.Scope) if name in self]

    @property
    def scopes(self) -> Sequence[rules.Scope]:
        """What the token may do."""
        return [
            each
            for each in rules.Scope
            if field_of(each) in self and self[field_of(each)].data
        ]

    def validate_name(self, field: Any) -> None:
        """Refuse no name, a long one, and one that cannot be shown safely."""
        field.data = rules.tidy_name(field.data)
        if not field.data:
            raise ValidationError(TOKEN_NAME_MISSING)
        if len(field.data) > rules.LONGEST_TOKEN_NAME:
            raise ValidationError(TOKEN_NAME_LENGTH)
        if not rules.can_be_shown(field.data):
            raise ValidationError(rules.NAME_CHARACTERS)

    def validate_ratings_read(self, field: Any) -> None:
        """Refuse a token that may do nothing."""
        if not self.scopes:
            raise ValidationError(SCOPES_MISSING)

    def validate_life(self, field: Any) -> None:
        """Refuse a life that is not on offer."""
        if field.data not in rules.LIVES:
            raise ValidationError(LIFE_MISSING)


def field_of(scope: rules.Scope) -> str:
    """Return the name of the box of a scope."""
    return scope.replace(":", "_")
