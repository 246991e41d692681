"""Critics, where they print, and what they wrote; each review is counted."""

from datetime import date

from app.core.clock import utcnow
from app.core.db import db
from app.critics.models import Critic, CriticReview, Publication
from app.ledger import operations as ledger_operations
from app.movies import rules
from app.movies.models import Movie


def critic(name: str = "Cleo Marsh", **values) -> Critic:
    """Add a critic."""
    row = Critic(**{"slug": rules.slugify(name), "name": name} | values)
    db.session.add(row)
    db.session.commit()
    return row


def publication(name: str = "The Evening Reel", **values) -> Publication:
    """Add a publication."""
    row = Publication(**{"slug": rules.slugify(name), "name": name} | values)
    db.session.add(row)
    db.session.commit()
    return row


def review(of: Movie, **values) -> CriticReview:
    """Add a critic's review and count it."""
    (row,) = reviews(of, 1, **values)
    return row


def reviews(of: Movie, number: int, **values) -> list[CriticReview]:
    """Add several alike and count them."""
    rows = [
        CriticReview(
            **{
                "movie_id": of.id,
                "quote": f"Worth an evening, said {place}.",
                "original_grade": "B",
                "normalised_grade": 7500,
                "verdict": "fresh",
                "top_critic": False,
                "reviewed_on": date(2012, 8, 1),
                "listed_on": values.get("reviewed_on") or date(2012, 8, 1),
            }
            | values
        )
        for place in range(number)
    ]
    db.session.add_all(rows)
    db.session.flush()
    ledger_operations.rebuild_all(at=utcnow())
    db.session.commit()
    return rows
