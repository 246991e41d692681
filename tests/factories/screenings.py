"""Screenings with codes, through the operation that makes them."""

from datetime import UTC, date, datetime, timedelta

from flask import current_app

from app.core.clock import utcnow
from app.core.db import db
from app.movies.models import Movie
from app.screenings import operations, rules
from app.screenings.models import Screening

HELD_ON = date(2026, 11, 1)
MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)


def screening(of: Movie, **values) -> Screening:
    """Add a screening whose codes work until tomorrow."""
    row = operations.make_screening(
        of.id,
        **{
            "place": "Kino Lantern",
            "held_on": HELD_ON,
            "closes_at": utcnow() + timedelta(days=1),
            "code_count": 5,
            "sealed": False,
            "made_by_id": None,
            "secret": current_app.config["SECRET_KEY"],
            "at": MADE_AT,
        }
        | values,
    )
    db.session.commit()
    return row


def code(of: Screening, number: int = 1) -> str:
    """Return a code as it stands on a slip."""
    return rules.code_of(current_app.config["SECRET_KEY"], of.seed, number)
