"""Let rows wait whose film is not certain; a person says later which it is."""

import json
from collections.abc import Sequence
from typing import Any

from app.core.db import db, insert_into
from app.core.long_lists import parts
from app.imports.models.matching import WaitingRow
from app.imports.operations.films import Found
from app.imports.rules.columns import NUMBER, Kind, Layout
from app.imports.rules.dates import Calendar
from app.imports.rules.matching import LEFT_OUT
from app.imports.rules.problems import Bad, Outcome, Problem, placed
from app.imports.rules.reading import Batch
from app.imports.rules.reports import Report
from app.imports.rules.reviews import hashed

LONGEST_NAME = 400
AT_ONCE = 1_000
DAYS = frozenset({"date", "released_on"})

OtherRow = tuple[int, int, Found | tuple[str, Bad]]


def note(
    batch: Batch,
    others: Sequence[OtherRow],
    layout: Layout,
    kind: Kind,
    report: Report,
    *,
    calendar: Calendar,
    run_id: int | None,
) -> None:
    """Report rows without a certain film; with a run, keep those that can be matched.

    `others` are place, line, and what was found of the film.
    """
    refused: list[Problem] = []
    waiting: list[Problem] = []
    rows: list[dict[str, Any]] = []
    for place, line, found in others:
        if isinstance(found, tuple):
            field, bad = found
            value = batch.columns[field][place]
            refused.append(Problem(line, layout.names[field], value, bad.expected))
            continue
        field, value = named_by(batch, place, found)
        column, reason = layout.names[field], found.match.reason
        if reason == LEFT_OUT:
            refused.append(Problem(line, column, value, f"another film; {reason}"))
            continue
        waiting.append(Problem(line, column, value, reason, waits=True))
        row = waiting_row(batch, place, found, kind, calendar)
        on_line, number = placed(line)
        row |= {"line": on_line, "row_number": number, "run_id": run_id}
        rows.append(row)
    report.note_problems(Outcome.REFUSED, refused)
    report.note_problems(Outcome.WAITING, waiting)
    if run_id is not None:
        keep(rows)


def named_by(batch: Batch, place: int, found: Found) -> tuple[str, str]:
    """Return the field by which a row names its film, and how."""
    if found.film.title:
        return "title", found.film.name
    for field, cells in batch.columns.items():
        if (field == "movie" or field.startswith(NUMBER)) and cells[place].strip():
            return field, cells[place].strip()
    return next(iter(batch.columns)), found.film.name


def waiting_row(
    batch: Batch, place: int, found: Found, kind: Kind, calendar: Calendar
) -> dict[str, Any]:
    """Return a row as it is kept: its cells as the file had them, its day read.

    How to read a day and which days are fillers is known only with the whole file.
    """
    values = {
        field: cells[place] for field, cells in batch.columns.items() if cells[place]
    }
    for field in DAYS & values.keys():
        day = calendar.day(values[field])
        if not isinstance(day, Bad):
            values[field] = day.isoformat() if day else ""
    values = {field: text for field, text in values.items() if text}
    values = {field: text.replace("\0", "") for field, text in values.items()}
    printed = json.dumps(values, sort_keys=True)
    return {
        "kind": kind.value,
        "identity": hashed(f"{kind.value}{printed}".encode()),
        "film_key": found.film.key,
        "film_name": found.film.name[:LONGEST_NAME],
        "reason": found.match.reason,
        "values": values,
    }


def keep(rows: Sequence[dict[str, Any]]) -> None:
    """Write rows that wait, once each however often they are imported."""
    statement = insert_into(WaitingRow).on_conflict_do_nothing(
        index_elements=["kind", "identity"]
    )
    for part in parts(rows, AT_ONCE):
        db.session.execute(statement, list(part))
