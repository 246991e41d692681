"""The search page, the list while one types, and what a browser suggests."""

import pytest

from app.core.db import db
from app.movies import operations as movie_operations
from tests.factories import critics, movies

ODD = ('"', "lamp AND", "NEAR(", "%00", "🎬", "lamp" * 2500, "-*-", "%ff", "'")


@pytest.fixture
def lamplighter(app):
    film = movies.movie("The Lamplighter", year=1931)
    movies.credit(film, movies.person("Asa Lamp"))
    critic = critics.critic("Cleo Lampe")
    critics.review(film, critic_id=critic.id)
    return film


def test_the_page_shows_each_kind_with_its_count(lamplighter, visit):
    page = visit("/search?q=lamp")

    assert page.headings == ["Search", "Movies", "The Lamplighter", "People", "Critics"]
    assert page.all(".filters a") == [
        "All (3)",
        "Movies (1)",
        "People (1)",
        "Critics (1)",
    ]
    assert page.links["Asa Lamp"] == "/people/asa-lamp"
    assert page.values["q"] == "lamp"


def test_a_kind_is_listed_alone(lamplighter, visit):
    page = visit("/search?q=lamp&kind=person")

    assert page.headings == ["Search", "People"]
    assert page.find("[aria-current]").text_content() == "People (1)"


def test_an_unknown_kind_shows_all(lamplighter, visit):
    assert "The Lamplighter" in visit("/search?q=lamp&kind=nonsense").text


def test_the_page_says_when_nothing_was_found(lamplighter, visit):
    page = visit("/search?q=hippopotamus")

    assert "Nothing here is called “hippopotamus”." in page.text
    assert page.links["all movies from A to Z"] == "/movies?sort=title"


def test_the_page_says_when_it_only_comes_close(lamplighter, visit):
    page = visit("/search?q=lampligther")

    assert "Nothing is called “lampligther”. These come close." in page.text
    assert "The Lamplighter" in page.text


def test_without_words_the_page_is_a_form(visit, app):
    page = visit("/search")

    assert page.headings == ["Search"]
    assert page.find("main form").get("method") == "get"


def test_a_long_list_goes_on(app, visit):
    for number in range(50):
        movies.movie(f"Reel {number}", slug=f"reel-{number}")

    everything = visit("/search?q=reel")
    alone = visit(everything.links["All 50 movies"])
    rest = visit(alone.links["More hits"])

    assert len(everything.all(".film")) == 12
    assert len(alone.all(".film")) == 48
    assert len(rest.all(".film")) == 2
    assert "More hits" not in rest.links


def test_what_was_typed_is_shown_as_text(app, visit):
    page = visit("/search?q=<script>alert(1)</script>")

    assert "<script>alert(1)</script>" in page.text
    assert not page.root.cssselect("main script")


def test_the_list_while_one_types(lamplighter, visit):
    page = visit("/fragments/search?q=lamp")

    assert page.all(".hit") == [
        "The Lamplighter 1931",
        "Asa Lamp Film-maker",
        "Cleo Lampe Critic",
        "All results for “lamp”",
    ]
    assert {option.get("role") for option in page.root.cssselect(".hit")} == {"option"}
    assert "3 suggestions" in page.text


def test_the_list_is_empty_when_nothing_is_found_and_says_so_aloud(lamplighter, visit):
    page = visit("/fragments/search?q=hippopotamus")

    assert page.all(".hit") == []
    assert "No suggestions" in page.text


def test_the_list_is_empty_for_nothing(lamplighter, client):
    assert client.get("/fragments/search?q=").text.strip() == ""


def test_a_browser_gets_suggestions(lamplighter, client):
    answer = client.get("/search/suggestions?q=lampl")

    assert answer.mimetype == "application/x-suggestions+json"
    assert answer.get_json(force=True) == [
        "lampl",
        ["The Lamplighter"],
        ["1931"],
        ["http://localhost/movies/the-lamplighter"],
    ]


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize(
    "path", ["/search", "/fragments/search", "/search/suggestions"]
)
def test_nothing_that_is_typed_is_an_error(lamplighter, client, path, text):
    answer = client.get(f"{path}?q={text}")

    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/search", "/fragments/search"])
def test_a_reader_who_has_the_newest_gets_304_until_something_changes(
    lamplighter, client, path
):
    first = client.get(f"{path}?q=lamp")
    again = client.get(
        f"{path}?q=lamp", headers={"If-None-Match": first.headers["ETag"]}
    )
    movie_operations.touch(lamplighter.id)
    db.session.commit()
    changed = client.get(
        f"{path}?q=lamp", headers={"If-None-Match": first.headers["ETag"]}
    )

    assert again.status_code == 304
    assert changed.status_code == 200


def test_every_page_has_the_field_as_a_plain_form(app, visit):
    form = visit("/").find("header form")

    assert form.get("action") == "/search"
    assert form.get("method") == "get"
    assert form.cssselect("input[name=q]")


def test_typing_asks_the_database_little(lamplighter, client, count_queries):
    client.get("/fragments/search?q=lamp")
    with count_queries() as statements:
        client.get("/fragments/search?q=lampli")

    assert len(statements) <= 4
