"""Members of a generated site who really sign in, and the reviews they post."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from http.client import HTTPMessage
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from bench.posting import Post
from bench.servers import CHECKOUT, PATIENCE, Server
from bench.texts import text

PASSWORD = "of-these-trials-alone"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
TOKEN_BEHIND = re.compile(r'value="([^"]+)"[^>]*name="csrf_token"')
GIVE_PASSWORDS = """
import sys
from flask_security import hash_password
from sqlalchemy import func, select, update
from app import create_app
from app.accounts.models import User
from app.core.db import db
from app.movies.models import Movie
with create_app().app_context():
    ids = db.session.scalars(select(User.id).order_by(User.id).limit(int(sys.argv[1])))
    secret = hash_password(sys.argv[2])
    wanted = User.id.in_(ids.all())
    # No sign-in is taken from an address that cannot be anybody's.
    email = func.replace(User.email, ".invalid", ".example")
    changes = update(User).where(wanted).values(password=secret, email=email)
    db.session.execute(changes.execution_options(synchronize_session=False))
    db.session.commit()
    print("\\n".join(db.session.scalars(select(User.email).where(wanted))))
    print()
    print("\\n".join(db.session.scalars(select(Movie.slug).order_by(Movie.id))))
"""


class Stays(HTTPRedirectHandler):
    """Follows no redirect: the answer itself is looked at."""

    def redirect_request(self, *arguments: object, **named: object) -> None:
        """Make no further request."""


OPENER = build_opener(Stays)


@dataclass(frozen=True)
class Member:
    """Somebody signed in: the cookie, and the token of the forms."""

    number: int
    cookie: str
    token: str

    def posts(self, slugs: Sequence[str], *, htmx: bool = False) -> list[Post]:
        """Return a review of each film, none of which the member has rated."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": self.cookie,
        }
        if htmx:
            headers |= {"HX-Request": "true", "HX-Target": "div#your-rating"}
        return [
            Post(
                f"/movies/{slug}/audience-reviews",
                urlencode(
                    {
                        "csrf_token": self.token,
                        "rating": str(1 + (place * 3 + self.number) % 10),
                        "body": text(self.number, place),
                    }
                ).encode(),
                headers,
            )
            for place, slug in enumerate(slugs)
        ]


def prepared(
    instance: Path, settings: Mapping[str, str], many: int
) -> tuple[list[str], list[str]]:
    """Give members a password; return their addresses and the films' addresses."""
    done = subprocess.run(
        [sys.executable, "-c", GIVE_PASSWORDS, str(many), PASSWORD],
        cwd=CHECKOUT,
        env={**os.environ, **settings},
        check=True,
        capture_output=True,
        text=True,
    )
    emails, _, slugs = done.stdout.partition("\n\n")
    return emails.split(), slugs.split()


def signed_in(server: Server, number: int, email: str, film: str) -> Member:
    """Sign in through the door, and fetch the form of a film for its token."""
    cookie, page = fetched(server, "/account/login")
    fields = {"email": email, "password": PASSWORD, "csrf_token": token_in(page)}
    cookie, _ = fetched(server, "/account/login", cookie, urlencode(fields).encode())
    again, page = fetched(server, f"/fragments/movies/{film}/your-rating", cookie)
    return Member(number, again or cookie, token_in(page))


def fetched(
    server: Server, path: str, cookie: str = "", body: bytes | None = None
) -> tuple[str, str]:
    """Return the cookie that is then in force, and the text that came."""
    request = Request(server.base + path, body, {"Cookie": cookie} if cookie else {})
    try:
        with OPENER.open(request, timeout=PATIENCE) as answer:
            return cookie_in(answer.headers, cookie), answer.read().decode()
    except HTTPError as answer:
        if answer.code != 303:
            raise
        return cookie_in(answer.headers, cookie), ""


def cookie_in(headers: HTTPMessage, before: str) -> str:
    """Return what a browser would send back."""
    given = dict(part.split("=", 1) for part in before.split("; ") if part)
    for line in headers.get_all("Set-Cookie") or []:
        name, _, value = line.partition(";")[0].partition("=")
        given[name] = value
    return "; ".join(f"{name}={value}" for name, value in given.items())


def token_in(page: str) -> str:
    """Return the token of the form on a page."""
    found = TOKEN.search(page) or TOKEN_BEHIND.search(page)
    if found is None:
        raise LookupError("there is no form on the page")
    return unescape(found[1])
