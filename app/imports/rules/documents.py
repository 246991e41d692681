"""Read rows from JSON: an array, one object a line, or a list within an object.

An array of any length streams: no more of it is kept than one object and a batch.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice, pairwise
from typing import Any

from app.imports.rules.cleaning import LIST_MARK
from app.imports.rules.columns import Layout, recognise
from app.imports.rules.problems import FileRefused, Place, Problem
from app.imports.rules.reading import (
    CHUNK,
    Batch,
    Characters,
    Rows,
    Source,
    Stream,
    TruncatedFile,
)

LONGEST_OBJECT = 4_000_000
LONGEST_BEGIN = 200
DEEPEST = 6
LIST_AHEAD = re.compile(r'"[^"]{0,200}"\s*:\s*\[\s*\{')
BETWEEN = re.compile(r"[\s,]*")
PART_OF_OBJECT = (" ", "\t", "]", "}")
NOT_JSON = "JSON; what follows cannot be read"
NOT_OBJECT = "an object with named fields"
OBJECT_TOO_LONG = f"an object of at most {LONGEST_OBJECT:,} characters"
NO_LIST = "expected a list of objects, or one object a line"


class Text:
    """What of a text has been read and not yet used, and the line it begins on."""

    def __init__(self, stream: Characters) -> None:
        self.stream = stream
        self.buffer = ""
        self.place = 0
        self.line = 1
        self.rows = 0
        self.ended = False
        self.problem = ""

    def more(self) -> bool:
        """Read on; tell whether anything came."""
        if self.ended:
            return False
        try:
            chunk = self.stream.read()
        except TruncatedFile as error:
            chunk, self.problem = "", str(error)
        self.buffer = self.buffer[self.place :] + chunk
        self.place = 0
        self.ended = not chunk
        return bool(chunk)

    def go_to(self, place: int) -> None:
        """Use the text up to a place, and count its lines."""
        self.line += self.buffer.count("\n", self.place, place)
        self.place = place

    def skip_between(self) -> None:
        """Use blanks and commas."""
        while True:
            match = BETWEEN.match(self.buffer, self.place)
            self.go_to(match.end() if match else self.place)
            if self.place < len(self.buffer) or not self.more():
                return

    def behind_line(self) -> bool:
        """Use the rest of a line; tell whether another one follows."""
        while (end := self.buffer.find("\n", self.place)) < 0:
            self.place = len(self.buffer)
            if not self.more():
                return False
        self.go_to(end + 1)
        while self.rest < LONGEST_BEGIN and self.more():
            pass
        return self.rest > 0

    def next_row(self) -> Place:
        """Return the place of a row that begins here, or cannot be read."""
        self.rows += 1
        return Place(self.rows, self.line)

    @property
    def rest(self) -> int:
        """How many characters have been read and not used."""
        return len(self.buffer) - self.place


def open_rows(source: Source, stream: Stream) -> Rows:
    """Open a JSON file; raises FileRefused when it holds no list of objects."""
    wrapper = stream.text()
    text = Text(wrapper)
    problems: list[Problem] = []
    rows = records(source, text, problems)
    first = list(islice(rows, source.batch))
    if not first:
        found = f": {by_line(problems[0])}" if problems else ""
        raise FileRefused(f"{source.name}: {NO_LIST}{found}")
    names = list(dict.fromkeys(name for _, row in first for name in row))
    layout = recognise(source.kind, names, source.mapping, source.name)
    return Rows(
        layout,
        batches(source, first, rows, layout, problems, of_rows=share_lines(first)),
        stream,
        f"{wrapper.encoding}, JSON",
    )


def share_lines(rows: list[tuple[Place, dict[str, str]]]) -> bool:
    """Tell whether several rows begin on one line, so that a line names none."""
    return any(here.line == next_.line for (here, _), (next_, _) in pairwise(rows))


def batches(
    source: Source,
    first: list[tuple[Place, dict[str, str]]],
    rows: Iterator[tuple[Place, dict[str, str]]],
    layout: Layout,
    problems: list[Problem],
    *,
    of_rows: bool,
) -> Iterator[Batch]:
    """Yield the objects in batches, by columns, each by its line or by its row."""
    gathered = first
    while gathered or problems:
        found = problems[:]
        problems.clear()
        lines: list[int] = [place for place, _ in gathered]
        if not of_rows:
            lines = [place.line for place, _ in gathered]
            found = list(map(by_line, found))
        yield Batch(
            lines,
            {
                field: [row.get(name, "") for _, row in gathered]
                for field, name in layout.names.items()
            },
            found,
        )
        gathered = list(islice(rows, source.batch))


def by_line(problem: Problem) -> Problem:
    """Return a problem that names its line alone."""
    place = problem.line
    return replace(problem, line=place.line if isinstance(place, Place) else place)


def records(
    source: Source, text: Text, problems: list[Problem]
) -> Iterator[tuple[Place, dict[str, str]]]:
    """Yield the objects of a text as flat rows with the places they begin at."""
    enter(source, text)
    decoder = json.JSONDecoder(parse_constant=str)
    while True:
        text.skip_between()
        if not text.rest or text.buffer[text.place] == "]":
            break
        start = text.place
        try:
            found, end = decoder.raw_decode(text.buffer, start)
        except (json.JSONDecodeError, RecursionError) as error:
            if text.rest <= LONGEST_OBJECT and text.more():
                continue
            if resynchronised(text, error, problems):
                continue
            return
        if end == len(text.buffer) and not isinstance(found, dict) and text.more():
            continue
        here = text.next_row()
        text.go_to(end)
        if isinstance(found, dict):
            yield here, flat(found)
        else:
            shown = json.dumps(found)[:LONGEST_OBJECT]
            problems.append(Problem(here, "", shown, NOT_OBJECT))
    if text.problem:
        problems.append(Problem(text.next_row(), "", "", text.problem))


def enter(source: Source, text: Text) -> None:
    """Use what stands before the first object: a bracket, or an object's way there."""
    text.more()
    text.skip_between()
    while text.rest < CHUNK // 2 and text.more():
        pass
    if text.buffer.startswith("[", text.place):
        text.go_to(text.place + 1)
        return
    first, _, rest = text.buffer[text.place :].partition("\n")
    if is_object(first) and (not rest.strip() or rest.lstrip().startswith("{")):
        inside = LIST_AHEAD.search(first)
        if inside is None or rest.strip():
            return
    if is_object(text.buffer[text.place :]) and not LIST_AHEAD.search(text.buffer):
        return
    inside = LIST_AHEAD.search(text.buffer, text.place)
    if inside is not None:
        text.go_to(inside.end() - 1)
        return
    if text.buffer.startswith("{", text.place):
        return
    raise FileRefused(f"{source.name}, line {text.line}: {NO_LIST}")


def is_object(text: str) -> bool:
    """Tell whether a text is one whole object."""
    try:
        return isinstance(json.loads(text), dict)
    except (json.JSONDecodeError, RecursionError):
        return False


def resynchronised(text: Text, error: Exception, problems: list[Problem]) -> bool:
    """Note what cannot be read, and go on behind it where an object begins.

    What is indented or closes a bracket is the rest of the broken object; any other
    line stands for a row of its own, and is noted, too.
    """
    if is_endless(text, error):
        expected = OBJECT_TOO_LONG
    else:
        said = error.msg if isinstance(error, json.JSONDecodeError) else "too deep"
        expected = text.problem or f"{NOT_JSON} ({said})"
    begin = text.buffer[text.place : text.place + LONGEST_BEGIN].partition("\n")[0]
    problems.append(Problem(text.next_row(), "", begin, expected))
    while text.behind_line():
        begin = text.buffer[text.place : text.place + LONGEST_BEGIN].partition("\n")[0]
        if begin.lstrip().startswith("{"):
            text.skip_between()
            return True
        if begin.strip() and not begin.startswith(PART_OF_OBJECT):
            problems.append(Problem(text.next_row(), "", begin.strip(), NOT_OBJECT))
    return False


def is_endless(text: Text, error: Exception) -> bool:
    """Tell whether an object has no end within reach, rather than a mistake in it."""
    if text.rest <= LONGEST_OBJECT or not isinstance(error, json.JSONDecodeError):
        return False
    reached = error.pos - text.place
    return reached >= LONGEST_OBJECT or error.msg.startswith("Unterminated string")


def flat(found: Mapping[str, Any], prefix: str = "", depth: int = 0) -> dict[str, str]:
    """Return an object as one row: `{"a": {"b": 1}}` has the column `a.b`."""
    row: dict[str, str] = {}
    for name, value in found.items():
        if isinstance(value, dict) and depth < DEEPEST:
            row |= flat(value, f"{prefix}{name}.", depth + 1)
        else:
            row[f"{prefix}{name}"] = as_text(value)
    return row


def as_text(value: Any) -> str:
    """Return a value as a CSV file would hold it; a list keeps its entries apart."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return LIST_MARK.join(as_text(each) for each in value) + LIST_MARK
    return value if isinstance(value, str) else json.dumps(value)
