"""What a search means and how well a name answers it: pure, the same everywhere.

Worked example: "the lampligter 2012" is folded to the words "the", "lampligter" and
"2012". No name has the second word; "lamplighter" is one stroke away. Of all names
with these three, "The Lamplighter" of 2012 answers best: apart from its year, the
corrected words are its whole title.
"""

from app.search.rules.asked import (
    ABOUT,
    LONGEST_QUERY,
    LONGEST_STEP,
    LONGEST_WORD,
    MOST_WORDS,
    Asked,
    Closeness,
    about,
    closeness,
    is_searchable,
)
from app.search.rules.spelling import (
    is_nearly,
    nearest,
    pieces,
    strokes_between,
    strokes_forgiven,
)
from app.search.rules.words import LAST_SIGN, Vocabulary, starts_of

__all__ = [
    "ABOUT",
    "LAST_SIGN",
    "LONGEST_QUERY",
    "LONGEST_STEP",
    "LONGEST_WORD",
    "MOST_WORDS",
    "Asked",
    "Closeness",
    "Vocabulary",
    "about",
    "closeness",
    "is_nearly",
    "is_searchable",
    "nearest",
    "pieces",
    "starts_of",
    "strokes_between",
    "strokes_forgiven",
]
