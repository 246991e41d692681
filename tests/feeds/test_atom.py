"""The rules that feeds are checked by can fail, and names last."""

import pytest

from tests.support import atom

GOOD = """<feed xmlns="http://www.w3.org/2005/Atom">
<id>tag:a.example,2026:feed</id><title>T</title><updated>2024-01-01T00:00:00Z</updated>
<author><name>A</name></author><link rel="self" href="https://a.example/f.atom"/>
<entry><id>tag:a.example,2026:1</id><title>E</title>
<updated>2024-01-01T00:00:00Z</updated>
<link href="https://a.example/1"/><content type="html">x</content></entry></feed>"""


def test_a_good_feed_passes():
    assert atom.complaints(GOOD.encode()) == []


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ("<id>tag:a.example,2026:feed</id>", ""),
        ("<title>E</title>", "<title>E</title><title>F</title>"),
        ("2024-01-01T00:00:00Z</updated>\n<author>", "2024-01-01</updated>\n<author>"),
        ("<author><name>A</name></author>", ""),
        ("<name>A</name>", "<name></name>"),
        ('href="https://a.example/1"', 'href="/1"'),
        ('<content type="html">x</content>', '<content type="html"><p>x</p></content>'),
        ('type="html"', 'type="mystery"'),
        ("<id>tag:a.example,2026:1</id>", "<id>1</id>"),
        ("</entry>", "</entry><item/>"),
        (
            '<link href="https://a.example/1"/>',
            '<link href="https://a.example/1"/><link href="https://a.example/2"/>',
        ),
    ],
)
def test_a_feed_with_a_fault_does_not(part, instead):
    assert part in GOOD

    assert atom.complaints(GOOD.replace(part, instead).encode()) != []
