"""Forms of files in: an upload, a film for a line, whose rating counts."""

from flask_wtf import FlaskForm
from wtforms import Field, FileField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice

from app.imports.rules.own_outcomes import Keep

CHOOSE_FILE = "Choose a file of your computer first."
EMPTY_FILE = "This file is empty."
NO_KIND = (
    "This is neither a ZIP nor a list. Choose the ZIP that Letterboxd made, or a CSV "
    "file of Letterboxd, IMDb or a site like this one."
)
CHOOSE_KEEP = "Say whose rating counts."
HEAD = 2048
ARCHIVE = b"PK"
# Pictures, programs, documents: what begins like this is no list, whatever its name.
FOREIGN = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"\x7fELF", b"MZ", b"RIFF",
    b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"SQLite format 3", b"\xd0\xcf\x11\xe0",
    b"<!DOCTYPE", b"<html", b"<?xml", b"<svg", b"{\\rtf",
)  # fmt: skip


class UploadForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """One file; what it is is judged by its first bytes, never by its name."""

    file = FileField("Your file")

    def validate_file(self, field: Field) -> None:
        """Refuse what is no ZIP and no list."""
        sent = field.data
        if not sent or not getattr(sent, "filename", ""):
            raise ValidationError(CHOOSE_FILE)
        head = sent.stream.read(HEAD)
        sent.stream.seek(0)
        if not head:
            raise ValidationError(EMPTY_FILE)
        if head.startswith(ARCHIVE):
            return
        if head.startswith(FOREIGN):
            raise ValidationError(NO_KIND)


class KeepForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Whose rating counts where both the file and the site have one."""

    keep = RadioField(
        "Where you have rated a film here, too",
        choices=[
            SelectChoice(Keep.NEWER.value, "What is newer counts"),
            SelectChoice(Keep.FILE.value, "The file counts"),
            SelectChoice(Keep.MINE.value, "What I said here counts"),
        ],
        default=Keep.NEWER.value,
        validate_choice=False,
    )

    def validate_keep(self, field: Field) -> None:
        """Refuse anything else."""
        if field.data not in list(Keep):
            raise ValidationError(CHOOSE_KEEP)


class FilmForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """The film that a line means; none leaves it out."""

    movie = StringField("Film")

    def validate_movie(self, field: Field) -> None:
        """Refuse what is no number of a film."""
        text = field.data or ""
        if text and not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004  no longer number is a row's
            raise ValidationError("Choose one of the films.")

    def to_movie_id(self) -> int | None:
        """Return the film, or None to leave the line out."""
        return int(self.movie.data) if self.movie.data else None
