"""Named look-ups of the editors: for a movie's page, and for the desk."""

from app.editorial.queries.desk import (
    DeskFilm,
    DeskOffer,
    article,
    facts_of,
    films_titled,
    movie_of_article,
    movie_of_offer,
    offer,
    offers_to_check,
)
from app.editorial.queries.words import (
    Line,
    OfferedQuote,
    Piece,
    Signed,
    Words,
    quotes_to_decide,
    words_on,
)

__all__ = [
    "DeskFilm",
    "DeskOffer",
    "Line",
    "OfferedQuote",
    "Piece",
    "Signed",
    "Words",
    "article",
    "facts_of",
    "films_titled",
    "movie_of_article",
    "movie_of_offer",
    "offer",
    "offers_to_check",
    "quotes_to_decide",
    "words_on",
]
