"""Which widget an address stands for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.widgets import targets
from app.widgets.rules import Kind

HOME = "https://films.example"
FILM = f"{HOME}/movies/dust"


@pytest.mark.parametrize(
    ("path", "kind", "slug"),
    [
        ("/movies/dust", Kind.SCORE, "dust"),
        ("/movies/dust/critic-reviews", Kind.CRITIC_REVIEWS, "dust"),
        ("/movies/dust/audience-reviews", Kind.AUDIENCE_REVIEWS, "dust"),
        ("/critics/cleo-marsh", Kind.CRITIC, "cleo-marsh"),
        ("/embed/movies/dust/score", Kind.SCORE, "dust"),
        ("/embed/movies/dust/critic-reviews", Kind.CRITIC_REVIEWS, "dust"),
        ("/embed/movies/dust/audience-reviews", Kind.AUDIENCE_REVIEWS, "dust"),
        ("/embed/movies/dust/quote", Kind.QUOTE, "dust"),
        ("/embed/critics/cleo-marsh", Kind.CRITIC, "cleo-marsh"),
    ],
)
def test_an_address_stands_for_a_widget(path, kind, slug):
    target = targets.read(HOME + path, HOME)

    assert (target.kind, target.slug) == (kind, slug)


@pytest.mark.parametrize(
    "path", ["", "/", "/movies", "/movies/dust/score", "/people/x"]
)
def test_other_pages_have_none(path):
    assert targets.read(HOME + path, HOME) is None


def test_a_widget_keeps_its_options_and_a_page_its_filter():
    widget = targets.read(
        f"{HOME}/embed/movies/dust/score?theme=dark&theme=light", HOME
    )
    page = targets.read(f"{FILM}/critic-reviews?show=top&after=1&utm_source=x", HOME)

    assert widget.asked == {"theme": "dark"}
    assert page.asked == {"show": "top"}


@pytest.mark.parametrize(
    ("home", "url", "known"),
    [
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000/movies/dust", True),
        ("http://127.0.0.1:5000", "http://127.0.0.1/movies/dust", False),
        (HOME, "https://films.example:443/movies/dust", True),
        (HOME, "http://films.example:80/movies/dust", True),
        (HOME, "https://films.example:8443/movies/dust", False),
        ("https://www.films.example", "https://films.example/movies/dust", True),
        (HOME, "https://www.www.films.example/movies/dust", False),
        (HOME, "https://films.example.evil.example/movies/dust", False),
        (HOME, "https://films.example./movies/dust", False),
    ],
)
def test_a_port_and_a_www_belong_to_the_place(home, url, known):
    assert (targets.read(url, home) is not None) is known


@given(st.text(max_size=300))
def test_no_text_at_all_breaks_it(text):
    for url in (text, HOME + text, f"{HOME}/{text}", f"{FILM}?{text}", f"//{text}"):
        target = targets.read(url, HOME)

        assert target is None or target.slug


@pytest.mark.parametrize(
    ("text", "pixels"),
    [("600", 600), ("0600", 600), ("99999", 99999)]
    + [(text, None) for text in ("", "0", "000", "-5", "6.5", "x", "1e3", " 5", "٣")]
    + [(text, None) for text in ("100000", "9" * 400, "\0", "½")],
)
def test_a_size_is_a_plain_number_or_no_limit(text, pixels):
    assert targets.size(text) == pixels
