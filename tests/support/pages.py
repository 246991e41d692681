"""Speak of a page as a reader would: its heading, links, errors, fields."""

from typing import Any

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse


def words(element: Any) -> str:
    """Return the text of an element with single blanks."""
    return " ".join(element.text_content().split())


class Page:
    """An answer and the document in it."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.document = html.fromstring(response.get_data(as_text=True) or "<p></p>")

    def all(self, selector: str) -> list[str]:
        """Return the texts of everything that a CSS selector finds."""
        return [words(found) for found in self.document.cssselect(selector)]

    def one(self, selector: str) -> str:
        """Return the text of the one thing that a CSS selector finds."""
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} of {selector}"
        return found[0]

    def link(self, text: str) -> str:
        """Return where the first link with this text leads."""
        for found in self.document.cssselect("a"):
            if words(found).startswith(text):
                return str(found.get("href"))
        raise AssertionError(f"no link {text!r}")

    @property
    def heading(self) -> str:
        """The one heading of first order."""
        return self.one("h1")

    @property
    def errors(self) -> list[str]:
        """What stands beside fields as an error."""
        return self.all(".field__error")

    @property
    def text(self) -> str:
        """All that can be read."""
        return words(self.document)


def visit(client: FlaskClient, path: str, status: int = 200, **kwargs: Any) -> Page:
    """Get a page and assert its status."""
    response = client.get(path, **kwargs)
    assert response.status_code == status, (path, response.status_code)
    return Page(response)


HTMX = {"HX-Request": "true"}


def csrf_token(client: FlaskClient, path: str = "/account/login") -> str:
    """Return a token for forms of this client."""
    page = Page(client.get(path))
    token = page.document.cssselect("input[name=csrf_token]")[0].get("value")
    return str(token)


def send(
    client: FlaskClient, path: str, fields: dict[str, Any] | None = None, **kwargs: Any
) -> TestResponse:
    """Post a form with its token."""
    token = csrf_token(client, kwargs.pop("token_from", "/movies/salt-year/review"))
    headers = kwargs.pop("headers", {})
    data = {"csrf_token": token, **(fields or {})}
    return client.post(path, data=data, headers=headers, **kwargs)
