"""Find the reviews that imports know: a thousand keys in one statement."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, text

from app.core.db import db, is_sqlite
from app.critics.models import Critic, CriticReview, Publication
from app.imports.models.marks import ImportedReview
from app.imports.rules.sorting import Mark


def marks_by(column: Any, keys: Iterable[int]) -> Sequence[Mark]:
    """Return the marks whose identity, or whose words, is among the keys."""
    rows = db.session.execute(
        select(
            ImportedReview.review_id,
            ImportedReview.identity,
            ImportedReview.words,
            ImportedReview.content,
            ImportedReview.run_id.is_not(None),
        ).where(among(column, keys))
    )
    return [Mark(*row) for row in rows]


def keys_of_all() -> tuple[list[int], list[int], list[int | None]]:
    """Return number, identity and words of every review that has a mark."""
    rows = db.session.execute(
        select(ImportedReview.review_id, ImportedReview.identity, ImportedReview.words)
    )
    columns = [list(column) for column in zip(*rows, strict=True)]
    numbers, identity, words = columns or ([], [], [])
    return numbers, identity, words


def mark_of(identity: int) -> Mark | None:
    """Return the mark of one identity."""
    return next(iter(marks_by(ImportedReview.identity, [identity])), None)


def among(column: Any, keys: Iterable[int]) -> ColumnElement[bool]:
    """Keep the rows whose column is one of very many numbers.

    The numbers travel as one value: a list of them all would be too many parameters.
    """
    listed = json.dumps(list(keys))
    if is_sqlite():
        values = text("SELECT value FROM json_each(:keys)").bindparams(keys=listed)
    else:
        values = text(
            "SELECT CAST(value AS BIGINT) FROM "
            "json_array_elements_text(CAST(:keys AS json))"
        ).bindparams(keys=listed)
    found: ColumnElement[bool] = column.in_(values)
    return found


def highest_review() -> int:
    """Return the highest number of a review there is."""
    return db.session.scalar(select(func.max(CriticReview.id))) or 0


def unmarked_after(review_id: int) -> Select[*tuple[Any, ...]]:
    """Select reviews that came in otherwise since a review, with who signed them."""
    return (
        select(
            CriticReview.id,
            CriticReview.movie_id,
            CriticReview.top_critic,
            CriticReview.verdict,
            CriticReview.original_grade,
            CriticReview.reviewed_on,
            CriticReview.url,
            CriticReview.quote,
            Critic.name.label("critic_name"),
            Publication.name.label("publication_name"),
        )
        .select_from(CriticReview)
        .outerjoin(Critic, CriticReview.critic_id == Critic.id)
        .outerjoin(Publication, CriticReview.publication_id == Publication.id)
        .outerjoin(ImportedReview, ImportedReview.review_id == CriticReview.id)
        .where(CriticReview.id > review_id, ImportedReview.review_id.is_(None))
        .order_by(CriticReview.id)
    )
