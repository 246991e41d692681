"""The ledger's files: one CSV and one JSON that each hold all it takes to recount."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from app.critics.rules import REASONS
from app.imports.rules import cells
from app.ledger.rules.book import Book, RatingRow, ReviewRow

FORMAT = "matinee-score-ledger"
VERSION = 1
COLUMNS = (
    "record",
    "name",
    "value",
    "id",
    "date",
    "critic",
    "publication",
    "top_critic",
    "grade",
    "normalised_grade",
    "verdict",
    "standing",
    "reason",
    "half_steps",
    "verified",
)


def as_csv(book: Book) -> str:
    """Return a ledger as one table; the column `record` says what each line is."""
    lines = [cells.line(COLUMNS)]
    for values in records(book):
        lines.append(cells.line(written(values.get(name)) for name in COLUMNS))
    return "".join(lines)


def records(book: Book) -> Iterator[dict[str, Any]]:
    """Yield a ledger as records: the format, the film, the policy, claims, rows."""
    yield {"record": "format", "name": FORMAT, "value": VERSION}
    for record, values in (
        ("film", asdict(book.film)),
        ("policy", asdict(book.policy)),
        ("claim", book.claims),
    ):
        for name, value in values.items():
            yield {"record": record, "name": name, "value": value}
    for review in book.reviews:
        yield {"record": "critic_review", **review_values(review)}
    for rating in book.ratings:
        yield {"record": "rating", **rating_values(rating)}


def as_json(book: Book) -> str:
    """Return a ledger as one JSON object, a row of the ledger on a line of its own."""
    head = {
        "format": FORMAT,
        "format_version": VERSION,
        "film": asdict(book.film),
        "policy": asdict(book.policy),
        "claims": dict(book.claims),
    }
    parts = [f'"{name}": {dumped(value)}' for name, value in head.items()]
    parts.append(listed("critic_reviews", map(review_values, book.reviews)))
    parts.append(listed("ratings", map(rating_values, book.ratings)))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def listed(name: str, rows: Iterator[dict[str, Any]]) -> str:
    """Return a member of the object that is a list, one item a line."""
    lines = ",\n".join(dumped(row) for row in rows)
    return f'"{name}": [\n{lines}\n]' if lines else f'"{name}": []'


def dumped(value: Any) -> str:
    """Return a value as JSON on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def review_values(row: ReviewRow) -> dict[str, Any]:
    """Return a review as the files name its values."""
    return {
        "id": row.id,
        "date": row.day and row.day.isoformat(),
        "critic": row.critic,
        "publication": row.publication,
        "top_critic": row.top_critic,
        "grade": row.grade,
        "normalised_grade": row.normalised_grade,
        "verdict": row.verdict and row.verdict.value,
        "standing": row.standing.value,
        "reason": REASONS[row.standing],
    }


def rating_values(row: RatingRow) -> dict[str, Any]:
    """Return a rating as the files name its values."""
    return {
        "half_steps": row.half_steps,
        "date": row.day and row.day.isoformat(),
        "verified": row.verified,
    }


def written(value: Any) -> Any:
    """Return a value as a cell: yes or no, and nothing for what is not known."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value
