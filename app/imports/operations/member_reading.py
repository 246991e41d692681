"""Keep what a member's file says: each film matched, and compared with what is here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update

from app.audience import rules as audience_rules
from app.core.db import db
from app.core.errors import Conflict, found_or_404
from app.imports.models.member_imports import ImportItem, ImportState, MemberImport
from app.imports.operations.member_imports import change, refuse_other_state
from app.imports.queries import member_imports as queries
from app.imports.rules.entries import Item
from app.imports.rules.entries import Viewing as Evening
from app.imports.rules.matching import DOUBTS, SEVERAL, Film, Films, Match
from app.imports.rules.member_files import Upload
from app.imports.rules.own_format import OWN_CATALOGUE
from app.imports.rules.own_outcomes import (
    Brought,
    Outcome,
    Present,
    Said,
    outcome_of,
)
from app.imports.rules.refusals import Refusal
from app.movies.models import Movie

TRIMMED = "The review had {length:,} characters and is cut to {longest:,}."
TWICE = "Line {line} of {file} is already matched with this film."
TWICE_SAID = re.compile(f"^{TWICE.format(line='[0-9]+', file='.+?')}")
NEVER = Present()


@dataclass
class Reading:
    """What the reading of one file needs from part to part."""

    import_id: int
    user_id: int
    films: Films
    taken: dict[int, Item] = field(default_factory=dict)


def note_file(import_id: int, upload: Upload) -> None:
    """Write down what an upload turned out to be, and forget an earlier reading."""
    change(delete(ImportItem).where(ImportItem.import_id == import_id))
    change(
        update(MemberImport)
        .where(MemberImport.id == import_id)
        .values(
            source=upload.source,
            remarks=upload.remarks[:50],
            total_count=len(upload.items) + len(upload.refusals),
            done_count=0,
        )
    )


def keep_items(reading: Reading, items: Sequence[Item]) -> None:
    """Match some films, compare them, and keep them for the preview."""
    matches = [matched(item, reading.films) for item in items]
    movie_ids = [match.movie_id for match in matches if match.movie_id is not None]
    present = queries.present(reading.user_id, movie_ids)
    days = queries.viewing_days(reading.user_id, movie_ids)
    rows = []
    for item, match in zip(items, matches, strict=True):
        row = row_of(reading.import_id, item)
        earlier = reading.taken.get(match.movie_id or 0)
        if match.movie_id is None:
            row["outcome"] = (
                Outcome.AMBIGUOUS if match.candidates else Outcome.UNMATCHED
            )
            row["candidates"] = list(match.candidates[:20])
            row["remark"] = joined(doubt(match.reason), row["remark"])
        elif earlier is not None:
            row["outcome"] = Outcome.AMBIGUOUS
            row["candidates"] = [match.movie_id]
            twice = TWICE.format(line=earlier.line, file=earlier.file)
            row["remark"] = joined(twice, row["remark"])
        else:
            movie_id = match.movie_id
            reading.taken[movie_id] = item
            row["movie_id"] = movie_id
            row["outcome"] = outcome_of(
                brought(row, days.get(movie_id, frozenset())),
                present.get(movie_id, NEVER),
            )
        rows.append(row)
    db.session.execute(insert(ImportItem), rows)


def keep_refusals(import_id: int, refusals: Sequence[Refusal]) -> None:
    """Keep the lines that were refused, for the preview and the report."""
    db.session.execute(
        insert(ImportItem),
        [
            empty_row(import_id, refusal.file, refusal.line)
            | {
                "outcome": Outcome.REFUSED,
                "refused_column": refusal.column[:80],
                "refused_value": refusal.value[:200],
                "remark": f"Expected {refusal.expected}.",
            }
            for refusal in refusals
        ],
    )


def matched(item: Item, films: Films) -> Match:
    """Find a film by its numbers, then by title and year.

    The address that another site like this one has for it only decides between films
    that could be meant, since the same address may belong to another film here.
    """
    numbers = tuple(pair for pair in item.identifiers if pair[0] != OWN_CATALOGUE)
    title = item.title if item.is_film else ""
    found = films.match(Film(title, item.year, numbers))
    if found.movie_id is None and found.reason == SEVERAL:
        slug = dict(item.identifiers).get(OWN_CATALOGUE, "")
        movie_id = films.slugs.get(slug)
        if movie_id in found.candidates:
            return Match(movie_id)
    return found


def empty_row(import_id: int, file: str, line: int) -> dict[str, Any]:
    """Return an item that says nothing yet."""
    return {
        "import_id": import_id,
        "file": file[:120],
        "line": line,
        "title": "",
        "year": None,
        "identifiers": [],
        "rating": None,
        "words": "",
        "spoiler": False,
        "said_on": None,
        "wish": False,
        "viewings": [],
        "movie_id": None,
        "candidates": [],
        "outcome": Outcome.UNMATCHED,
        "refused_column": "",
        "refused_value": "",
        "remark": "",
        "trace": {},
    }


def row_of(import_id: int, item: Item) -> dict[str, Any]:
    """Return an item as it is kept, its words cleaned and none too long."""
    words, remark = fitting(audience_rules.clean(item.words))
    return empty_row(import_id, item.file, item.line) | {
        "title": item.title,
        "year": item.year,
        "identifiers": [list(pair) for pair in item.identifiers],
        "rating": item.rating,
        "words": words,
        "spoiler": item.spoiler,
        "said_on": item.on,
        "wish": item.wish,
        "viewings": evenings(item.viewings),
        "remark": joined(*item.remarks, remark),
    }


def fitting(words: str) -> tuple[str, str]:
    """Return a review that is not too long, and a remark if it had to be cut."""
    longest = audience_rules.LONGEST_REVIEW
    if len(words) <= longest:
        return words, ""
    cut = words[:longest].rsplit(maxsplit=1)[0] if " " in words else words[:longest]
    return cut, TRIMMED.format(length=len(words), longest=longest)


def evenings(viewings: Sequence[Evening]) -> list[dict[str, Any]]:
    """Return viewings as they are kept, numbered within their day."""
    numbers: dict[date | None, int] = {}
    kept = []
    for viewing in viewings:
        number = numbers[viewing.on] = numbers.get(viewing.on, 0) + 1
        words, _ = fitting(audience_rules.clean(viewing.words))
        kept.append(
            {
                "on": viewing.on.isoformat() if viewing.on else None,
                "number": number,
                "rewatch": viewing.rewatch,
                "rating": viewing.rating,
                "words": words,
                "tags": audience_rules.clean(viewing.tags),
            }
        )
    return kept


def joined(*remarks: str) -> str:
    """Return remarks as one text."""
    return " ".join(remark for remark in remarks if remark)


def doubt(reason: str) -> str:
    """Return why a film is not certain, as a sentence."""
    return f"{reason.capitalize()}."


def without_doubt(remark: str) -> str:
    """Return what is left of a remark when somebody has said which film is meant."""
    for reason in DOUBTS:
        remark = remark.removeprefix(doubt(reason))
    return TWICE_SAID.sub("", remark).strip()


def brought(row: dict[str, Any], days: frozenset[tuple[object, int]]) -> Brought:
    """Return what a kept item says, as the rules want it."""
    said = None
    if row["rating"] is not None:
        said = Said(row["rating"], row["words"], row["said_on"])
    new = any(
        (day_of(viewing), viewing["number"]) not in days
        and not (viewing["on"] is None and days)
        for viewing in row["viewings"]
    )
    return Brought(said, row["wish"], new)


def day_of(viewing: dict[str, Any]) -> date | None:
    """Return the day of a kept viewing."""
    return date.fromisoformat(viewing["on"]) if viewing["on"] else None


def correct(row: MemberImport, item: ImportItem, movie_id: int | None) -> None:
    """Say which film an item means, or None to leave it out."""
    refuse_other_state(row, ImportState.PREVIEW)
    if item.outcome == Outcome.REFUSED:
        raise Conflict("This line was refused; there is no film to choose for it.")
    if movie_id is None:
        item.movie_id, item.outcome = None, Outcome.LEFT_OUT
        db.session.flush()
        return
    found_or_404(db.session.scalar(select(Movie.id).where(Movie.id == movie_id)))
    other = queries.item_of_movie(row.id, movie_id)
    if other is not None and other.id != item.id:
        raise Conflict(TWICE.format(line=other.line, file=other.file))
    item.movie_id, item.remark = movie_id, without_doubt(item.remark)
    values = {
        name: getattr(item, name)
        for name in ("rating", "words", "said_on", "wish", "viewings")
    }
    days = queries.viewing_days(row.user_id, [movie_id])
    present = queries.present(row.user_id, [movie_id])
    item.outcome = outcome_of(
        brought(values, days.get(movie_id, frozenset())), present[movie_id]
    )
    db.session.flush()
