"""Read a ledger's file back; what cannot be read is named with its place."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from app.critics.rules import Standing
from app.imports.rules import cells
from app.ledger.rules.book import Book, Film, RatingRow, ReviewRow
from app.ledger.rules.lined_json import Lined, NotJSON, parse
from app.ledger.rules.writing import COLUMNS, FORMAT, VERSION
from app.scores.rules import Policy, Verdict

Value = TypeVar("Value")
WHOLE = re.compile(r"-?[0-9]{1,15}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST_SHOWN = 60
LARGEST = 10**9


class Unreadable(Exception):
    """Something in a file that is not what was expected, and where it stands."""

    def __init__(
        self, expected: str, *, line: int = 1, column: str = "", value: object = None
    ) -> None:
        shown = "nothing" if value in (None, "") else f'"{str(value)[:LONGEST_SHOWN]}"'
        place = f"line {line}" + (f", column {column}" if column else "")
        super().__init__(f"{place}: {shown} where {expected} was expected")


@dataclass(frozen=True)
class Record:
    """One record of a file with its line; it hands out values that were checked."""

    kind: str
    line: int
    values: Mapping[str, Any]

    def refuse(self, column: str, expected: str) -> Unreadable:
        """Return the error that says what this record should have had there."""
        return Unreadable(
            expected, line=self.line, column=column, value=self.values.get(column)
        )

    def text(self, column: str) -> str | None:
        """Return a text, or None for nothing."""
        value = self.values.get(column)
        return None if value in (None, "") else str(value)

    def whole(self, column: str, lowest: int, highest: int) -> int:
        """Return a whole number between two others."""
        value = self.values.get(column)
        expected = f"a whole number from {lowest:,} to {highest:,}"
        if isinstance(value, bool) or not WHOLE.fullmatch(str(value)):
            raise self.refuse(column, expected)
        if not lowest <= int(str(value)) <= highest:
            raise self.refuse(column, expected)
        return int(str(value))

    def maybe_whole(self, column: str, lowest: int, highest: int) -> int | None:
        """Return a whole number, or None for nothing."""
        if self.text(column) is None:
            return None
        return self.whole(column, lowest, highest)

    def yes(self, column: str) -> bool:
        """Return whether it says yes."""
        return self.one_of(
            column, {"yes": True, "True": True, "no": False, "False": False}
        )

    def day(self, column: str) -> date | None:
        """Return a day, or None for nothing."""
        text = self.text(column)
        if text is None:
            return None
        try:
            if DAY.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise self.refuse(column, "a day such as 2012-08-15")

    def one_of(self, column: str, known: Mapping[str, Value]) -> Value:
        """Return what one of a few words stands for."""
        text = self.text(column)
        if text is None or text not in known:
            words = [word for word in known if word not in {"True", "False"}]
            raise self.refuse(column, " or ".join(words))
        return known[text]


def read(content: bytes) -> Book:
    """Read a ledger from a file as the site gives it; raises Unreadable."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(
            "text in UTF-8", line=line, value=f"byte 0x{content[error.start]:02x}"
        ) from None
    if not text.strip():
        raise Unreadable("a ledger")
    is_json = text.lstrip().startswith(("{", "["))
    return book_of(list(json_records(text) if is_json else csv_records(text)))


def csv_records(text: str) -> Iterator[Record]:
    """Yield the records of a CSV file."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        missing = [name for name in COLUMNS if name not in header]
        if missing:
            raise Unreadable(f"the column {missing[0]}", value=",".join(header))
        for row in reader:
            if not row:
                continue
            if len(row) != len(header):
                raise Unreadable(
                    f"{len(header)} columns", line=reader.line_num, value=len(row)
                )
            values = dict(zip(header, map(cells.unescaped, row), strict=True))
            yield Record(values["record"], reader.line_num, values)
    except csv.Error as error:
        raise Unreadable("CSV", line=reader.line_num, value=error) from None


def json_records(text: str) -> Iterator[Record]:
    """Yield the records of a JSON file, as if it were the CSV."""
    try:
        document = parse(text)
    except NotJSON as error:
        raise Unreadable("JSON", line=error.line, value=error.found) from None
    if not isinstance(document, Lined):
        raise Unreadable("a JSON object", value=text[:LONGEST_SHOWN])
    whole = Record("document", document.line, document)
    named = {"name": document.get("format"), "value": document.get("format_version")}
    yield Record("format", document.line, named)
    for key, record in (("film", "film"), ("policy", "policy"), ("claims", "claim")):
        part = document.get(key)
        if not isinstance(part, Lined):
            raise whole.refuse(key, "an object")
        for name, value in part.items():
            yield Record(record, part.line, {"name": name, "value": value})
    for key, record in (("critic_reviews", "critic_review"), ("ratings", "rating")):
        rows = document.get(key)
        if not isinstance(rows, list):
            raise whole.refuse(key, "a list")
        for row in rows:
            if not isinstance(row, Lined):
                raise whole.refuse(key, "a list of objects")
            yield Record(record, row.line, row)


def book_of(records: list[Record]) -> Book:
    """Put records together to a ledger."""
    kinds: dict[str, list[Record]] = {
        kind: []
        for kind in ("format", "film", "policy", "claim", "critic_review", "rating")
    }
    for record in records:
        if record.kind not in kinds:
            raise Unreadable(
                " or ".join(kinds), line=record.line, column="record", value=record.kind
            )
        kinds[record.kind].append(record)
    check_format(kinds["format"])
    return Book(
        film=film_of(kinds["film"]),
        policy=policy_of(kinds["policy"]),
        claims=dict(map(claim_of, kinds["claim"])),
        reviews=[review_of(each) for each in kinds["critic_review"]],
        ratings=[rating_of(each) for each in kinds["rating"]],
    )


def check_format(records: list[Record]) -> None:
    """Raise Unreadable unless the file says that it is a ledger of our version."""
    if not records:
        raise Unreadable(f"a record of the format {FORMAT}")
    if records[0].text("name") != FORMAT:
        raise records[0].refuse("name", FORMAT)
    if records[0].text("value") != str(VERSION):
        raise records[0].refuse("value", f"version {VERSION} of the format")


def film_of(records: list[Record]) -> Film:
    """Return the film."""
    by_name = {str(record.text("name")): record for record in records}
    year = by_name.get("year")
    words = {name: record.text("value") or "" for name, record in by_name.items()}
    return Film(
        slug=words.get("slug", ""),
        title=words.get("title", ""),
        year=year.maybe_whole("value", 0, LARGEST) if year else None,
        url=words.get("url", ""),
    )


def policy_of(records: list[Record]) -> Policy:
    """Return the policy; every number of it is needed."""
    by_name = {record.text("name"): record for record in records}
    values: dict[str, Any] = {}
    for field in fields(Policy):
        record = by_name.get(field.name)
        if record is None:
            line = records[-1].line if records else 1
            raise Unreadable(f"the policy's {field.name}", line=line, column="name")
        if field.name == "preset":
            values["preset"] = record.text("value") or ""
        else:
            values[field.name] = record.whole("value", 0, LARGEST)
    return Policy(**values)


def claim_of(record: Record) -> tuple[str, str | int | None]:
    """Return a claim: its name, and a number, a word or nothing."""
    name = record.text("name")
    if name is None:
        raise record.refuse("name", "the name of a figure")
    text = record.text("value")
    return name, int(text) if text and WHOLE.fullmatch(text) else text


def review_of(record: Record) -> ReviewRow:
    """Return a critic's review; one that counts needs its verdict."""
    standing = record.one_of("standing", {each.value: each for each in Standing})
    verdicts = {each.value: each for each in Verdict}
    has_verdict = standing is Standing.COUNTED or record.text("verdict") is not None
    return ReviewRow(
        id=record.whole("id", 1, 2**31),
        standing=standing,
        day=record.day("date"),
        critic=record.text("critic"),
        publication=record.text("publication"),
        top_critic=record.yes("top_critic"),
        grade=record.text("grade"),
        normalised_grade=record.maybe_whole("normalised_grade", 0, 10_000),
        verdict=record.one_of("verdict", verdicts) if has_verdict else None,
    )


def rating_of(record: Record) -> RatingRow:
    """Return a rating."""
    return RatingRow(
        half_steps=record.whole("half_steps", 1, 10),
        day=record.day("date"),
        verified=record.yes("verified"),
    )
