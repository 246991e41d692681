"""Readers' words: what they may do on a page, and what they never may."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from app.core import markdown, markdown_parser

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "<javascript:alert(1)>",
    '[x](https://a.org/"onmouseover=alert(1))',
    "![x](https://a.org/x.png)",
    "||<svg onload=alert(1)>||",
    "<label><input type=text autofocus onfocus=alert(1)></label>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "[x](//evil.example)",
    "<https://a.org/\u202eevil>",
]
PIECES = st.lists(
    st.sampled_from(
        [
            "||",
            "*",
            "**",
            "_",
            "[",
            "](https://a.org)",
            "\n",
            "- ",
            "<b>",
            "a ",
            "(",
            ")",
        ]
    ),
    max_size=40,
).map("".join)


def test_the_examples_are_true():
    assert doctest.testmod(markdown).failed == 0


def test_emphasis_lists_and_links_are_shown():
    text = "*Go* and **see** it: https://example.org/a_b\n- one\n- two"

    page = html.fromstring(f"<div>{markdown.rendered(text)}</div>")

    assert [each.tag for each in page.cssselect("em, strong, a, li")] == [
        "em",
        "strong",
        "a",
        "li",
        "li",
    ]
    link = page.cssselect("a")[0]
    assert link.get("href") == "https://example.org/a_b"
    assert set(link.get("rel").split()) == {"ugc", "nofollow", "noopener"}


@pytest.mark.parametrize("text", ["# no heading", "> quote", "`code`", "    indented"])
def test_nothing_else_of_markdown_means_anything(text):
    page = html.fromstring(f"<div>{markdown.rendered(text)}</div>")

    assert [each.tag for each in page.iterdescendants()] == ["p"]


@pytest.mark.parametrize("text", ATTACKS)
def test_an_attack_is_shown_as_words(text):
    page = html.fromstring(f"<div>{markdown.rendered(text)}</div>")

    for each in page.iterdescendants():
        assert each.tag in markdown_parser.TAGS
        assert not [name for name in each.attrib if name.startswith("on")]
        assert (each.get("href") or "https://").startswith(("https://", "http://"))


def test_a_spoiler_is_hidden_behind_a_switch():
    page = html.fromstring(str(markdown.rendered("In the end ||*he* dies|| again.")))

    hidden = page.cssselect(".spoiler__text")[0]
    assert hidden.text_content() == "he dies"
    assert page.cssselect("input")[0].get("aria-label") == "Show the spoiler"


def test_a_spoiler_over_several_paragraphs_is_hidden_in_each():
    shown = markdown.rendered("||One.\n\nTwo.||")

    page = html.fromstring(f"<div>{shown}</div>")
    hidden = [each.text_content() for each in page.cssselect(".spoiler__text")]
    assert hidden == ["One.", "Two."]


def test_a_spoiler_in_a_link_is_left_out():
    shown = markdown.rendered("[see ||he dies||](https://example.org)")

    assert "he dies" not in shown
    assert markdown.FOLDED_SPOILER in shown


def test_where_nothing_unfolds_a_spoiler_is_a_word():
    assert markdown.spoilers_folded("So: ||he\ndies||.") == "So: [spoiler]."
    assert not markdown.has_spoilers("a || b || c")


@given(st.one_of(PIECES, st.text(max_size=200)))
def test_any_words_become_allowed_html(text):
    shown = str(markdown.rendered(text))

    page = html.fromstring(f"<div>{shown}</div>")
    assert {each.tag for each in page.iterdescendants()} <= markdown_parser.TAGS
    assert not page.cssselect("a input")


NEARLY_LINKS = st.lists(
    st.sampled_from(
        [
            *("http:", "www.a.org", "mailto:", "//", "/", "&amp;", "& "),
            *("Yes. ", "1", ". ", ") ", "- ", '"', "(", "it's ", "\u201c", "\u0661"),
        ]
    )
).map("".join)


@given(st.one_of(st.from_regex(markdown.PLAIN, fullmatch=True), NEARLY_LINKS))
def test_plain_words_come_out_as_the_parser_would_have_them(text):
    assert markdown.rendered(text) == markdown_parser.parsed(text)


@pytest.mark.parametrize(
    "text",
    [
        '"Dust" is a film.',
        "(So they say.)",
        "12 years later",
        "9/10 & 100%",
        "\u2026no",
    ],
)
def test_what_reviews_often_begin_with_needs_no_parser(text):
    assert markdown.PLAIN.fullmatch(text)


@given(st.text("abc *_[]()\n", min_size=1, max_size=30).filter(str.strip))
def test_a_spoiler_never_gets_out_from_behind_its_switch(words):
    text = f"before ||SECRET{words.strip() or 'x'}SECRET|| after"

    page = html.fromstring(f"<div>{markdown.rendered(text)}</div>")
    for switch in page.cssselect(".spoiler__text"):
        switch.clear()

    assert "SECRET" not in page.text_content()


@pytest.mark.parametrize(
    "piece", ["||a ", "||a\n||a\n", "||*a ", "[||a", "a_", "**", "- a\n", "[a](x", "||"]
)
def test_no_text_costs_more_than_its_length(piece, monkeypatch):
    looked = []
    real = markdown.SPOILER

    class Counted:
        """Counts over how many signs a spoiler is looked for."""

        def match(self, text, start, end):
            if not text.startswith("||", start):
                end = start
            return self.noted(real.match(text, start, end), start, end)

        def search(self, text, start, end):
            return self.noted(real.search(text, start, end), start, end)

        def noted(self, found, start, end):
            """What is found was looked over to its end, what is not to the very end."""
            looked.append(max(0, (found.end() if found else end) - start))
            return found

        def sub(self, by, text):
            looked.append(len(text))
            return real.sub(by, text)

    monkeypatch.setattr(markdown, "SPOILER", Counted())
    text = (piece * 4000)[:8000] + " end"

    markdown.rendered.__wrapped__(text)
    markdown.has_spoilers(text)

    # Bars that never close are not followed to the end again and again.
    assert sum(looked) <= 4 * len(text)
