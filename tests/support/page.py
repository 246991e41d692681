"""A page as a test speaks of it: headings, links, fields and their errors."""

from functools import cached_property

from lxml import html


class Page:
    """An answer that was parsed; `response` is the answer itself."""

    def __init__(self, response) -> None:
        self.response = response
        self.root = html.document_fromstring(response.text or "<html></html>")

    @cached_property
    def text(self) -> str:
        """All words of the page, in order."""
        return tidy(self.root)

    @property
    def title(self) -> str:
        """What stands in the tab."""
        return self.root.findtext(".//title", "").strip()

    @property
    def headings(self) -> list[str]:
        """The headings, in order."""
        return [tidy(each) for each in self.root.cssselect("h1, h2, h3, h4, h5, h6")]

    @property
    def links(self) -> dict[str, str]:
        """Where each link leads, by its words; the first of a name counts."""
        found: dict[str, str] = {}
        for link in self.root.cssselect("a[href]"):
            found.setdefault(tidy(link), link.get("href"))
        return found

    @property
    def field_errors(self) -> dict[str, str]:
        """What is wrong with each field, by the field's id."""
        return {
            error.get("id", "").removesuffix("-error"): tidy(error)
            for error in self.root.cssselect(".field__error")
        }

    @property
    def values(self) -> dict[str, str]:
        """What the fields hold, by name."""
        found = {}
        for field in self.root.cssselect("input[name], textarea[name], select[name]"):
            if field.get("type") in ("radio", "checkbox") and not field.checked:
                continue
            found[field.name] = field.value or ""
        return found

    @property
    def token(self) -> str:
        """The token that the page's forms carry."""
        return self.values["csrf_token"]

    def find(self, selector: str):
        """Return the one element that a selector names."""
        (element,) = self.root.cssselect(selector)
        return element

    def all(self, selector: str) -> list[str]:
        """Return the words of each element that a selector names."""
        return [tidy(each) for each in self.root.cssselect(selector)]


def tidy(element) -> str:
    """Return the words of an element with single blanks."""
    return " ".join(element.text_content().split())
