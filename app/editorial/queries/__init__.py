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
    QUOTES_ON_PAGE,
    Articles,
    Line,
    OfferedQuote,
    Signed,
    Words,
    articles_of,
    quotes_to_decide,
    words_on,
)

__all__ = [
    "QUOTES_ON_PAGE",
    "Articles",
    "DeskFilm",
    "DeskOffer",
    "Line",
    "OfferedQuote",
    "Signed",
    "Words",
    "article",
    "articles_of",
    "facts_of",
    "films_titled",
    "movie_of_article",
    "movie_of_offer",
    "offer",
    "offers_to_check",
    "quotes_to_decide",
    "words_on",
]
