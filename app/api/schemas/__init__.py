"""What the API gives and takes, as schemas; the document is written from them.

Each field carries its explanation and an example; the examples of whole answers are
put together from these, so that none can grow old.
"""

from app.api.schemas.arguments import (
    AudienceReviewArguments,
    BylineArguments,
    CriticReviewArguments,
    FieldsArguments,
    HistoryArguments,
    ImportArguments,
    ImportListArguments,
    LedgerArguments,
    MovieArguments,
    NoArguments,
    OneBylineArguments,
    RatingArguments,
    ReviewArguments,
    ScoresArguments,
    SearchArguments,
)
from app.api.schemas.base import Problem, page_of
from app.api.schemas.bylines import Byline, IndexPage, SearchHit
from app.api.schemas.imports import Import
from app.api.schemas.movies import Movie, MovieItem
from app.api.schemas.ratings import Opinion, Rating
from app.api.schemas.reviews import AudienceReview, CriticReview
from app.api.schemas.scores import History, LedgerEntry, Scores

__all__ = [
    "AudienceReview",
    "AudienceReviewArguments",
    "Byline",
    "BylineArguments",
    "CriticReview",
    "CriticReviewArguments",
    "FieldsArguments",
    "History",
    "HistoryArguments",
    "Import",
    "ImportArguments",
    "ImportListArguments",
    "IndexPage",
    "LedgerArguments",
    "LedgerEntry",
    "Movie",
    "MovieArguments",
    "MovieItem",
    "NoArguments",
    "OneBylineArguments",
    "Opinion",
    "Problem",
    "Rating",
    "RatingArguments",
    "ReviewArguments",
    "Scores",
    "ScoresArguments",
    "SearchArguments",
    "SearchHit",
    "page_of",
]
