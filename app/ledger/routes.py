"""How a score is made: the sums, the rules, the past, and every review behind it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, render_template, request

from app.core.addresses import canonical
from app.core.clock import end_of_day, today
from app.core.errors import found_or_404
from app.core.limits import limited
from app.core.pagination import cursor_text, day_cursor
from app.core.public import public, public_answer
from app.ledger import queries
from app.ledger.queries import Show
from app.ledger.rules.book import Book
from app.ledger.rules.writing import as_csv, as_json
from app.scores import queries as score_queries
from app.scores.queries import AudienceSheet, CriticSheet, ScoredMovie

bp = Blueprint("ledger", __name__)

STEP = 50
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST_SHOWN = 40
READS = {
    "show": Show.read,
    "after": cursor_text,
    "on": lambda text: text.strip()[:LONGEST_SHOWN],
}


@dataclass(frozen=True)
class AsOf:
    """The day that an address asks for, or why it cannot be had; neither is now."""

    day: date | None = None
    refused: str = ""
    text: str = ""
    valid_until: datetime | None = None


@bp.get("/movies/<slug:slug>/score")
@public(reads=READS)
def show(slug: str) -> Response:
    """Show how the scores of a movie are made, now or as of a day."""
    scored = found_or_404(score_queries.scored_movie(slug))
    movie, policy = scored.movie, scored.policy
    as_of = day_asked()

    def make() -> str:
        past = queries.past_of(movie.id, policy, movie_url=movie.url)
        critics, audience = sheets(scored, as_of.day)
        return render_template(
            "ledger/show.html",
            as_of=as_of,
            critics=critics,
            audience=audience,
            now=scored.critic_sheet(),
            policy=policy,
            policies=score_queries.policies(),
            past=past,
            point=past.history.at(as_of.day) if as_of.day else None,
            seal_events=score_queries.seal_events(movie.id),
            canonical_url=canonical(f"{movie.url}/score"),
            **reviews_under(scored, critics, as_of.day),
        )

    return public_answer(
        make, *scored.stamps, options=(as_of,), valid_until=as_of.valid_until
    )


@bp.get("/fragments/movies/<slug:slug>/score/reviews")
@public(reads=READS)
def reviews_fragment(slug: str) -> Response:
    """Return the ledger's list under a filter, or its next reviews."""
    scored = found_or_404(score_queries.scored_movie(slug))
    as_of = day_asked()

    def make() -> str:
        critics, _ = sheets(scored, as_of.day)
        context = reviews_under(scored, critics, as_of.day)
        if context["appended"]:
            return render_template("ledger/_more_reviews.html", **context)
        return render_template("ledger/_reviews.html", announced=True, **context)

    return public_answer(
        make, *scored.stamps, options=(as_of,), valid_until=as_of.valid_until
    )


@bp.get("/movies/<slug:slug>/score.csv")
@public
@limited("export")
def as_csv_file(slug: str) -> Response:
    """Send the whole ledger as CSV."""
    return file_of(slug, as_csv, "csv", "text/csv")


@bp.get("/movies/<slug:slug>/score.json")
@public
@limited("export")
def as_json_file(slug: str) -> Response:
    """Send the whole ledger as JSON."""
    return file_of(slug, as_json, "json", "application/json")


def file_of(
    slug: str, write: Callable[[Book], str], ending: str, mimetype: str
) -> Response:
    """Return a movie's ledger as a file to be saved."""
    scored = found_or_404(score_queries.scored_movie(slug))
    movie = scored.movie

    def make() -> str:
        return write(queries.book_of(scored, url=canonical(movie.url)))

    answer = public_answer(make, *scored.stamps, mimetype=mimetype)
    answer.headers.set(
        "Content-Disposition", "attachment", filename=f"{movie.slug}-score.{ending}"
    )
    return answer


def day_asked() -> AsOf:
    """Read the day of the address; one that is none, or is still to come, is told."""
    text = request.args.get("on", "").strip()[:LONGEST_SHOWN]
    if not text:
        return AsOf()
    try:
        day = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        return AsOf(
            refused=f"\u201c{text}\u201d is no day. Write it like 2012-08-15.",
            text=text,
        )
    if day > today():
        coming = AsOf(refused="That day is still to come.", text=text)
        return replace(coming, valid_until=end_of_day())
    return AsOf(day, text=text)


def sheets(scored: ScoredMovie, on: date | None) -> tuple[CriticSheet, AudienceSheet]:
    """Return both sheets as they stand, or as they stood at the end of a day."""
    if on is None:
        return scored.critic_sheet(), scored.audience_sheet()
    movie, policy, url = scored.movie, scored.policy, f"{scored.movie.url}/score"
    return (
        CriticSheet(queries.critics_until(movie.id, on), policy, sealed=False, url=url),
        AudienceSheet(queries.audience_until(movie.id, on), policy, url=url),
    )


def reviews_under(
    scored: ScoredMovie, critics: CriticSheet, on: date | None
) -> dict[str, Any]:
    """Return what the ledger's list shows under the filter of the address."""
    movie = scored.movie
    show = Show.read(request.args.get("show"))
    after = day_cursor(request.args.get("after"))
    page = queries.reviews_of(movie.id, show, on=on, after=after, limit=STEP)
    filters = queries.choices(movie.id, critics.tally, show, movie_url=movie.url, on=on)
    current = next(each for each in filters if each.current)
    return {
        "movie": movie,
        "filters": filters,
        "current": current,
        "reviews": page,
        "appended": after is not None,
    }
