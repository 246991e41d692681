"""What other sites paste: it reserves its place, and nothing in it can break out."""

import re
from html import escape
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from app.widgets import snippets
from app.widgets.frames import Frame
from app.widgets.rules import Kind, Options, Theme
from app.widgets.snippets import Drawing, Extract

HOSTILE = "Z \"<b>\" & Co </script> \u2028 'x'"
KEPT = {
    "a": {"href"},
    "blockquote": set(),
    "iframe": {
        *("src", "width", "height", "frameborder"),
        *("marginwidth", "marginheight", "scrolling", "title"),
    },
}


def frame(**values):
    return Frame(
        **{
            "kind": Kind.CRITIC_REVIEWS,
            "slug": "the-lamplighter",
            "title": HOSTILE,
            "path": "/embed/movies/the-lamplighter/critic-reviews",
            "src": "https://films.example/embed/x?theme=dark&count=3",
            "page": "https://films.example/movies/the-lamplighter",
            "width": 600,
            "height": 900,
            "phone_height": 1400,
            "options": Options(theme=Theme.DARK, count=3),
        }
        | values
    )


def extract(**values):
    return Extract(
        **{
            "title": HOSTILE,
            "url": "https://films.example/movies/x?a=1&b=2",
            "lines": ["Critic Score: 98% Fresh", HOSTILE],
            "as_of": "As of Nov 23, 2026",
            "site_name": "Films & More",
        }
        | values
    )


def wordpress(text: str) -> str:
    """Take out of an answer what WordPress takes out, and all of it without a frame."""

    class Strainer(HTMLParser):
        kept: str = ""

        def handle_starttag(self, tag, attrs):
            if tag in KEPT:
                said = "".join(
                    f' {k}="{escape(v)}"' for k, v in attrs if k in KEPT[tag]
                )
                self.kept += f"<{tag}{said}>"

        def handle_endtag(self, tag):
            self.kept += f"</{tag}>" if tag in KEPT else ""

        def handle_data(self, data):
            self.kept += data

    strainer = Strainer(convert_charrefs=True)
    strainer.feed(text)
    return strainer.kept if "<iframe" in strainer.kept else ""


def test_the_frame_reserves_its_place_and_escapes_what_it_says():
    (element,) = html.fragments_fromstring(snippets.plain_frame(frame()))

    assert element.tag == "iframe"
    assert element.get("src") == frame().src
    assert element.get("title") == HOSTILE
    assert (element.get("width"), element.get("height")) == ("600", "900")
    assert element.get("loading") == "lazy"


def test_w4_the_reserved_height_grows_as_the_window_narrows():
    assert snippets.reserved("height", frame()) == (
        "height:clamp(900px,1400px - (100vw - 320px)*1.5625,1400px)"
    )
    assert snippets.reserved("height", frame(phone_height=900)) == "height:900px"
    assert snippets.reserved("height", frame(width=280)) == "height:1400px"


def test_the_script_names_film_widget_theme_and_options():
    place, script = html.fragments_fromstring(
        snippets.by_script(frame(), "https://films.example/embed.js")
    )

    assert dict(place.attrib) | {"style": ""} == {
        "data-matinee": "the-lamplighter",
        "data-widget": "critic-reviews",
        "data-theme": "dark",
        "data-count": "3",
        "style": "",
    }
    assert place.find("a").get("href") == frame().page
    assert place.find("a").text == HOSTILE
    assert "async" in script.attrib
    assert 'data-theme="auto"' in snippets.by_script(frame(options=Options()), "x")


def test_c1_wordpress_keeps_the_frame_and_the_link():
    kept = wordpress(snippets.quoted_frame(frame(), "Films"))

    quote, element = html.fragments_fromstring(kept)
    assert quote.find("a").get("href") == frame().page
    assert element.get("src") == frame().src
    assert (element.get("width"), element.get("height")) == ("600", "900")
    assert element.get("title") == HOSTILE


def test_c1_nothing_that_wordpress_would_take_out_is_in_the_answer():
    answer = snippets.quoted_frame(frame(title="Plain"), "Films")

    assert set(re.findall(r"<([a-z]+)", answer)) == set(KEPT)
    for tag, said in re.findall(r"<([a-z]+)((?: [a-z]+=\"[^\"]*\")*)>", answer):
        assert set(re.findall(r" ([a-z]+)=", said)) <= KEPT[tag]


def test_c3_the_answer_begins_with_a_quotation_and_holds_one_frame():
    answer = snippets.quoted_frame(frame(), "Films")

    assert answer.startswith("<blockquote>")
    assert answer.count("<iframe") == 1
    assert answer.endswith("</iframe>")


def test_c4_the_answer_does_not_pretend_to_be_wordpress():
    answer = snippets.quoted_frame(frame(), "Films")

    assert "wp-" not in answer
    assert "class" not in answer


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_o9_the_answer_is_xml_whatever_the_title(title):
    answer = snippets.quoted_frame(frame(title=title), "Films")

    root = ElementTree.fromstring(f"<root>{answer}</root>")
    assert root.find("iframe").get("title") == title


def test_the_html_block_is_plain_words_with_their_day():
    (block,) = html.fragments_fromstring(snippets.html_block(extract()))

    assert block.tag == "blockquote"
    assert block.get("cite") == extract().url
    assert block.text_content().split()[:2] == ["Z", '"<b>"']
    assert "As of Nov 23, 2026, Films & More" in block.text_content()
    assert not block.cssselect("script, style, img, iframe, [style], [class]")


def test_the_markdown_says_the_same_and_keeps_its_signs():
    text = snippets.markdown(extract(lines=["1. *Best* of <all> [ever]_"]))

    assert text.splitlines()[0].startswith('> **[Z "\\<b\\>" & Co \\</script\\>')
    assert r"> 1\. \*Best\* of \<all\> \[ever\]\_" in text
    assert all(line.startswith(">") for line in text.splitlines())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("5,518 (2012)", "5,518 (2012)"),
        ("# head", r"\# head"),
        ("- item", r"\- item"),
        ("two\nlines", "two lines"),
    ],
)
def test_markdown_escapes_only_what_it_would_read(text, written):
    assert snippets.in_markdown(text) == written


def test_a_badge_is_a_picture_with_its_words_that_leads_to_the_film():
    drawing = Drawing(
        path="/badges/z.svg",
        svg="https://films.example/badges/z.svg?shape=card&theme=dark",
        png="https://films.example/badges/z.png?shape=card&scale=2",
        page="https://films.example/movies/z",
        width=162,
        height=140,
        alt=HOSTILE,
    )

    for line, source in (
        (snippets.badge_html(drawing), drawing.svg),
        (snippets.badge_mail(drawing), drawing.png),
    ):
        (link,) = html.fragments_fromstring(line)
        image = link.find("img")
        assert link.get("href") == drawing.page
        assert (image.get("src"), image.get("alt")) == (source, HOSTILE)
        assert (image.get("width"), image.get("height")) == ("162", "140")
    assert snippets.badge_markdown(drawing).endswith(
        f"]({drawing.svg})]({drawing.page})"
    )
