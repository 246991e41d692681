"""Posters and photos at the desk: brought in, described, put in order, taken away."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from app.core.db import db
from app.movies.models import Movie, Photo
from tests.factories import accounts, movies
from tests.support.page import Page

DESK = "/desk/movies/the-lamplighter"
PLACE = 0x8825


@pytest.fixture
def film(app):
    return movies.movie("The Lamplighter")


@pytest.fixture
def edda(app, film):
    reader = app.test_client()
    reader.sign_in(accounts.edda())
    return reader


@pytest.fixture
def media(app):
    """The files that lie among the media when it is called."""
    folder = Path(app.config["MEDIA_PATH"])
    return lambda: {path.name for path in folder.glob("the-lamplighter-*")}


def picture(shade=120, size=(300, 200), kind="JPEG"):
    """Return the bytes of a picture that knows where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(PLACE)[1] = "N"
    body = BytesIO()
    Image.new("RGB", size, (shade, 40, 40)).save(body, kind, exif=exif)
    return body.getvalue()


def send(edda, path, body, name="still.jpg", **fields):
    fields = {"alt": "A lamp is lit"} | fields
    if body is not None:
        fields["file"] = (BytesIO(body), name)
    return edda.send(path, fields, page=path)


def photos():
    """Return the photos as they stand: number, words, caption, credit."""
    db.session.rollback()
    listing = select(Photo.position, Photo.alt, Photo.caption, Photo.credit)
    return [tuple(row) for row in db.session.execute(listing.order_by(Photo.position))]


def numbers():
    return list(db.session.scalars(select(Photo.id).order_by(Photo.position)))


def test_a_poster_is_made_anew_in_sizes_without_what_the_camera_wrote(
    edda, client, media, app
):
    assert send(edda, f"{DESK}/poster", picture()).status_code == 303

    page = client.visit("/movies/the-lamplighter")
    (image,) = page.root.cssselect(".bill__poster img")
    kept = Path(app.config["MEDIA_PATH"]) / image.get("src").rpartition("/")[2]
    assert image.get("alt") == "A lamp is lit"
    with Image.open(kept) as made:
        assert (made.format, made.size) == ("WEBP", (300, 200))
        assert dict(made.getexif()) == {}
    assert len(media()) == 5


def test_a_poster_without_a_file_gets_other_words_alone(edda, client, media):
    send(edda, f"{DESK}/poster", picture())
    before = media()

    assert send(edda, f"{DESK}/poster", None, alt="A dark lamp").status_code == 303

    (image,) = client.visit("/movies/the-lamplighter").root.cssselect(
        ".bill__poster img"
    )
    assert image.get("alt") == "A dark lamp"
    assert media() == before


def test_another_poster_takes_the_files_of_the_former_away(edda, media):
    send(edda, f"{DESK}/poster", picture())
    before = media()

    send(edda, f"{DESK}/poster", picture(shade=10))

    assert len(media()) == len(before)
    assert media() & before == set()


def test_a_poster_that_is_taken_away_leaves_the_title_as_one(edda, client, film, media):
    send(edda, f"{DESK}/poster", picture())

    answer = edda.send(f"{DESK}/poster/delete", page=f"{DESK}/poster")

    assert answer.status_code == 303
    assert media() == set()
    page = client.visit("/movies/the-lamplighter")
    assert page.root.cssselect(".bill__poster img") == []
    db.session.rollback()
    row = db.session.get(Movie, film.id, populate_existing=True)
    assert row.poster_alt is row.poster_widths is row.poster_width is None


def test_photos_stand_in_the_order_in_which_they_came(edda, client):
    path = f"{DESK}/pictures"
    send(edda, path, picture(1), caption="Dusk", credit="Edda")
    send(edda, path, picture(2, kind="PNG"), name="../b.png", alt="The square")

    assert photos() == [
        (1, "A lamp is lit", "Dusk", "Edda"),
        (2, "The square", None, None),
    ]
    page = client.visit("/movies/the-lamplighter/photos")
    assert "Dusk" in page.text
    assert [each.get("alt") for each in page.root.cssselect("figure img")] == [
        "A lamp is lit",
        "The square",
    ]


@pytest.mark.parametrize(
    ("from_place", "to_place", "order"),
    [(3, 1, "cab"), (1, 3, "bca"), (1, 2, "bac"), (2, 2, "abc"), (1, 99, "bca")],
)
def test_a_photo_moves_and_the_others_make_room(
    edda, film, from_place, to_place, order
):
    for place, name in enumerate("abc", 1):
        movies.photo(film, place, alt=name)
    photo_id = numbers()[from_place - 1]
    path = f"/desk/photos/{photo_id}"

    answer = edda.send(
        path,
        {"alt": "abc"[from_place - 1], "caption": "New", "place": str(to_place)},
        page=path,
    )

    assert answer.status_code == 303
    assert "".join(row[1] for row in photos()) == order
    assert [row[0] for row in photos()] == [1, 2, 3]
    assert [row[2] for row in photos() if row[2]] == ["New"]


def test_a_photo_that_is_taken_away_takes_its_files_and_closes_the_row(edda, media):
    for shade, name in ((10, "a"), (90, "b"), (200, "c")):
        send(edda, f"{DESK}/pictures", picture(shade), alt=name)
    path = f"/desk/photos/{numbers()[1]}"
    before = media()

    answer = edda.send(f"{path}/delete", page=path)

    assert answer.status_code == 303
    assert [row[:2] for row in photos()] == [(1, "a"), (2, "c")]
    assert len(media()) == len(before) * 2 // 3


def test_a_picture_that_stands_twice_keeps_its_files_until_the_last_goes(edda, media):
    for _ in range(2):
        send(edda, f"{DESK}/pictures", picture())
    first, second = (f"/desk/photos/{photo_id}" for photo_id in numbers())
    before = media()

    edda.send(f"{first}/delete", page=first)
    assert media() == before
    edda.send(f"{second}/delete", page=second)

    assert media() == set()


def test_s26_what_is_no_picture_is_refused_and_nothing_is_lost(edda, media):
    refused = {
        "a.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        "b.png": b"<html><script>x()</script></html>",
        "c.jpg": picture()[:300],
        "d.png": picture(size=(8, 8), kind="PNG"),
        "e.gif": b"",
    }
    for path in (f"{DESK}/pictures", f"{DESK}/poster"):
        for name, body in refused.items():
            answer = send(edda, path, body, name=name, alt="What I typed")

            page = Page(answer)
            assert answer.status_code == 422, (path, name)
            (field,) = page.root.cssselect("input[name=alt]")
            assert field.get("value") == "What I typed", (path, name)
            assert page.root.cssselect("#file-error"), (path, name)

    assert photos() == []
    assert media() == set()


@pytest.mark.parametrize("path", [f"{DESK}/pictures", f"{DESK}/poster"])
def test_a_picture_needs_a_file_and_words(edda, media, path):
    without_words = send(edda, path, picture(), alt="  ")
    without_file = send(edda, path, None)

    assert (without_words.status_code, without_file.status_code) == (422, 422)
    assert Page(without_words).root.cssselect("#alt-error")
    assert Page(without_file).root.cssselect("#file-error")
    assert media() == set()


def test_s26_a_file_that_is_too_large_is_refused_in_words(edda, app, media):
    token = edda.visit(f"{DESK}/pictures").token
    # The client's own way keeps a large file in one that it never closes.
    head = (
        f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    )
    body = head.encode() + bytes(26 * 1024**2) + b"\r\n--x--\r\n"

    answer = edda.post(
        f"{DESK}/pictures",
        data=body,
        content_type="multipart/form-data; boundary=x",
    )

    assert answer.status_code == 413
    assert "25 MB" in answer.text
    assert media() == set()


def test_the_page_names_every_picture_and_the_way_to_it(edda, film):
    still = movies.photo(film, alt="The square")

    page = edda.visit(f"{DESK}/pictures")

    links = [each.get("href") for each in page.root.cssselect("main a")]
    assert f"/desk/photos/{still.id}" in links
    assert f"{DESK}/poster" in links
    assert "Pictures" in edda.visit(DESK).text
