"""Posters and photos: brought in by commands, served in the size that fits."""

import pytest
from PIL import Image

from app.core.db import db
from app.movies.commands import media_group
from app.movies.models import Movie, Photo
from tests.factories import movies

PAGE = "/movies/the-lamplighter"


@pytest.fixture
def film(app):
    return movies.movie("The Lamplighter")


@pytest.fixture
def run(app):
    """Run a command of `matinee media`."""
    return lambda *words: app.test_cli_runner().invoke(media_group, words)


@pytest.fixture
def still(tmp_path):
    """Return a picture of 600 by 400."""
    path = tmp_path / "still.png"
    Image.linear_gradient("L").resize((600, 400)).save(path)
    return path


def sources(page, inside):
    """Return each kind of file with its sizes, and the picture for all others."""
    (picture,) = page.root.cssselect(f"{inside} picture")
    found = {each.get("type"): each.get("srcset") for each in picture.iter("source")}
    return found, next(picture.iter("img"))


def test_a_poster_is_offered_in_sizes_and_comes_first(film, run, still, client):
    assert run("poster", film.slug, str(still), "--alt", "A lamp").exit_code == 0

    offered, image = sources(client.visit(PAGE), ".bill__poster")

    assert list(offered) == ["image/avif", "image/webp"]
    assert [size.split()[1] for size in offered["image/avif"].split(", ")] == [
        "200w",
        "400w",
        "600w",
    ]
    assert (image.get("width"), image.get("height")) == ("600", "400")
    assert image.get("alt") == "A lamp"
    assert image.get("fetchpriority") == "high"
    assert image.get("loading") is None


def test_a_photo_waits_until_it_comes_into_view(film, run, still, client):
    run("photo", film.slug, str(still), "--alt", "A street", "--caption", "At night")

    page = client.visit(PAGE)
    offered, image = sources(page, ".photos")

    assert list(offered) == ["image/avif", "image/webp"]
    assert image.get("loading") == "lazy"
    assert (image.get("width"), image.get("height")) == ("400", "267")
    assert "At night" in page.text
    assert client.visit(f"{PAGE}/photos/1").root.cssselect("picture source")


def test_every_size_is_sent_as_what_it_is_and_kept(film, run, still, client):
    run("poster", film.slug, str(still), "--alt", "A lamp")
    offered, image = sources(client.visit(PAGE), ".bill__poster")

    for kind, srcset in [*offered.items(), ("image/webp", f"{image.get('src')} 600w")]:
        for size in srcset.split(", "):
            answer = client.get(size.split()[0])

            assert answer.status_code == 200, size
            assert answer.mimetype == kind
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "immutable" in answer.headers["Cache-Control"]


def test_a_sweep_makes_the_sizes_that_are_missing(film, app, run, still):
    folder = app.config["SETTINGS"].media_path
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "old.png").write_bytes(still.read_bytes())
    film.poster_file = "old.png"
    movies.photo(film)
    version = film.version
    db.session.commit()

    swept = run("sizes")
    again = run("sizes")

    db.session.expire_all()
    movie = db.session.get(Movie, film.id)
    assert swept.exit_code == again.exit_code == 0
    assert "still-1-large.webp: not among the media." in swept.stderr
    assert movie.poster_widths == "200 400 600"
    assert movie.version == version + 1
    assert "1 picture in" in swept.stdout
    assert "0 pictures in" in again.stdout


def test_what_is_no_picture_changes_nothing(film, run, tmp_path):
    words = tmp_path / "words.png"
    words.write_text("no picture")

    for command in ("poster", "photo"):
        answer = run(command, film.slug, str(words), "--alt", "Words")
        assert answer.exit_code == 1
        assert "words.png: this is no picture." in answer.output
    assert run("poster", "no-such-film", str(words), "--alt", "x").exit_code == 1

    db.session.expire_all()
    assert db.session.get(Movie, film.id).poster_file is None
    assert not db.session.query(Photo).count()


def test_a_picture_without_sizes_is_shown_as_it_is(film, client):
    film.poster_file, film.poster_width, film.poster_height = "old.webp", 800, 1200
    film.version += 1
    db.session.commit()

    offered, image = sources(client.visit(PAGE), ".bill__poster")

    assert not offered
    assert image.get("src") == "/media/old.webp"
