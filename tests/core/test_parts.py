"""Parts of pages are kept by all that they show, and only so many."""

from dataclasses import dataclass

import pytest
from jinja2 import DictLoader, Environment

from app.core.parts import Parts, Section, framed, kept


@dataclass(frozen=True)
class Word:
    """Something that a part shows."""

    text: str


def test_what_is_equal_is_drawn_once(app):
    drawn = []

    def draw(word, *, loud=False):
        drawn.append(word)
        return word.text.upper() if loud else word.text

    with app.test_request_context():
        assert kept(draw, Word("lamp")) == "lamp"
        assert kept(draw, Word("lamp")) == "lamp"
        assert kept(draw, Word("lamp"), loud=True) == "LAMP"
        assert kept(draw, Word("tide")) == "tide"

    assert drawn == [Word("lamp"), Word("lamp"), Word("tide")]


def test_what_was_used_last_stays_and_the_bytes_are_bounded():
    parts = Parts(Environment(), most_bytes=1_000)
    for name in ("a", "b"):
        parts.get(name, lambda name=name: name * 350)
    parts.get("a", lambda: pytest.fail("it was kept"))

    parts.get("c", lambda: "c" * 350)

    assert list(parts.kept) == ["a", "c"]
    assert parts.bytes <= 1_000


def test_a_part_larger_than_all_room_is_drawn_and_not_kept():
    parts = Parts(Environment(), most_bytes=100)

    assert parts.get("whole", lambda: "x" * 1_000) == "x" * 1_000
    assert not parts.kept
    assert parts.bytes == 0


def test_a_part_that_cannot_be_told_apart_is_refused(app):
    with app.test_request_context(), pytest.raises(TypeError):
        kept(str, ["a list changes under its key"])


def test_a_text_is_escaped_when_it_is_kept_too(app):
    macro = app.jinja_env.from_string(
        "{% macro say(word) %}<b>{{ word.text }}</b>{% endmacro %}{{ kept(say, word) }}"
    )

    with app.test_request_context():
        pages = [macro.render(word=Word("<script>")) for _ in range(2)]

    assert pages == ["<b>&lt;script&gt;</b>"] * 2


def test_a_page_of_parts_is_its_frame_with_each_content_in_its_gap(app, monkeypatch):
    templates = DictLoader(
        {
            "frame.html": "<h1>{{ title }}</h1>{{ gap }}<hr>{{ gap }}</html>",
            "word.html": "<p>{{ word }}</p>",
            "number.html": "<b>{{ number }}</b>",
        }
    )
    monkeypatch.setattr(app.jinja_env, "loader", templates)
    frame = Section("frame.html", "title")
    word, number = Section("word.html", "word"), Section("number.html", "number")
    shown = {"title": "Tides & lamps", "word": "<é>", "number": 7}

    with app.test_request_context():
        page = framed(frame, shown, [word], [number, word])
        other = framed(frame, {**shown, "number": 8}, [word], [number, word])
        with pytest.raises(ValueError, match="zip"):
            framed(frame, shown, [word])

    start = "<h1>Tides &amp; lamps</h1><p>&lt;é&gt;</p><hr>"
    assert page.decode() == f"{start}<b>7</b><p>&lt;é&gt;</p></html>"
    assert other.decode() == f"{start}<b>8</b><p>&lt;é&gt;</p></html>"


def test_two_sections_with_the_same_values_are_two():
    templates = {"a": "a{{ word }}", "b": "b{{ word }}"}
    parts = Parts(Environment(loader=DictLoader(templates), autoescape=True))
    sections = [Section(name, "word") for name in templates] * 2

    found = [section.shown_by(parts, {"word": "x"}) for section in sections]

    assert found == [b"ax", b"bx", b"ax", b"bx"]
