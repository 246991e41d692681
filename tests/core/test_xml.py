"""XML as we write it is read by others as it was meant."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.core.xml import Element, document, xml_text

ANY = st.text(st.characters(codec="utf-8"))


@given(text=ANY, value=ANY)
def test_what_is_written_is_what_others_read(text, value):
    root = Element("films", {"xmlns": "https://example.org/films"})
    root.add("film", text, named=value).add("within", text)

    film = etree.fromstring(document(root))[0]

    assert film.tag == "{https://example.org/films}film"
    assert film.get("named") == xml_text(value)
    assert film[0].text == film.text == (xml_text(text) or None)


def test_an_empty_element_is_closed_at_once():
    assert document(Element("film", {"year": "1999"})).endswith(b'<film year="1999"/>')
