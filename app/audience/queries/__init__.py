"""Named listings of the audience's ratings, and what one member gave."""

from app.audience.queries.counts import recounted
from app.audience.queries.lists import (
    ON_MOVIE_PAGE,
    AudienceReviewCard,
    card,
    card_of,
    cursor_in,
    movie_slug_of,
    published,
    reviews_of,
)
from app.audience.queries.members import (
    author_id_of,
    has_voted,
    interest_of,
    of_member,
)
from app.audience.queries.view import (
    EVERYTHING,
    Only,
    Order,
    View,
    ViewLink,
    ViewLinks,
    link_to,
    links_from,
    more_of,
)

__all__ = [
    "EVERYTHING",
    "ON_MOVIE_PAGE",
    "AudienceReviewCard",
    "Only",
    "Order",
    "View",
    "ViewLink",
    "ViewLinks",
    "author_id_of",
    "card",
    "card_of",
    "cursor_in",
    "has_voted",
    "interest_of",
    "link_to",
    "links_from",
    "more_of",
    "movie_slug_of",
    "of_member",
    "published",
    "recounted",
    "reviews_of",
]
