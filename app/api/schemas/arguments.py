"""What may stand in the addresses of lists."""

import marshmallow as ma

from app.api import cursors
from app.api.arguments import (
    WholeNumber,
    Words,
    after,
    fields_of,
    limit,
    nothing,
    one_of,
)
from app.api.schemas.base import told
from app.api.schemas.bylines import KINDS, Byline
from app.api.schemas.imports import KINDS as IMPORT_KINDS
from app.api.schemas.movies import Movie, MovieItem
from app.api.schemas.ratings import Rating
from app.api.schemas.reviews import AudienceReview, CriticReview
from app.api.schemas.scores import History, LedgerEntry, Scores
from app.critics.queries import Show
from app.critics.rules import Standing
from app.scores.queries import Sort

A_DAY = "d737126.118"
A_MOMENT = "m1767298500000000.4051"
YEARS = "A year from 1870 to 2200."
LONGEST_SEARCH = 100
LEDGER_FILTERS = (
    "all",
    "counted",
    "fresh",
    "rotten",
    "top",
    "not-counted",
    *(each.value for each in Standing if each is not Standing.COUNTED),
)


class NoArguments(ma.Schema):
    """Nothing; an unknown parameter is refused rather than overlooked."""


class FieldsArguments(ma.Schema):
    """The fields that are wanted of a movie."""

    wanted = fields_of(Movie, "title", "year")


class ScoresArguments(ma.Schema):
    """The fields that are wanted of a movie's scores."""

    wanted = fields_of(Scores, "critic", "audience")


class MovieArguments(ma.Schema):
    """Which movies, in which order."""

    q = Words(
        load_default="",
        longest=LONGEST_SEARCH,
        metadata=told("Words of the title.", "night train"),
    )
    genre = Words(
        load_default="",
        longest=LONGEST_SEARCH,
        metadata=told("A genre by its name, whatever its case.", "Drama"),
    )
    year = WholeNumber(
        load_default=nothing,
        allow_none=False,
        validate=ma.validate.Range(1870, 2200, error=YEARS),
        error_messages={"invalid": YEARS},
        metadata=told("The year it came out.", 2019),
    )
    sort = one_of(
        (each.value for each in Sort),
        load_default=Sort.NEWEST.value,
        metadata=told("The order. Movies without a score stand last.", "critics"),
    )
    limit = limit()
    after = after(cursors.FILM, "f17")
    wanted = fields_of(MovieItem, "title", "year", "scores")


class ReviewArguments(ma.Schema):
    """Which page of critic reviews."""

    limit = limit()
    after = after(cursors.DAY, A_DAY)
    wanted = fields_of(CriticReview, "quote", "verdict")


class CriticReviewArguments(ReviewArguments):
    """Which critic reviews of a movie, under one of the four filters."""

    show = one_of(
        (each.value for each in Show),
        load_default=Show.ALL.value,
        metadata=told("All Critics, Top Critics, Fresh or Rotten.", "top"),
    )


class AudienceReviewArguments(ma.Schema):
    """Which page of audience reviews, with spoilers or without."""

    spoilers = one_of(
        ("hide", "show"),
        load_default="hide",
        metadata=told("Whether words that give the plot away are given.", "hide"),
    )
    limit = limit()
    after = after(cursors.MOMENT, A_MOMENT)
    wanted = fields_of(AudienceReview, "stars", "body")


class BylineArguments(ma.Schema):
    """Which page of critics or publications."""

    limit = limit()
    after = after(cursors.NAME, "ncleo-marsh")
    wanted = fields_of(Byline, "name", "review_count")


class OneBylineArguments(ma.Schema):
    """The fields that are wanted of a critic or a publication."""

    wanted = fields_of(Byline, "name", "review_count")


class SearchArguments(ma.Schema):
    """What to look for."""

    q = Words(
        required=True,
        longest=LONGEST_SEARCH,
        metadata=told("What to look for; nothing finds nothing.", "night train"),
        error_messages={"required": "Say what to look for."},
    )
    kind = one_of(
        KINDS,
        load_default=nothing,
        allow_none=False,
        metadata=told("Look for things of this kind alone.", "movie"),
    )
    limit = limit()
    after = after(cursors.HIT, "smovie.17")


class LedgerArguments(ma.Schema):
    """Which lines of the ledger."""

    show = one_of(
        LEDGER_FILTERS,
        load_default="all",
        metadata=told("All, what counts and how, or what does not and why.", "all"),
    )
    limit = limit()
    after = after(cursors.DAY, A_DAY)
    wanted = fields_of(LedgerEntry, "standing", "reason")


class HistoryArguments(ma.Schema):
    """The fields that are wanted of a score's past."""

    wanted = fields_of(History, "points")


class ImportArguments(ma.Schema):
    """What a file holds, and what may be done for it."""

    kind = one_of(
        IMPORT_KINDS,
        required=True,
        error_messages={"required": f"Choose of: {', '.join(IMPORT_KINDS)}."},
        metadata=told("What the file holds.", "critic-reviews"),
    )
    create_movies = one_of(
        ("true", "false"),
        load_default="false",
        metadata=told(
            "Whether movies that are not here are added; else their rows wait.", "false"
        ),
    )


class ImportListArguments(ma.Schema):
    """Which page of the files that were sent."""

    limit = limit()
    after = after(cursors.FILM, "f17")


class RatingArguments(ma.Schema):
    """Which page of the member's own ratings."""

    limit = limit()
    after = after(cursors.MOMENT, A_MOMENT)
    wanted = fields_of(Rating, "movie", "stars")
