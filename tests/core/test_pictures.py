"""Pictures are made anew in sizes, never larger than they are."""

import pytest
from PIL import Image

from app.core import pictures
from app.core.pictures import PictureRefused


@pytest.fixture
def draw(tmp_path):
    """Write a picture: `draw("still.jpg", 900, 600)`."""

    def drawn(name, width, height, **options):
        path = tmp_path / name
        image = Image.linear_gradient("L").convert("RGB").resize((width, height))
        image.save(path, **options)
        return path

    return drawn


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (90, (90,)),
        (200, (200,)),
        (500, (200, 400, 500)),
        (800, (200, 400, 800)),
        (1600, (200, 400, 800, 1600)),
        (4000, (200, 400, 800, 1600)),
    ],
)
def test_no_size_is_larger_than_the_picture(width, widths):
    assert pictures.offered(width) == widths


def test_a_picture_lies_in_each_size_as_avif_and_webp(draw, tmp_path):
    media = tmp_path / "media"

    kept = pictures.keep(draw("still.jpg", 900, 600), media, name="lamp")

    assert kept.widths == "200 400 800 900"
    assert (kept.width, kept.height) == (900, 600)
    for width in kept.widths.split():
        for ending in ("avif", "webp"):
            with Image.open(
                media / pictures.sized(kept.file, int(width), ending)
            ) as at:
                assert at.format == ending.upper()
                assert at.size == (int(width), round(int(width) * 600 / 900))
    assert not [path for path in media.iterdir() if path.name.startswith(".")]


def test_a_very_large_picture_is_kept_smaller(draw, tmp_path):
    kept = pictures.keep(draw("wide.png", 3200, 400), tmp_path / "media", name="wide")

    assert (kept.width, kept.height) == (1600, 200)


def test_what_a_camera_wrote_beside_the_picture_goes_nowhere(draw, tmp_path):
    exif = Image.Exif()
    exif[0x010E] = "the street where I live"
    exif[0x0112] = 6
    source = draw("photo.jpg", 400, 300, exif=exif)

    kept = pictures.keep(source, tmp_path / "media", name="photo")

    assert (kept.width, kept.height) == (300, 400)
    for path in (tmp_path / "media").iterdir():
        assert b"the street where I live" not in path.read_bytes()
        with Image.open(path) as image:
            assert not image.getexif()


def test_sizes_are_made_once(draw, tmp_path):
    media = tmp_path / "media"
    kept = pictures.keep(draw("still.jpg", 300, 200), media, name="lamp")
    small = media / pictures.sized(kept.file, 200, "avif")
    small.write_bytes(b"already here")
    (media / pictures.sized(kept.file, 200, "webp")).unlink()

    assert pictures.sizes(kept.file, media) == "200 300"

    assert small.read_bytes() == b"already here"
    assert (media / pictures.sized(kept.file, 200, "webp")).exists()


def test_what_is_no_picture_is_refused_and_leaves_nothing(draw, tmp_path, monkeypatch):
    whole = draw("whole.jpg", 300, 200).read_bytes()
    media = tmp_path / "media"
    broken = {
        "empty.jpg": b"",
        "words.png": b"no picture at all",
        "page.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "cut.jpg": whole[: len(whole) // 2],
    }
    for name, content in broken.items():
        (tmp_path / name).write_bytes(content)

        with pytest.raises(PictureRefused, match=name):
            pictures.keep(tmp_path / name, media, name="x")
    with pytest.raises(PictureRefused, match="few pixels"):
        pictures.keep(draw("dot.png", 4, 4), media, name="x")
    monkeypatch.setattr(pictures, "MOST_PIXELS", 59_999)
    with pytest.raises(PictureRefused, match="many pixels"):
        pictures.keep(tmp_path / "whole.jpg", media, name="x")
    monkeypatch.setattr(pictures, "MOST_BYTES", 100)
    with pytest.raises(PictureRefused, match="MB"):
        pictures.keep(tmp_path / "whole.jpg", media, name="x")

    assert not media.exists()
