"""Files of grades: read tables as they come, and settings as we write them.

Nothing here needs a database. A table is read row by row and may be of any length;
bytes that are not UTF-8 go out as they came in, and are read as Western Europe wrote
before it.
"""

import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import BinaryIO, TextIO

from app.scores.rules import Verdict
from app.scores.rules.grades import (
    GradeSettings,
    LabelledGrade,
    Proposal,
    Scope,
    Setting,
    SettingKind,
    adopted,
    asked_for,
    full_marks,
    name_key,
    read,
    suggest,
)

DELIMITERS = ",;\t|"
TOLD_DELIMITER = re.compile(rf"sep=([{DELIMITERS}])\r?\n?", re.IGNORECASE)
LONGEST_HEADER = 100
COLUMNS: dict[str, tuple[str, ...]] = {
    "grade": ("grade",),
    "publication": ("publication", "publisher"),
    "critic": ("critic",),
    "verdict": ("verdict", "label"),
}
ADDED = ("normalised", "verdict", "reason")
SETTING_COLUMNS = (
    "scope",
    "subject",
    "kind",
    "value",
    "verdict",
    "agreeing",
    "evidence",
    "share",
    "reason",
)
UNSURE = "unsure"


class BadFile(ValueError):
    """A file cannot be used; its words say why and where."""


@dataclass(frozen=True)
class Sheet:
    """A table whose first line names its columns; rows are read one by one.

    `before` is a line of Excel's, "sep=;", where one stands before the first.
    """

    before: str
    header: list[str]
    rows: Iterator[list[str]]
    delimiter: str
    line_end: str

    def place(self, column: str) -> int | None:
        """Return where a column stands, by any of its names."""
        names = [name.strip().casefold() for name in self.header]
        wanted = COLUMNS.get(column, (column,))
        return next((names.index(name) for name in wanted if name in names), None)

    def needed(self, column: str) -> int:
        """Return where a column stands; raises BadFile where there is none."""
        place = self.place(column)
        if place is None:
            known = ", ".join(name.strip() or "(no name)" for name in self.header)
            wanted = " or ".join(f'"{name}"' for name in COLUMNS.get(column, (column,)))
            raise BadFile(
                f"The first line must name a column {wanted}; it names: {known}."
            )
        return place


def text_of(stream: BinaryIO) -> TextIO:
    """Return a stream of bytes as text, with the mark at its beginning taken off."""
    buffered = stream if isinstance(stream, io.BufferedReader) else _buffered(stream)
    encoding, errors = "utf-8-sig", "surrogateescape"
    if buffered.peek(2)[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        # Half a character cannot go out as it came.
        encoding, errors = "utf-16", "replace"
    return io.TextIOWrapper(buffered, encoding=encoding, errors=errors, newline="")


def _buffered(stream: BinaryIO) -> io.BufferedReader:
    return io.BufferedReader(stream)  # type: ignore[arg-type]  # any stream of bytes


def sheet(text: TextIO) -> Sheet:
    """Open a table: find its delimiter by its first line; raises BadFile if empty."""
    csv.field_size_limit(sys.maxsize)
    before, first = "", _first_record(text)
    told = TOLD_DELIMITER.fullmatch(first)
    if told:
        before, first = first, _first_record(text)
    if not first.strip():
        raise BadFile("There is nothing to read: not even a line that names columns.")
    delimiter = told[1] if told else max(DELIMITERS, key=partial(_fitness, first))
    header = next(csv.reader([first], delimiter=delimiter))
    line_end = "\r\n" if first.endswith("\r\n") else "\n"
    records = Records(text, delimiter, (before + first).count("\n"))
    return Sheet(before, header, _rows(records, len(header)), delimiter, line_end)


def _first_record(text: TextIO) -> str:
    """Return the first record that is not blank, with the line breaks in its quotes."""
    record = ""
    for line in text:
        record += line
        if record.strip() and record.count('"') % 2 == 0:
            return record
        if not record.strip():
            record = ""
        if record.count("\n") > LONGEST_HEADER:
            raise BadFile("The first line has a quotation mark that is never closed.")
    return record


def _fitness(first: str, delimiter: str) -> tuple[bool, int]:
    fields = next(csv.reader([first], delimiter=delimiter))
    known = {name for names in COLUMNS.values() for name in names}
    names = {field.strip().casefold() for field in fields}
    return bool(names & known), len(fields)


class Records:
    """Yield the records of a table; the last must not end inside quotation marks."""

    def __init__(self, text: TextIO, delimiter: str, lines_before: int) -> None:
        self.text, self.delimiter = text, delimiter
        self.line, self.record = lines_before, ""

    def __iter__(self) -> Iterator[list[str]]:
        """Yield record by record; raises BadFile where the table cannot be read on."""
        try:
            for row in csv.reader(self._lines(), delimiter=self.delimiter):
                if self.record.count('"') % 2:
                    self._refuse_if_open()
                yield row
                self.record = ""
        except csv.Error as error:
            raise BadFile(f"The table cannot be read on: {error}.") from error

    def _lines(self) -> Iterator[str]:
        for line in self.text:
            self.line += 1
            self.record += line
            yield line

    def _refuse_if_open(self) -> None:
        # A single mark may stand inside a value, as in 5" high; only this road of the
        # reader knows the difference.
        try:
            list(csv.reader([self.record], delimiter=self.delimiter, strict=True))
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                started = self.line - len(self.record.splitlines()) + 1
                raise BadFile(
                    f"Line {started}: a quotation mark opens that is never closed, so "
                    "that this row and all below it run together; close it, or take "
                    "the mark out."
                ) from error


def _rows(records: Iterable[list[str]], width: int) -> Iterator[list[str]]:
    """Yield the rows, filled up; in one column alone a blank line is a value."""
    for row in records:
        if row or width == 1:
            yield row + [""] * (width - len(row))
        else:
            yield row


def write_suggestions(
    table: Sheet, out: TextIO, settings: dict[tuple[Scope, str], GradeSettings]
) -> None:
    """Write each row with what its grade is worth and suggests, and why."""
    grade = table.needed("grade")
    critic, publication = table.place("critic"), table.place("publication")
    width = len(table.header)
    is_answer = tuple(table.header[-len(ADDED) :]) == ADDED
    own = width - len(ADDED) if is_answer else width
    out.write(table.before)
    writer = csv.writer(out, delimiter=table.delimiter, lineterminator=table.line_end)
    writer.writerow([*table.header[:own], *ADDED])
    keys: dict[str, str] = {}
    for row in table.rows:
        if not row:
            writer.writerow(row)
            continue
        asked = asked_for(
            settings,
            _key(row, critic, keys) if settings else None,
            _key(row, publication, keys) if settings else None,
        )
        suggestion = suggest(_western(row[grade]), *asked)
        added = (
            per_cent(suggestion.normalised),
            suggestion.verdict or UNSURE,
            suggestion.reason,
        )
        # What stands beyond the named columns stays behind ours, so that these are
        # found under their names.
        writer.writerow([*row[:own], *added, *row[width:]])


def per_cent(normalised: int | None) -> str:
    """Return hundredths of a per cent as the shortest decimal: 6250 is "62.5"."""
    if normalised is None:
        return ""
    return f"{normalised // 100}.{normalised % 100:02}".rstrip("0").rstrip(".")


def _key(row: Sequence[str], place: int | None, keys: dict[str, str]) -> str | None:
    if place is None:
        return None
    name = row[place]
    if name not in keys:
        keys[name] = name_key(_western(name))
    return keys[name]


def _western(text: str) -> str:
    """Return text in which bytes that are no UTF-8 are read as Windows writes them."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="surrogateescape").decode("cp1252", "replace")
    return text


@dataclass
class Labelled:
    """The labelled grades of a table, and how many rows taught nothing."""

    grades: list[LabelledGrade]
    names: dict[str, str]
    skipped: int = 0


def labelled(table: Sheet) -> Labelled:
    """Read the grades whose verdict is known; names that differ by accident are one."""
    grade, verdict = table.needed("grade"), table.needed("verdict")
    critic, publication = table.place("critic"), table.place("publication")
    found = Labelled([], {})
    keys: dict[str, str] = {}
    for row in table.rows:
        label = row[verdict].strip().casefold() if row else ""
        if label not in set(Verdict) or not row[grade].strip():
            found.skipped += bool(row)
            continue
        who, where = _key(row, critic, keys), _key(row, publication, keys)
        for key, place in ((who, critic), (where, publication)):
            if key and place is not None:
                found.names.setdefault(key, " ".join(_western(row[place]).split()))
        printed = _western(row[grade])
        found.grades.append(LabelledGrade(who, where, printed, Verdict(label)))
    return found


def write_settings(
    proposals: Iterable[Proposal], names: dict[str, str], out: TextIO
) -> None:
    """Write proposals as a table: a line that is taken out is declined."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(SETTING_COLUMNS)
    for each in proposals:
        setting = each.setting
        writer.writerow(
            [
                setting.scope,
                names.get(setting.subject, setting.subject),
                setting.kind,
                setting.value,
                setting.verdict or "",
                each.agreeing,
                each.evidence,
                f"{each.share} %",
                each.reason,
            ]
        )


def settings_in(text: TextIO) -> dict[tuple[Scope, str], GradeSettings]:
    """Read a table of settings; raises BadFile with the line of what is wrong."""
    table = sheet(text)
    places = [table.needed(name) for name in SETTING_COLUMNS[:4]]
    verdict = table.needed("verdict")
    rows = chain(table.rows)
    return adopted(
        _setting(number, [row[place].strip() for place in (*places, verdict)])
        for number, row in enumerate(rows, start=2)
        if row
    )


def _setting(number: int, fields: Sequence[str]) -> Setting:
    scope, subject, kind, value, verdict = fields
    if scope not in set(Scope):
        raise BadFile(f"Row {number}: scope {scope!r} is none of {', '.join(Scope)}.")
    if kind not in set(SettingKind):
        kinds = ", ".join(SettingKind)
        raise BadFile(f"Row {number}: kind {kind!r} is none of {kinds}.")
    if (scope == Scope.SITE) != (not subject):
        raise BadFile(
            f"Row {number}: a {scope} has {'no' if subject else 'a'} subject."
        )
    problem = setting_problem(SettingKind(kind), value, verdict)
    if problem:
        raise BadFile(f"Row {number}: {problem}")
    decided = Verdict(verdict) if kind == SettingKind.COUNTS_AS else None
    spelt = value if kind == SettingKind.SCALE else read(value).canonical or value
    whom = name_key(_western(subject))
    return Setting(Scope(scope), whom, SettingKind(kind), spelt, decided)


def setting_problem(kind: SettingKind, value: str, verdict: str) -> str | None:
    """Say what is wrong with a setting, or return None."""
    if kind is SettingKind.SCALE:
        known = full_marks(value) is not None
        return None if known else f"{value!r} is no scale; one is written n/10."
    grade = read(value)
    if grade.normalised is None:
        return f"{value!r} is no grade: {grade.reason}"
    if kind is SettingKind.COUNTS_AS and verdict not in set(Verdict):
        return f"{verdict!r} is no verdict; it is fresh or rotten."
    return None
