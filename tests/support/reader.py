"""Somebody at a browser without a screen: opens pages and sends their forms."""

import contextvars

from flask import has_app_context, url_for
from flask.testing import FlaskClient

from app.core.db import db
from tests.factories.accounts import PASSWORD
from tests.support.page import Page


class Reader(FlaskClient):
    """A test client that speaks of pages."""

    def open(self, *args, **kwargs):
        """Send a request as from outside: with nothing of the test's own context.

        Else `g`, and with it whoever is signed in, would stay from one to the next.
        """
        if has_app_context():
            db.session.commit()
        # Read to the end, so that a file that is sent is closed again.
        kwargs.setdefault("buffered", True)
        return contextvars.Context().run(super().open, *args, **kwargs)

    def visit(self, address: str, *, status: int = 200, **values) -> Page:
        """Open a page by its endpoint or path, and assert how it answers."""
        if not address.startswith("/"):
            with self.application.test_request_context():
                address = url_for(address, **values)
        response = self.get(address)
        assert response.status_code == status, f"{address}: {response.status}"
        return Page(response)

    def send(self, path: str, fields: dict | None = None, *, page: str = "", **options):
        """Send a form with the token of a page, by default that of the account."""
        token = self.visit(page or "/account/login", status=200).token
        return self.post(path, data={"csrf_token": token} | (fields or {}), **options)

    def sign_in(self, user) -> None:
        """Sign in through the door."""
        page = self.visit("/account/login")
        fields = {"email": user.email, "password": PASSWORD, "csrf_token": page.token}
        answer = self.post("/account/login", data=fields)
        assert answer.status_code == 303, Page(answer).text
