"""Write a table of grades with what each is worth and suggests, and why.

A verdict that the table brings always wins. Its column keeps its place, and what is
empty in it is filled in; a table without one gets one.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import TextIO

from app.critics.grade_files import Sheet, key_of, western
from app.scores.rules.grades import (
    GradeSettings,
    Scope,
    Suggestion,
    asked_for,
    suggest,
)

NORMALISED, VERDICT, REASON = ADDED = ("normalised", "verdict", "reason")
BESIDE = (NORMALISED, REASON)
"""What is added where the table has its own column of verdicts."""

UNSURE = "unsure"
SUPPLIED = "The verdict was supplied."
Settings = Mapping[tuple[Scope, str], GradeSettings]


def write_suggestions(table: Sheet, out: TextIO, settings: Settings) -> None:
    """Write each row with what its grade is worth and suggests, and why."""
    answer, grade = Answer(table), table.needed("grade")
    out.write(table.before)
    writer = csv.writer(out, delimiter=table.delimiter, lineterminator=table.line_end)
    writer.writerow(answer.header)
    for row, suggestion in suggestions(table, grade, settings):
        writer.writerow(row if suggestion is None else answer.row(row, suggestion))


def suggestions(
    table: Sheet, grade: int, settings: Settings
) -> Iterator[tuple[list[str], Suggestion | None]]:
    """Yield each row with what its grade suggests; an empty row has none."""
    critic, publication = table.place("critic"), table.place("publication")
    keys: dict[str, str] = {}
    for row in table.rows:
        if not row:
            yield row, None
            continue
        asked = asked_for(
            settings,
            key_of(row, critic, keys) if settings else None,
            key_of(row, publication, keys) if settings else None,
        )
        yield row, suggest(western(row[grade]), *asked)


class Answer:
    """How a table is answered: its own columns, then ours.

    A table that is an answer already has its columns of ours replaced.
    """

    def __init__(self, table: Sheet) -> None:
        header = table.header
        self.width = len(header)
        ours = next((each for each in (ADDED, BESIDE) if ends_with(header, each)), ())
        self.own = self.width - len(ours)
        self.is_again = bool(ours)
        names = [name.strip().casefold() for name in header[: self.own]]
        self.verdict = names.index(VERDICT) if VERDICT in names else None
        added = ADDED if self.verdict is None else BESIDE
        self.header = [*header[: self.own], *added]

    def row(self, row: Sequence[str], suggestion: Suggestion) -> list[str]:
        """Return a row with what it is answered.

        What stands beyond the named columns stays behind ours, so that these are found
        under their names.
        """
        own, beyond = list(row[: self.own]), row[self.width :]
        worth = per_cent(suggestion.normalised)
        verdict = suggestion.verdict or UNSURE
        if self.verdict is None:
            return [*own, worth, verdict, suggestion.reason, *beyond]
        reason = suggestion.reason
        if own[self.verdict].strip().casefold() in {"", UNSURE}:
            own[self.verdict] = verdict
        elif not self.is_ours(row, verdict, reason):
            reason = SUPPLIED
        return [*own, worth, reason, *beyond]

    def is_ours(self, row: Sequence[str], verdict: str, reason: str) -> bool:
        """Tell whether a verdict is the one that was suggested before."""
        said = (row[self.verdict or 0], row[self.width - 1])
        return self.is_again and said == (verdict, reason)


def ends_with(header: Sequence[str], ours: Sequence[str]) -> bool:
    """Tell whether the last columns of a table are these."""
    return tuple(header[-len(ours) :]) == tuple(ours)


def per_cent(normalised: int | None) -> str:
    """Return hundredths of a per cent as the shortest decimal: 6250 is "62.5"."""
    if normalised is None:
        return ""
    return f"{normalised // 100}.{normalised % 100:02}".rstrip("0").rstrip(".")
