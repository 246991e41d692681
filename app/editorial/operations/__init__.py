"""Verbs of the editors and of readers who offer them something."""

from app.editorial.operations.films import add_film, correct_film, remove_film
from app.editorial.operations.offers import (
    Way,
    add_offer,
    correct_offer,
    remove_offer,
)
from app.editorial.operations.pictures import (
    Words,
    add_photo,
    correct_photo,
    give_poster,
    remove_photo,
    remove_poster,
)
from app.editorial.operations.quotes import decide_quote, offer_quote
from app.editorial.operations.words import (
    Piece,
    add_article,
    correct_article,
    remove_article,
    write_consensus,
)

__all__ = [
    "Piece",
    "Way",
    "Words",
    "add_article",
    "add_film",
    "add_offer",
    "add_photo",
    "correct_article",
    "correct_film",
    "correct_offer",
    "correct_photo",
    "decide_quote",
    "give_poster",
    "offer_quote",
    "remove_article",
    "remove_film",
    "remove_offer",
    "remove_photo",
    "remove_poster",
    "write_consensus",
]
