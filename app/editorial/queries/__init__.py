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
from app.editorial.queries.pictures import (
    DeskPhoto,
    movie_of_photo,
    photo,
    photos_to_check,
    poster_words,
)
from app.editorial.queries.words import (
    Line,
    OfferedQuote,
    Piece,
    Signed,
    Words,
    quotes_since,
    quotes_to_decide,
    waiting_quote,
    words_on,
    words_told,
)

__all__ = [
    "DeskFilm",
    "DeskOffer",
    "DeskPhoto",
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
    "movie_of_photo",
    "offer",
    "offers_to_check",
    "photo",
    "photos_to_check",
    "poster_words",
    "quotes_since",
    "quotes_to_decide",
    "waiting_quote",
    "words_on",
    "words_told",
]
