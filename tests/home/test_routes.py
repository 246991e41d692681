"""The first page: a film on the bill, the programme, what critics wrote last."""

from dataclasses import replace

from app import create_app
from tests.factories import critics, movies
from tests.support.databases import close, settings_of


def test_an_empty_site_says_so(app, client):
    page = client.visit("/")

    assert "No movies yet." in page.text


def test_the_film_that_most_critics_wrote_about_is_on_the_bill(app, client):
    quiet, loud = movies.movie("Salt Year"), movies.movie("The Lamplighter")
    critics.review(quiet)
    critics.reviews(loud, 6)

    page = client.visit("/")

    assert page.all(".tonight__title") == ["The Lamplighter"]
    assert page.all(".films h3") == ["The Lamplighter", "Salt Year"]
    assert (
        len(page.root.cssselect("#written ~ .reviews article, .reviews article")) == 2
    )


def test_the_site_goes_by_its_own_name(databases, tmp_path):
    settings = settings_of(databases.with_tables("sqlite"), tmp_path / "instance")
    app = create_app(replace(settings, site_name="Kino Hafen"))

    page = app.test_client().get("/").text
    close(app)

    assert "· Kino Hafen</title>" in page
    assert "Matinee" not in page
