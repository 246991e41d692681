"""What became of each row, in numbers and as a table that programs and people read."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.imports.rules.problems import Outcome, Problem

HEADER = ("file", "line", "outcome", "column", "value", "expected")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST_VALUE = 500
PROBLEMS = frozenset({Outcome.REFUSED, Outcome.WAITING})

ReportRow = tuple[int, str, str, str, str]


@dataclass
class Report:
    """The rows of a batch by their outcome: lines of which nothing is to be said, too.

    A million rows are a million lines of one word, so they are kept as such.
    """

    noted: list[tuple[str, list[int]]] = field(default_factory=list)
    told: list[ReportRow] = field(default_factory=list)
    counts: Counter[Outcome] = field(default_factory=Counter)
    remarks: dict[int, Problem] = field(default_factory=dict)

    @property
    def rows(self) -> list[ReportRow]:
        """All rows, in no order."""
        plain = [
            (line, outcome, "", "", "")
            for outcome, lines in self.noted
            for line in lines
        ]
        return [*plain, *self.told]

    def remark(self, remarks: Iterable[Problem]) -> None:
        """Keep what is to be said of rows that come in nevertheless."""
        self.remarks.update({each.line: each for each in remarks})

    def note(self, outcome: Outcome, lines: Iterable[int]) -> None:
        """Note rows that come in, each with what is to be said of it."""
        word, noted = outcome.value, list(lines)
        self.counts[outcome] += len(noted)
        if self.remarks:
            said = [self.remarks[line] for line in noted if line in self.remarks]
            self.told += [row_of(word, each, "left out: expected ") for each in said]
            noted = [line for line in noted if line not in self.remarks]
        if noted:
            self.noted.append((word, noted))

    def note_problems(self, outcome: Outcome, problems: Sequence[Problem]) -> None:
        """Note rows that are refused or wait, each with its reason."""
        self.told += [row_of(outcome.value, each) for each in problems]
        self.counts[outcome] += len(problems)

    @property
    def problems(self) -> Sequence[Problem]:
        """The rows that were refused or that wait."""
        return [
            Problem(line, column, value, expected, outcome == Outcome.WAITING)
            for line, outcome, column, value, expected in self.told
            if outcome in PROBLEMS
        ]


def row_of(outcome: str, problem: Problem, before: str = "") -> ReportRow:
    """Return the row of a report about a problem."""
    value = problem.value[:LONGEST_VALUE]
    return problem.line, outcome, problem.column, value, f"{before}{problem.expected}"


def safe(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    >>> safe("=1+1"), safe("B+")
    ("'=1+1", 'B+')
    """
    text = text.replace("\0", "").replace("\x1f", "; ")
    return f"'{text}" if text.startswith(FORMULA) else text


def safe_row(file: str, row: ReportRow) -> tuple[object, ...]:
    """Return a row of the report as it is written; the file's name is safe already."""
    line, outcome, column, value, expected = row
    if not column and not value:
        return (file, *row)
    return (file, line, outcome, safe(column), safe(value), expected)
