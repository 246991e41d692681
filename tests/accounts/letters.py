"""Letters as their readers open them."""

import re

from app.core.db import db
from app.core.jobs import run_waiting
from app.core.postman import Pigeonhole

LINK = re.compile(r"https?://[^/\s]+(/\S+)")


def letters(app):
    """Send what waits, and return what has arrived since the last look."""
    hole = Pigeonhole()
    app.extensions["postman"] = hole
    run_waiting(app)
    with app.app_context():
        db.session.rollback()
    return hole.letters


def letter(app, to: str):
    """Return the one letter that arrives."""
    arrived = letters(app)
    assert [each["To"] for each in arrived] == [to]
    return arrived[0]


def link_in(message) -> str:
    """Return the path of the first link of a letter."""
    found = LINK.search(message.get_content())
    assert found is not None
    return found[1]
