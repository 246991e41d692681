"""Scores for programs: the four of a movie, every review behind them, their past."""

from collections.abc import Sequence
from typing import Any

from flask import Response

from app.api import cursors, shapes
from app.api.blueprint import bp, list_answer, public_reading, read_answer
from app.api.routes.movies import scored_or_moved
from app.api.schemas import (
    History,
    HistoryArguments,
    LedgerArguments,
    LedgerEntry,
    Scores,
    ScoresArguments,
    page_of,
)
from app.core.addresses import canonical
from app.core.pagination import day_cursor
from app.ledger import queries as ledger_queries
from app.ledger.queries import LedgerReview


@bp.route("/movies/<slug:slug>/scores", tags=["Scores"])
@public_reading(ScoresArguments)
@bp.response(200, Scores)
@bp.arguments(ScoresArguments, location="query")
def scores(asked: dict[str, Any], slug: str) -> Response:
    """Show the scores of a movie.

    Critics, top critics, the audience, and verified viewers: each with its counts, its
    interval, and the version of the policy it is made by.
    """
    scored = scored_or_moved(slug)
    return read_answer(
        lambda: shapes.scores(scored),
        *scored.stamps,
        schema=Scores,
        wanted=asked["wanted"],
    )


@bp.route("/movies/<slug:slug>/scores/ledger", tags=["Scores"])
@public_reading(LedgerArguments)
@bp.response(200, page_of(LedgerEntry))
@bp.arguments(LedgerArguments, location="query")
def ledger(asked: dict[str, Any], slug: str) -> Response:
    """List every critic review behind a score.

    Those that count, and those that do not with the reason. Of a review under embargo
    nothing is told but that it is there.
    """
    scored = scored_or_moved(slug)
    after = None if asked["after"] is None else cursors.read_day(asked["after"])
    show = ledger_queries.Show(asked["show"])

    def make() -> tuple[Sequence[Any], str | None]:
        page = ledger_queries.reviews_of(
            scored.movie.id, show, on=None, after=after, limit=asked["limit"]
        )
        last = day_cursor(page.after)
        return (
            [ledger_entry(each) for each in page.items],
            None if last is None else cursors.day_text(last.value, last.id),
        )

    return list_answer(
        make,
        *scored.stamps,
        schema=LedgerEntry,
        wanted=asked["wanted"],
    )


@bp.route("/movies/<slug:slug>/scores/history", tags=["Scores"])
@public_reading(HistoryArguments)
@bp.response(200, History)
@bp.arguments(HistoryArguments, location="query")
def history(asked: dict[str, Any], slug: str) -> Response:
    """Show how the Critic Score moved.

    Where it stood at the end of every day that has reviews, counted by the policy in
    force, and the moments at which it changed its word or won or lost the seal.
    """
    scored = scored_or_moved(slug)
    movie = scored.movie

    def make() -> dict[str, Any]:
        past = ledger_queries.past_of(movie.id, scored.policy, movie_url=movie.url)
        return {
            "movie": shapes.movie_link(movie),
            "points": [shapes.point(each) for each in past.history.points],
            "moments": [
                {
                    "on": each.day,
                    "words": each.words,
                    "author": each.author,
                    "score": shapes.short_score(each.score),
                    "url": canonical(each.url),
                }
                for each in past.moments
            ],
            "policy_version": scored.policy.version,
        }

    return read_answer(
        make,
        *scored.stamps,
        schema=History,
        wanted=asked["wanted"],
    )


def ledger_entry(line: LedgerReview) -> dict[str, Any]:
    """Return a line of the ledger."""
    return {
        "id": line.id,
        "standing": line.standing,
        "reason": line.reason,
        "embargoed_until": line.embargoed_until,
        "verdict": line.verdict,
        "grade": line.grade,
        "top_critic": line.top_critic,
        "critic": shapes.author(line.critic),
        "publication": shapes.author(line.publication),
        "reviewed_on": line.reviewed_on,
        "url": line.url,
    }
