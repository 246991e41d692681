"""The forms of the critics' consensus and of pieces about a film."""

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.core.fields import at_most, day_of_films, on_one_line, tidy, web_address
from app.editorial.forms.films import whole_number
from app.editorial.models import ArticleKind
from app.editorial.operations.words import Piece

LONGEST_CONSENSUS, LONGEST_NAME = 500, 120
LONGEST_TITLE, LONGEST_SUMMARY = 300, 2000
LONGEST_SOURCE, LONGEST_ADDRESS = 200, 1000
MOST_MINUTES = 600
SAY_WHO = "Sign it: a consensus is somebody's sentence."
NO_TITLE = "Give the title of the piece."
NO_SOURCE = "Say where it stands."
NO_ADDRESS = "Give the address of the piece."
WHICH_DAY = "Give the day as in 2026-11-30."
CHOOSE_KIND = "Choose what it is."
NO_MINUTES = f"Give whole minutes up to {MOST_MINUTES}, or leave it empty."


class ConsensusForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A sentence of what the critics agree on, and who signs it."""

    body = TextAreaField(
        "Critics Consensus",
        filters=[on_one_line],
        validators=[at_most(LONGEST_CONSENSUS)],
    )
    signed_by = StringField(
        "Signed by", filters=[on_one_line], validators=[at_most(LONGEST_NAME)]
    )

    def validate_signed_by(self, field: Field) -> None:
        """Ask for a name under a sentence."""
        if self.body.data and not field.data:
            raise ValidationError(SAY_WHO)


class ArticleForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A piece about a film, here or elsewhere."""

    kind = RadioField(
        "What it is",
        choices=[SelectChoice(kind.value, kind.capitalize()) for kind in ArticleKind],
        validate_choice=False,
    )
    title = StringField(
        "Title",
        filters=[on_one_line],
        validators=[InputRequired(NO_TITLE), at_most(LONGEST_TITLE)],
    )
    summary = TextAreaField(
        "Summary", filters=[tidy], validators=[at_most(LONGEST_SUMMARY)]
    )
    source = StringField(
        "Source",
        filters=[on_one_line],
        validators=[InputRequired(NO_SOURCE), at_most(LONGEST_SOURCE)],
    )
    url = StringField(
        "Address",
        filters=[tidy],
        validators=[InputRequired(NO_ADDRESS), at_most(LONGEST_ADDRESS), web_address],
    )
    published_on = DateField("Published on", validators=[day_of_films(WHICH_DAY)])
    minutes = IntegerField(
        "Minutes to read", validators=[whole_number(1, MOST_MINUTES, NO_MINUTES)]
    )

    def validate_kind(self, field: Field) -> None:
        """Refuse any other word."""
        if field.data not in {kind.value for kind in ArticleKind}:
            raise ValidationError(CHOOSE_KIND)

    def validate_title(self, field: Field) -> None:
        """Refuse blanks alone."""
        if not field.data:
            raise ValidationError(NO_TITLE)

    def validate_source(self, field: Field) -> None:
        """Refuse blanks alone."""
        if not field.data:
            raise ValidationError(NO_SOURCE)

    def validate_published_on(self, field: Field) -> None:
        """Ask for a day."""
        if field.data is None:
            field.errors = []
            raise ValidationError(WHICH_DAY)

    @property
    def piece(self) -> Piece:
        """The piece that the editor enters."""
        return Piece(
            kind=ArticleKind(self.kind.data),
            title=self.title.data,
            source=self.source.data,
            url=self.url.data,
            published_on=self.published_on.data,
            summary=self.summary.data or None,
            minutes=self.minutes.data,
        )

    @classmethod
    def of(cls, piece: Piece) -> "ArticleForm":
        """Return the form filled with a piece."""
        said = {name: getattr(piece, name) for name in Piece.__dataclass_fields__}
        return cls(formdata=None, data=said | {"kind": ArticleKind(piece.kind).value})
