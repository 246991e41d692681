"""What the first page shows: a film on the bill, the programme, newest reviews."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, literal_column, select

from app.core.reading import first_row
from app.critics import queries as critic_queries
from app.critics.queries import CriticReviewCard, Show
from app.movies.queries import Poster
from app.scores import queries as score_queries
from app.scores import rules
from app.scores.models import CRITIC_TOTAL, Tally
from app.scores.queries import FilmCard, Sort


@dataclass(frozen=True)
class Bill:
    """The film on the bill, with the newest review that can be quoted."""

    title: str
    url: str
    poster: Poster
    byline: str
    critic: rules.Score
    review: CriticReviewCard | None


TOTAL: Any = literal_column(CRITIC_TOTAL, Integer())
MOST_WRITTEN_ABOUT = (
    select(Tally.movie_id)
    .where(TOTAL > 0)
    .order_by(TOTAL.desc(), Tally.movie_id)
    .limit(literal_column("1", Integer()))
)


def on_the_bill(policy: rules.Policy) -> Bill | None:
    """Return the film that most critics wrote about, if anybody wrote at all."""
    most = first_row(MOST_WRITTEN_ABOUT)
    if most is None:
        return None
    card = score_queries.film(most.movie_id, policy)
    if card is None:
        return None
    page = critic_queries.reviews_of(most.movie_id, Show.ALL, after=None, limit=1)
    return Bill(
        title=card.title,
        url=card.url,
        poster=card.poster,
        byline=", ".join(card.directors),
        critic=card.critic,
        review=page.items[0] if page.items else None,
    )


def programme(policy: rules.Policy, limit: int) -> Sequence[FilmCard]:
    """Return the newest films."""
    return score_queries.films(Sort.NEWEST, policy, limit=limit).items


def last_written(limit: int) -> Sequence[CriticReviewCard]:
    """Return the newest reviews, one for each of the films reviewed last."""
    newest = critic_queries.newest_reviews(limit * 8)
    seen: dict[str, CriticReviewCard] = {}
    for review in newest:
        if review.movie is not None:
            seen.setdefault(review.movie.url, review)
    return list(seen.values())[:limit]
