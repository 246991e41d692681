"""Say where a film can be watched, and when that was last looked at."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.core.db import db
from app.core.errors import NotFound
from app.movies import operations as movie_operations
from app.movies.models import Offer, OfferKind


@dataclass(frozen=True, slots=True)
class Way:
    """A way to watch a film; the price in the smallest coins of its currency."""

    kind: OfferKind
    country: str
    provider: str
    url: str
    price_cents: int | None = None
    currency: str | None = None


def add_offer(movie_id: int, way: Way, *, on: date) -> Offer:
    """Add a way to watch a film, looked at on a day."""
    offer = Offer(movie_id=movie_id, checked_on=on, **values_of(way))
    db.session.add(offer)
    db.session.flush()
    movie_operations.touch(movie_id)
    return offer


def correct_offer(offer_id: int, way: Way, *, on: date) -> None:
    """Change an offer, or say that it still holds on a day. Raises NotFound."""
    offer = offer_of(offer_id)
    for name, value in values_of(way).items():
        setattr(offer, name, value)
    offer.checked_on = on
    offer.sample = False
    db.session.flush()
    movie_operations.touch(offer.movie_id)


def remove_offer(offer_id: int) -> None:
    """Take an offer away. Raises NotFound."""
    offer = offer_of(offer_id)
    movie_id = offer.movie_id
    db.session.delete(offer)
    db.session.flush()
    movie_operations.touch(movie_id)


def offer_of(offer_id: int) -> Offer:
    """Return the row of an offer, locked. Raises NotFound."""
    offer = db.session.scalar(
        select(Offer).where(Offer.id == offer_id).with_for_update()
    )
    if offer is None:
        raise NotFound("This offer is no longer here.")
    return offer


def values_of(way: Way) -> dict[str, object]:
    """Return an offer by the names of its columns."""
    return {name: getattr(way, name) for name in Way.__dataclass_fields__}
