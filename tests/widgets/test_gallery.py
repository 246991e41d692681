"""The page where widgets are chosen, seen and copied."""

from urllib.parse import parse_qs, urlsplit

import pytest

from app.widgets.words import LANGUAGES
from tests.factories import accounts, audience, critics, movies

GALLERY = "/movies/the-lamplighter/widgets"
OF_CRITIC = "/critics/cleo-marsh/widgets"
FRAMED = ["Frame", "Script", "oEmbed link", "HTML", "Markdown"]


@pytest.fixture
def film(app):
    movie = movies.movie("The Lamplighter")
    critics.reviews(movie, 9, critic_id=critics.critic().id)
    audience.review(movie, accounts.ada(), body="Saw it twice.")
    return movie


def texts(page):
    """Return what can be copied, by its label."""
    fields = {each.get("id"): each.value for each in page.root.cssselect("textarea")}
    return {
        label.text_content(): fields[label.get("for")]
        for label in page.root.cssselect("main label")
    }


def test_the_scores_are_shown_first_with_everything_to_copy(film, visit):
    page = visit(GALLERY)

    assert page.headings[0] == "Put this page on your site"
    assert page.all(".choices [aria-current]") == [
        *("Scores", "As the reader’s system", "Sheets", "600 pixels", "Lamp", "English")
    ]
    preview = page.find(".preview iframe")
    assert preview.get("src") == "/embed/movies/the-lamplighter/score"
    assert int(preview.get("height")) > 200
    assert list(texts(page)) == FRAMED


@pytest.mark.parametrize(
    ("widget", "src"),
    [
        ("critic-reviews", "critic-reviews"),
        ("audience-reviews", "audience-reviews"),
        ("quote", "quote"),
        ("nonsense", "score"),
    ],
)
def test_each_widget_is_shown_live_with_its_lines(film, visit, widget, src):
    page = visit(f"{GALLERY}?widget={widget}&theme=dark&width=320&lang=de&accent=moss")

    preview = page.find(".preview iframe")
    address = urlsplit(preview.get("src"))
    assert address.path == f"/embed/movies/the-lamplighter/{src}"
    assert parse_qs(address.query)["theme"] == ["dark"]
    assert parse_qs(address.query)["lang"] == ["de"]
    assert preview.get("width") == "320"
    copied = texts(page)
    assert f'width="320" height="{preview.get("height")}"' in copied["Frame"]
    assert preview.get("src").replace("&", "&amp;") in copied["Frame"]
    assert f'data-widget="{src}"' in copied["Script"]
    assert copied["oEmbed link"].endswith(preview.get("src"))
    assert "Stand" in copied["HTML"]
    assert "Stand" in copied["Markdown"]


def test_choices_are_plain_links_that_keep_the_others(film, visit):
    page = visit(f"{GALLERY}?theme=dark&width=320")

    assert parse_qs(urlsplit(page.links["600 pixels"]).query) == {
        "theme": ["dark"],
        "width": ["600"],
    }
    assert "width=320" in page.links["Light"]
    assert "theme=dark" in page.links["Ember"]
    assert not page.root.cssselect("main form")


def test_a_static_block_says_today_and_what_it_counts(film, visit):
    copied = texts(visit(f"{GALLERY}?lang=en"))

    for text in (copied["HTML"], copied["Markdown"]):
        assert "The Lamplighter (2012)" in text
        assert "Critic Score: 100% Fresh (Total Count: 9)" in text
        assert "As of " in text
    assert "<script" not in copied["HTML"]
    assert "<img" not in copied["HTML"]


def test_badges_are_shown_in_three_shapes_and_copied(film, visit):
    page = visit(f"{GALLERY}?widget=badge&shape=round&theme=dark")

    images = page.root.cssselect(".badges img")
    assert len(images) == 3
    assert all(int(each.get("width")) > 100 for each in images)
    assert page.all(".badges [aria-current]") == ["Round"]
    copied = texts(page)
    assert list(copied) == ["Badge", "Badge for mail", "Markdown"]
    assert all("shape=round" in text for text in copied.values())
    assert "scale=2" in copied["Badge for mail"]
    assert ".png?" in copied["Badge for mail"]


def test_a_review_is_chosen_for_a_quote_by_who_wrote_it(film, visit):
    page = visit(f"{GALLERY}?widget=quote")

    assert page.all("nav[aria-label=Review] a")[:2] == ["The newest", "Cleo Marsh"]
    chosen = visit(page.links["Ada"])
    assert chosen.all("nav[aria-label=Review] [aria-current]") == ["Ada"]
    assert "review=audience-" in chosen.find(".preview iframe").get("src")
    assert 'data-review="audience-' in texts(chosen)["Script"]


def test_a_critic_has_a_gallery_too(film, visit):
    page = visit(f"{OF_CRITIC}?count=3")

    assert (
        page.find(".preview iframe").get("src") == "/embed/critics/cleo-marsh?count=3"
    )
    assert list(texts(page)) == FRAMED
    assert "Latest Reviews by Cleo Marsh" in texts(page)["HTML"]
    assert 'data-matinee="cleo-marsh" data-widget="critic"' in texts(page)["Script"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_can_be_chosen(film, visit, language):
    page = visit(f"{GALLERY}?widget=audience-reviews&lang={language}")

    assert LANGUAGES[language].name in page.all(".choices [aria-current]")


def test_a_title_with_signs_of_html_stays_words(app, visit):
    movies.movie('Z "<b>" & Co', slug="z")

    copied = texts(visit("/movies/z/widgets"))

    assert 'title="Scores of Z &quot;&lt;b&gt;&quot; &amp; Co"' in copied["Frame"]
    assert "<b>" not in copied["HTML"]


@pytest.mark.parametrize(
    "name", ["widget", "theme", "width", "accent", "lang", "shape"]
)
@pytest.mark.parametrize("words", ["", "%00", "%ff", "9" * 400, "<script>", "-1"])
def test_nonsense_shows_the_gallery_as_it_is(film, client, name, words):
    for path in (GALLERY, OF_CRITIC):
        assert client.get(f"{path}?{name}={words}").status_code == 200


def test_widgets_of_nobody_are_a_404(app, visit):
    visit("/movies/no-such-film/widgets", status=404)
    visit("/critics/nobody/widgets", status=404)


@pytest.mark.parametrize("path", [GALLERY, OF_CRITIC])
def test_the_gallery_asks_the_database_little(film, client, count_queries, path):
    with count_queries() as sent:
        client.get(f"{path}?widget=audience-reviews")

    assert len(sent) <= 5
