"""Pictures in sizes: each is made anew, small and large, as AVIF and as WebP.

Nothing of a file that was brought goes to a reader as it is: it is read as pixels and
written anew, without what cameras and programs put beside them. No size is larger than
the picture. Names hold the hash of the content, so a file never changes.
"""

import os
import re
import secrets
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import DomainError
from app.core.late import later

if TYPE_CHECKING:
    import PIL
    from PIL import Image, ImageOps
else:
    PIL, Image, ImageOps = later("PIL"), later("PIL.Image"), later("PIL.ImageOps")

WIDTHS = (200, 400, 800, 1600)
"""In which sizes readers are offered a picture, in pixels, up to its own."""

ENDINGS = {"avif": "image/avif", "webp": "image/webp"}
READ = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
MOST_BYTES = 25 * 1024**2
MOST_PIXELS = 50_000_000
LEAST_PIXELS = 16
MAKER = 1
"""Part of every name: another way to make sizes makes other files."""

SIZED = re.compile(rf"(\.\d+-{MAKER})?\.\w+$")


class PictureRefused(DomainError):
    """A file that is no picture, or one that is too large."""


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture among the media: its name, its true size, and its smaller widths."""

    file: str
    width: int
    height: int
    widths: str


def kind_of(file: str) -> str | None:
    """Return the kind of a picture of ours, which Python's own list lacks.

    >>> kind_of("a-12.400-1.avif"), kind_of("a.txt")
    ('image/avif', None)
    """
    return ENDINGS.get(file.rpartition(".")[2])


def keep(source: Path, folder: Path, *, name: str) -> KeptPicture:
    """Put a picture among the media, written anew, with all its sizes."""
    image = opened(source)
    if image.width > max(WIDTHS):
        image = resized(image, max(WIDTHS))
    folder.mkdir(parents=True, exist_ok=True)
    digest = sha256(source.read_bytes()).hexdigest()[:12]
    file = f"{name}-{digest}.webp"
    write(image, folder / file, "webp")
    return KeptPicture(file, image.width, image.height, sizes(file, folder))


def sizes(file: str, folder: Path) -> str:
    """Make what is missing of the sizes of a kept picture; name their widths.

    `400 800`, the smallest first: the widths are all that has to be kept of them.
    """
    source = folder / file
    image = opened(source)
    widths = offered(image.width)
    for width in widths:
        missing = [
            ending
            for ending in ENDINGS
            if not (folder / sized(file, width, ending)).exists()
        ]
        if missing:
            small = resized(image, width)
            for ending in missing:
                write(small, folder / sized(file, width, ending), ending)
    return " ".join(map(str, widths))


def offered(width: int) -> Sequence[int]:
    """Return in which widths a picture is offered: never above its own.

    >>> offered(800), offered(500), offered(90)
    ((200, 400, 800), (200, 400, 500), (90,))
    """
    largest = min(width, max(WIDTHS))
    return (*(each for each in WIDTHS if each < largest), largest)


def sized(file: str, width: int, ending: str) -> str:
    """Return the name of a size of a picture."""
    return f"{file.rpartition('.')[0]}.{width}-{MAKER}.{ending}"


def picture_of(file: str) -> str:
    """Return the name, without its ending, of the picture that a file is a size of.

    >>> picture_of("a-12.400-1.avif"), picture_of("a-12.webp")
    ('a-12', 'a-12')
    """
    return SIZED.sub("", file)


def for_stills(widths: str, *, leads: bool) -> str:
    """Return which widths a still is offered in where several stand together.

    It is half a screen of a phone wide, or a fifth of a larger one; the one that leads
    is as wide as a phone, or half of a larger one. Nobody would take the others.

    >>> for_stills("200 400 800 1440", leads=False), for_stills("90", leads=False)
    ('400 800', '90')
    """
    least, _, enough, _ = WIDTHS
    fitting = [
        width
        for width in widths.split()
        if int(width) > least and (leads or int(width) <= enough)
    ]
    return " ".join(fitting) or widths


def files_of(file: str, widths: str) -> Sequence[str]:
    """Return the names of a kept picture and of all its sizes.

    >>> files_of("a.webp", "90")
    ('a.webp', 'a.90-1.avif', 'a.90-1.webp')
    """
    small = (
        sized(file, int(width), ending)
        for width in widths.split()
        for ending in ENDINGS
    )
    return (file, *small)


def discard(files: Iterable[str], folder: Path) -> None:
    """Remove files from the media: once no row that is committed names them."""
    for file in files:
        (folder / file).unlink(missing_ok=True)


def opened(source: Path) -> "Image.Image":
    """Read a picture upright; raises PictureRefused for all that is none."""
    if source.stat().st_size > MOST_BYTES:
        raise PictureRefused(
            f"{source.name}: a picture may have {MOST_BYTES // 1024**2} MB."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(source, formats=READ) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise PictureRefused(f"{source.name}: too many pixels.")
                if min(image.size) < LEAST_PIXELS:
                    raise PictureRefused(f"{source.name}: too few pixels.")
                upright = ImageOps.exif_transpose(image)
                alpha = upright.has_transparency_data
                return upright.convert("RGBA" if alpha else "RGB")
    except (
        PIL.UnidentifiedImageError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
    ) as error:
        raise PictureRefused(f"{source.name}: this is no picture.") from error


def resized(image: "Image.Image", width: int) -> "Image.Image":
    """Return a picture in a width; one that is narrower stays as it is."""
    if width >= image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def write(image: "Image.Image", path: Path, ending: str) -> None:
    """Write a file whole, or not at all."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        if ending == "avif":
            image.save(draft, "AVIF", quality=60, speed=8)
        else:
            image.save(draft, "WEBP", quality=80, method=4)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
