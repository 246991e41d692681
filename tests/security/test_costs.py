"""What somebody types costs in proportion to its length, whatever it is made of."""

from time import thread_time

import pytest

from app.core.markdown import rendered, spoilers_folded
from app.imports.rules.plain_text import plain_text
from app.scores.rules.grades.reading import read as read_grade
from app.search.rules import Asked, closeness

# Each is said again and again: what parsers look back for, or ahead.
PIECES = (
    *(
        "a",
        "*",
        "_",
        "**a",
        "***a**",
        "_a*",
        "[",
        "]",
        "[a](",
        "[](",
        "![",
        "[][",
        "((",
    ),
    *(
        "<",
        "<a ",
        "<!--",
        "</",
        "`",
        "~",
        "|",
        "||",
        "||a",
        "|| ||",
        "> ",
        "- ",
        "* a\n",
    ),
    *(
        "\n",
        "\n\n",
        "  \n",
        "\t",
        "1. ",
        "\\",
        "&amp;",
        "&#0;",
        "&",
        "https://",
        "é",
        "/",
    ),
    *("http://x.example ", "0", "1/", "0.", "+", "-", " ", "☆", "½", '"', "='", "a=''"),
    *("((", "* a\n", "/"),
)
SHORT, LONG = 2_000, 16_000
# Eight times as long is eight times as dear; 64 times where all is read again for each.
MOST_TIMES = 32
# Below this a measurement says nothing, and harms nobody.
CHEAP = 0.05
READERS = {
    "markdown": rendered,
    "spoilers": spoilers_folded,
    "a cell of a file": plain_text,
    "a grade": read_grade,
    "a search": lambda text: closeness(Asked.read(text), text, text),
}


def cost(reader, text: str) -> float:
    """Return the least processor time of this thread that reading a text takes."""
    least = []
    for _ in range(2):
        begun = thread_time()
        reader(text)
        least.append(thread_time() - begun)
    return min(least)


@pytest.mark.point("S20")
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_reading_a_text_costs_by_its_length(reader):
    dear = {}
    for piece in PIECES:
        long = cost(reader, (piece * LONG)[:LONG])
        if long < CHEAP:
            continue
        times = long / cost(reader, (piece * SHORT)[:SHORT])
        if times > MOST_TIMES:
            dear[piece] = times

    assert dear == {}
