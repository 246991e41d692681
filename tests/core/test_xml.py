"""XML as we write it is read by others as it was meant."""

import re

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.core.xml import Element, add, document, xml_text

ANY = st.text(st.characters(codec="utf-8"))


@given(text=ANY, value=ANY)
def test_what_is_written_is_what_others_read(text, value):
    root = Element("films", {"xmlns": "https://example.org/films", "xml:lang": "en"})
    add(add(root, "film", text, named=value), "within", text)

    read = etree.fromstring(document(root))
    film = read[0]

    assert read.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert film.tag == "{https://example.org/films}film"
    assert film.get("named") == xml_text(value)
    # To XML the end of a line in a text is one sign, however it was typed.
    meant = re.sub("\r\n?", "\n", xml_text(text))
    assert film[0].text == film.text == (meant or None)
