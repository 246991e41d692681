"""The forms by which an editor brings in pictures and says what they show.

A file is judged by what it holds, when it is read as pixels; never by its name.
"""

from flask_wtf import FlaskForm
from wtforms import Field, FileField, IntegerField, StringField, ValidationError

from app.core.fields import at_most, on_one_line
from app.editorial.operations.pictures import Words

LONGEST_ALT = LONGEST_CAPTION = 300
LONGEST_CREDIT = 200
MOST_PHOTOS = 500
NO_ALT = "Say in words what is to be seen."
NO_FILE = "Choose the file of a picture."
NO_PLACE = "Give its number in the row, such as 1 for the first."


def alt_text() -> StringField:
    """Return the field of what a picture shows."""
    return StringField(
        "What is to be seen", filters=[on_one_line], validators=[at_most(LONGEST_ALT)]
    )


class PictureForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Words for those who do not see the picture."""

    alt = alt_text()

    def validate_alt(self, field: Field) -> None:
        """Refuse to leave anybody without words."""
        if not field.data:
            raise ValidationError(NO_ALT)


class PosterForm(PictureForm):
    """A poster; without a file, the words of the one that is there."""

    file = FileField("The poster")

    def __init__(self, *args: object, needs_file: bool = True, **said: object) -> None:
        super().__init__(*args, **said)
        self.needs_file = needs_file

    def validate_file(self, field: Field) -> None:
        """Ask for a file where there is none yet."""
        if self.needs_file and not is_sent(field):
            raise ValidationError(NO_FILE)


class PhotoForm(PictureForm):
    """What stands with a photo that is here, and its place in the row."""

    caption = StringField(
        "Caption", filters=[on_one_line], validators=[at_most(LONGEST_CAPTION)]
    )
    credit = StringField(
        "Credit", filters=[on_one_line], validators=[at_most(LONGEST_CREDIT)]
    )
    place = IntegerField("Place")

    def validate_place(self, field: Field) -> None:
        """Refuse what is no place in a row."""
        if field.data is None or not 1 <= field.data <= MOST_PHOTOS:
            field.errors = []
            raise ValidationError(NO_PLACE)

    @property
    def words(self) -> Words:
        """What the editor says."""
        return Words(
            alt=self.alt.data,
            caption=self.caption.data or None,
            credit=self.credit.data or None,
            place=None if self.place is None else self.place.data,
        )


class NewPhotoForm(PhotoForm):
    """A photo for the end of the row."""

    place = None
    file = FileField("The photo")

    def validate_place(self, field: Field) -> None:
        """Nothing: a new photo stands last."""

    def validate_file(self, field: Field) -> None:
        """Ask for a file."""
        if not is_sent(field):
            raise ValidationError(NO_FILE)


def is_sent(field: Field) -> bool:
    """Tell whether a file was chosen."""
    return bool(field.data and getattr(field.data, "filename", ""))
