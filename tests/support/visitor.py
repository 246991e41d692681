"""Somebody at a browser over real HTTP: keeps cookies, sends forms with their token."""

import http.client
import select
import socket
from dataclasses import dataclass
from email.message import Message
from functools import cached_property
from urllib.parse import urlencode

from tests.factories.accounts import PASSWORD
from tests.support.page import Page

LONGEST_WAIT = 60.0
FORM = "application/x-www-form-urlencoded"
HTML = "text/html"


@dataclass
class Answer:
    """What the site answered."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")

    @cached_property
    def page(self) -> Page:
        """The body as a page."""
        return Page(self)


class Visitor:
    """Keeps one connection; a lost one is an OSError, and the next call opens another.

    One that the site has closed while nobody asked, as it does after half a minute, is
    opened anew, as browsers do. Not for several threads at once.
    """

    def __init__(self, port: int, *, wait: float = LONGEST_WAIT) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=wait)
        self.cookies: dict[str, str] = {}

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send a request and read its answer to the end."""
        said = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if has_hung_up(self.connection.sock):
            self.connection.close()
        try:
            self.connection.request(method, path, body, {**said, **(headers or {})})
            response = self.connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        except http.client.HTTPException as error:
            self.connection.close()
            raise ConnectionError(str(error)) from error
        except OSError:
            self.connection.close()
            raise
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        """Open a page."""
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """Send a form."""
        kind = {"Content-Type": FORM}
        return self.ask("POST", path, urlencode(fields).encode(), kind | headers)

    def token(self, path: str = "/account/login") -> str:
        """Return the token of the forms on a page."""
        return self.get(path).page.token

    def try_to_sign_in(self, email: str) -> Answer:
        """Knock at the door."""
        fields = {"email": email, "password": PASSWORD, "csrf_token": self.token()}
        return self.post("/account/login", fields)

    def sign_in(self, email: str) -> None:
        """Sign in through the door."""
        answer = self.try_to_sign_in(email)
        assert answer.status == 303, answer.text

    def close(self) -> None:
        """Hang up."""
        self.connection.close()


def has_hung_up(connection: socket.socket | None) -> bool:
    """Tell whether the other end has closed a connection on which nothing is asked."""
    if connection is None:
        return False
    heard = select.poll()
    heard.register(connection, select.POLLIN)
    return bool(heard.poll(0))
