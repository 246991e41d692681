"""Copy the demo's pictures to the site's media under names that hold their content."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from PIL import Image

PICTURES_PATH = Path(__file__).parent / "media"


@dataclass(frozen=True, slots=True)
class Picture:
    """A copied picture: its name at the site and its size in pixels."""

    file: str
    width: int
    height: int


def copy(name: str, media_path: Path) -> Picture:
    """Copy a picture, unless it is there already, and say what became of it."""
    source = PICTURES_PATH / name
    content = source.read_bytes()
    file = f"{source.stem}-{sha256(content).hexdigest()[:8]}{source.suffix}"
    media_path.mkdir(parents=True, exist_ok=True)
    target = media_path / file
    if not target.exists():
        target.write_bytes(content)
    with Image.open(source) as image:
        return Picture(file, image.width, image.height)
