"""Write what imported reviews say now, and tell what that moves in the tallies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from app.core.db import db
from app.critics.models import CriticReview
from app.critics.rules import Standing, standing_of
from app.imports.models.marks import ImportedReview
from app.imports.operations.grading import Grader, judged
from app.imports.queries.marks import among
from app.scores.rules import Verdict, VerdictSource

UNKNOWN_DAY = date(1, 1, 1)
Change = list[int]
Changes = dict[int, Change]


@dataclass(frozen=True, slots=True)
class Saying:
    """What a row says of a review, matched and named; the film may be another one."""

    review_id: int
    movie_id: int
    critic_id: int | None
    publication_id: int | None
    approved: bool
    top_critic: bool
    verdict: str | None
    grade: str | None
    day: date | None
    url: str | None
    quote: str | None
    words: int | None
    content: int


def count(changes: Changes, sign: int, *, movie_id: int, **of: Any) -> None:
    """Add to the changes, or take from them, what one review counts."""
    change = changes.setdefault(movie_id, [0] * 6)
    if of["standing"] != Standing.COUNTED:
        return
    place = 0 if of["verdict"] == Verdict.FRESH else 1
    change[place] += sign
    if of["top_critic"]:
        change[place + 2] += sign
    if of["normalised"] is not None:
        change[4] += sign
        change[5] += sign * of["normalised"]


def apply(
    sayings: Sequence[Saying],
    grader: Grader,
    changes: Changes,
    *,
    run_id: int,
    at: datetime,
) -> None:
    """Bring reviews to what their rows say, and add up what that changes.

    Where the file gives no verdict, one that was supplied or decided stays; one that
    was read from the grade follows it.
    """
    rows = old_rows([saying.review_id for saying in sayings])
    reviews: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    for saying in sayings:
        old = rows.get(saying.review_id)
        if old is None:
            continue
        suggestion = grader.suggestion(
            saying.grade, saying.critic_id, saying.publication_id
        )
        verdict, source = judged(saying.verdict, suggestion)
        if saying.verdict is None and stays(old):
            verdict, source = str(old.verdict), old.verdict_from
        standing = standing_of(
            verdict=verdict,
            embargoed_until=old.embargoed_until,
            withdrawn_at=old.withdrawn_at,
            duplicate_of_id=old.duplicate_of_id,
            interest=old.interest,
            approved=saying.approved,
            at=at,
        )
        count(
            changes, -1, movie_id=old.movie_id, standing=old.standing,
            verdict=old.verdict, top_critic=old.top_critic,
            normalised=old.normalised_grade,
        )  # fmt: skip
        count(
            changes, 1, movie_id=saying.movie_id, standing=standing, verdict=verdict,
            top_critic=saying.top_critic, normalised=suggestion.normalised,
        )  # fmt: skip
        reviews.append(
            {
                "of": saying.review_id,
                "to_movie_id": saying.movie_id,
                "to_critic_id": saying.critic_id,
                "to_publication_id": saying.publication_id,
                "to_top_critic": saying.top_critic,
                "to_verdict": verdict,
                "to_verdict_from": source,
                "to_original_grade": saying.grade,
                "to_normalised_grade": suggestion.normalised,
                "to_reviewed_on": saying.day,
                "to_listed_on": saying.day or UNKNOWN_DAY,
                "to_url": saying.url,
                "to_quote": saying.quote,
                "to_standing": standing.value,
            }
        )
        marks.append(
            {
                "of": saying.review_id,
                "to_words": saying.words,
                "to_content": saying.content,
                "to_run_id": run_id,
            }
        )
    update_many(CriticReview.__table__, "id", reviews)
    update_many(ImportedReview.__table__, "review_id", marks)


def stays(old: Any) -> bool:
    """Tell whether a verdict stays where the file gives none."""
    if old.verdict is None:
        return False
    source = old.verdict_from
    return source is None or not VerdictSource(source).follows_the_grade


def old_rows(review_ids: Iterable[int]) -> dict[int, Any]:
    """Return reviews as they stand, locked where the database locks rows."""
    table: Any = CriticReview.__table__
    rows = db.session.execute(
        select(table)
        .where(among(table.c.id, review_ids))
        .order_by(table.c.id)
        .with_for_update()
    )
    return {row.id: row for row in rows}


def update_many(table: Any, key: str, rows: Sequence[dict[str, Any]]) -> None:
    """Set the columns `to_…` of the rows whose key is `of`."""
    if not rows:
        return
    names = [name.removeprefix("to_") for name in rows[0] if name != "of"]
    db.session.connection().execute(
        update(table)
        .where(table.c[key] == bindparam("of"))
        .values({name: bindparam(f"to_{name}") for name in names}),
        list(rows),
    )
