"""What the files of the demo say, without a database."""

import pytest
from PIL import Image
from pydantic import ValidationError

from app.demo import pictures
from app.demo.content import Film, films, read


def film(slug: str) -> Film:
    """Return a film of the demo."""
    return next(film for film in films() if film.slug == slug)


def test_never_sorry_holds_the_reviews_of_its_page_in_their_order():
    reviews = film("ai-weiwei-never-sorry").critic_reviews

    assert [
        (review.reviewed_on.isoformat(), review.grade, review.critic, review.top_critic)
        for review in reviews
    ] == [
        ("2012-09-07", "B", "Tom Long", True),
        ("2012-08-16", "3/4", None, False),
        ("2012-08-10", "3/5", None, False),
        ("2012-08-10", "4/4", "John Anderson", True),
        ("2012-08-09", "3/4", None, False),
        ("2012-08-09", "4/5", None, False),
    ]
    assert [review.url is not None for review in reviews] == [
        True, False, True, True, True, True,
    ]  # fmt: skip
    assert reviews[0].publication == "Detroit News"
    assert reviews[3].publication is None


def test_never_sorry_keeps_the_straight_quotes_that_were_printed():
    never_sorry = film("ai-weiwei-never-sorry")

    texts = [never_sorry.synopsis or ""]
    texts += [review.quote or "" for review in never_sorry.critic_reviews]
    texts += [review.body for review in never_sorry.audience_reviews]

    assert not any(
        mark in text for text in texts for mark in "\u2018\u2019\u201c\u201d"
    )
    assert texts[0].endswith("public figures. -- (C) IFC")
    assert [review.name for review in never_sorry.audience_reviews] == [
        "Robert B",
        "Letitia L",
        "Greg S",
        "Walter M",
    ]


def test_never_sorry_has_neither_consensus_nor_quotes():
    never_sorry = film("ai-weiwei-never-sorry")

    assert never_sorry.consensus is None
    assert never_sorry.quotes == ()


def test_a_dozen_other_films_each_say_that_they_are_invented():
    others = [film for film in films() if film.slug != "ai-weiwei-never-sorry"]

    assert len(others) >= 12
    assert all("invented film of the demo" in (film.synopsis or "") for film in others)
    assert all(film.credits and film.genres for film in others)


def test_every_address_of_the_demo_is_an_example():
    addresses = [
        entry.url
        for film in films()
        for entries in (film.offers, film.articles, film.critic_reviews)
        for entry in entries
        if entry.url
    ]

    assert addresses
    assert all(url.startswith("https://example.org/") for url in addresses)


def test_the_pictures_have_their_sizes(tmp_path):
    never_sorry = film("ai-weiwei-never-sorry")

    poster = pictures.copy(never_sorry.poster.file, tmp_path)
    small = [pictures.copy(photo.small, tmp_path) for photo in never_sorry.photos]
    large = [pictures.copy(photo.large, tmp_path) for photo in never_sorry.photos]

    assert (poster.width, poster.height) == (800, 1200)
    assert {(picture.width, picture.height) for picture in small} == {(480, 320)}
    assert {(picture.width, picture.height) for picture in large} == {(1440, 960)}
    for picture in (poster, *small, *large):
        with Image.open(tmp_path / picture.file) as image:
            assert image.format == "WEBP"
        assert (tmp_path / picture.file).stat().st_size < 60_000


def test_copying_a_picture_twice_keeps_its_name(tmp_path):
    first = pictures.copy("never-sorry-poster.webp", tmp_path)
    second = pictures.copy("never-sorry-poster.webp", tmp_path)

    assert first == second
    kept = {path.name for path in tmp_path.iterdir()}
    stem = first.file.removesuffix(".webp")
    assert first.file in kept
    assert len(kept) == 1 + 2 * len(first.widths.split())
    assert all(name.startswith(stem) for name in kept)


def test_an_unknown_name_in_a_file_is_refused(tmp_path):
    path = tmp_path / "unknown.toml"
    path.write_text('title = "Unknown"\nplot = "?"\n')

    with pytest.raises(ValidationError, match="plot"):
        read(path)
