"""What the tests of accounts share: a browser in front of the doors."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from passlib.totp import TOTP

from app.accounts.options import options
from app.core.postman import Pigeonhole

PASSWORD = "lanterns over Ostrava"


class Browser:
    """Somebody at a browser, who takes the token of a form from its page."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def get(self, path: str, **options: Any) -> Any:
        """Open a page."""
        return self.client.get(path, **options)

    def send(self, path: str, **fields: str) -> Any:
        """Fill in and send the form of a page."""
        page = self.client.get(path)
        fields.setdefault("csrf_token", token_in(page.text))
        return self.client.post(path, data=fields)

    def register(
        self, name: str = "Ada", email: str = "ada@example.org", **fields: str
    ) -> Any:
        """Become a member."""
        fields.setdefault("password", PASSWORD)
        query = f"?next={fields['next']}" if "next" in fields else ""
        return self.send(f"/account/register{query}", name=name, email=email, **fields)

    def sign_in(self, email: str = "ada@example.org", **fields: str) -> Any:
        """Sign in."""
        fields.setdefault("password", PASSWORD)
        return self.send("/account/login", email=email, **fields)

    def sign_out(self) -> Any:
        """Sign out from the account's own page."""
        token = token_in(self.client.get("/account").text)
        return self.client.post("/account/logout", data={"csrf_token": token})

    @property
    def cookie(self) -> str | None:
        """The value of the site's cookie."""
        cookie = self.client.get_cookie("matinee")
        return cookie.value if cookie else None

    @cookie.setter
    def cookie(self, value: str) -> None:
        self.client.set_cookie("matinee", value)

    @property
    def is_signed_in(self) -> bool:
        """Whether the site knows who this is."""
        return "Sign out" in self.client.get("/fragments/me").text


def token_in(html: str) -> str:
    """Return the token that a page's form holds."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
    assert found is not None, "the page holds no form with a token"
    return found[1]


@pytest.fixture
def browse(app: Flask) -> Callable[[], Browser]:
    """Return what opens another browser."""
    return lambda: Browser(app)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Return a browser nobody has signed in with."""
    return Browser(app)


@pytest.fixture
def ada(browser: Browser) -> Browser:
    """Return the browser of Ada, who has just registered."""
    assert browser.register().status_code == 303
    return browser


@pytest.fixture
def set_up(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Run the site by other settings: `set_up(confirm_email=True)`."""

    def change(**values: Any) -> None:
        settings = replace(app.config["SETTINGS"], **values)
        monkeypatch.setitem(app.config, "SETTINGS", settings)
        for name, value in options(settings).items():
            monkeypatch.setitem(app.config, name, value)
        monkeypatch.setitem(
            app.jinja_env.globals, "confirms_email", settings.confirm_email
        )
        monkeypatch.setitem(app.jinja_env.globals, "sends_mail", settings.sends_mail)
        monkeypatch.setitem(
            app.jinja_env.globals, "registration", settings.registration
        )

    return change


@pytest.fixture(autouse=True)
def half_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let codes of authenticator apps stay what they are until the test is over."""
    moment = TOTP.now()
    monkeypatch.setattr(TOTP, "now", staticmethod(lambda: moment))


@pytest.fixture(autouse=True)
def empty_pigeonhole(request: pytest.FixtureRequest) -> None:
    """Let no test find the letters of another."""
    if "app" in request.fixturenames:
        app = request.getfixturevalue("app")
        app.extensions["jobs"].flush()
        app.extensions["postman"] = Pigeonhole()


def grow_old(app: Flask, browser: Browser, age: timedelta) -> None:
    """Let the sign-in of a browser have been so long ago."""
    with browser.client.session_transaction("/account") as session:
        session["fs_paa"] -= age.total_seconds()
