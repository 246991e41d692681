"""Copy the demo's pictures to the site's media under names that hold their content."""

from hashlib import sha256
from pathlib import Path

from PIL import Image

from app.core import pictures
from app.core.pictures import KeptPicture

PICTURES_PATH = Path(__file__).parent / "media"


def copy(name: str, media_path: Path) -> KeptPicture:
    """Copy a picture, unless it is there already, and say what became of it."""
    source = PICTURES_PATH / name
    content = source.read_bytes()
    file = f"{source.stem}-{sha256(content).hexdigest()[:8]}{source.suffix}"
    media_path.mkdir(parents=True, exist_ok=True)
    target = media_path / file
    if not target.exists():
        target.write_bytes(content)
    widths = pictures.sizes(file, media_path)
    with Image.open(source) as image:
        return KeptPicture(file, image.width, image.height, widths)
