"""Clean critics' reviews column by column, and know a review again.

A review is known again by the number that its source gave it; else by its address, by
critic, outlet and day, or by its words, each for one film and one byline. Two rows of
the same film, critic and words are one review, wherever they come from.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from hashlib import blake2b
from itertools import compress
from operator import itemgetter
from struct import unpack
from typing import Any

from app.imports.rules import cleaning
from app.imports.rules.columns import Layout
from app.imports.rules.dates import Calendar
from app.imports.rules.memory import Memo, places_of_bad
from app.imports.rules.problems import Bad, LeftOut, Problem
from app.imports.rules.reading import Batch

MARK = "\x1f"
NO_DAY = str(None)
NO_WORDS = bytes(8)
NOTHING_YET = blake2b(digest_size=8)
NOBODY = "a critic, a publication, an address or a quote to know the review by"
SIGNS = ("critic", "publication", "url", "quote", "id")
OPINIONS = ("verdict", "grade", "quote")
NO_OPINION = "a verdict, a grade or a quote"
TWICE = "each review once; the file itself says that this is a second copy of a review"


@dataclass
class Reviews:
    """Rows of reviews that are clean, by columns, and how each stood in the file.

    A day is ISO text, as databases and keys have it.
    """

    lines: Sequence[int]
    rows: Sequence[int]
    critic: Sequence[str | None]
    publication: Sequence[str | None]
    top_critic: Sequence[bool]
    verdict: Sequence[str | None]
    grade: Sequence[str | None]
    day: Sequence[str | None]
    url: Sequence[str | None]
    quote: Sequence[str | None]
    number: Sequence[str | None]

    def __len__(self) -> int:
        return len(self.lines)

    def only(self, mask: Sequence[object]) -> "Reviews":
        """Return the rows for which the mask holds."""
        return Reviews(
            **{
                field.name: list(compress(getattr(self, field.name), mask))
                for field in fields(self)
            }
        )

    def at(self, places: Sequence[int]) -> "Reviews":
        """Return the rows at some places, in their order; at least one."""
        pick = itemgetter(*places, places[0])
        return Reviews(
            **{
                field.name: pick(getattr(self, field.name))[:-1]
                for field in fields(self)
            }
        )


@dataclass(frozen=True)
class Cleaned:
    """Rows that are clean, what is wrong with the others, and what was left out."""

    reviews: Reviews
    problems: Sequence[Problem]
    remarks: Sequence[Problem]


def printed(day: date | Bad | None) -> str | Bad | None:
    """Return a day as ISO text."""
    return day.isoformat() if isinstance(day, date) else day


class Cleaner:
    """Cleans batch after batch of one file."""

    def __init__(self, layout: Layout, calendar: Calendar) -> None:
        self.layout = layout
        self.day = Memo(lambda value: printed(calendar.past_day(value)))
        self.critic = Memo(cleaning.name)
        self.publication = Memo(cleaning.name)
        self.top_critic = Memo(cleaning.flag)
        self.verdict = Memo(cleaning.verdict)
        self.grade = Memo(cleaning.grade)
        self.duplicate = Memo(cleaning.flag)
        self.source = Memo(cleaning.identifier)

    def clean(self, batch: Batch) -> Cleaned:
        """Return the rows that are clean, and what is wrong with the others.

        An address that is none is left out, with a remark: the review counts anyway.
        """
        columns, count = batch.columns, len(batch.lines)
        problems: dict[int, Problem] = {}
        remarks: dict[int, Problem] = {}

        def note(
            field: str, values: Sequence[Any], into: dict[int, Problem] = problems
        ) -> None:
            for place in places_of_bad(values):
                into.setdefault(
                    place,
                    Problem(
                        batch.lines[place],
                        self.layout.names[field],
                        columns[field][place],
                        values[place].expected,
                    ),
                )

        def repeated(field: str, memo: Memo[Any], otherwise: Any = None) -> list[Any]:
            if field not in columns:
                return [otherwise] * count
            values = memo.all(columns[field])
            if memo.has_bad:
                bad = [v if type(v) is Bad else None for v in values]
                note(field, bad)
                note(
                    field, [v if type(v) is LeftOut else None for v in values], remarks
                )
                values = [None if isinstance(v, LeftOut) else v for v in values]
            return values

        def single(
            field: str,
            clean: Callable[[str], Any],
            into: dict[int, Problem] = problems,
        ) -> list[Any]:
            if field not in columns:
                return [None] * count
            values = list(map(clean, columns[field]))
            if Bad in set(map(type, values)):
                note(field, values, into)
                values = [None if isinstance(v, Bad) else v for v in values]
            return values

        found = Reviews(
            lines=batch.lines,
            rows=range(count),
            critic=repeated("critic", self.critic),
            publication=repeated("publication", self.publication),
            top_critic=repeated("top_critic", self.top_critic, otherwise=False),
            verdict=repeated("verdict", self.verdict),
            grade=repeated("grade", self.grade),
            day=repeated("date", self.day),
            url=single("url", cleaning.address, remarks),
            quote=single("quote", cleaning.words),
            number=single("id", cleaning.identifier),
        )
        if "source" in columns and "id" in columns:
            sources = repeated("source", self.source)
            found.number = [
                number and f"{source or ''}{MARK}{number}"
                for source, number in zip(sources, found.number, strict=True)
            ]
        copies = repeated("duplicate", self.duplicate, otherwise=False)
        self.note_empty(batch, found, copies, problems)
        said = [remarks[place] for place in sorted(remarks.keys() - problems.keys())]
        if not problems:
            return Cleaned(found, [], said)
        mask = [place not in problems for place in range(count)]
        refused = [problems[place] for place in sorted(problems)]
        return Cleaned(found.only(mask), refused, said)

    def note_empty(
        self,
        batch: Batch,
        found: Reviews,
        copies: Sequence[bool],
        problems: dict[int, Problem],
    ) -> None:
        """Note the rows that nobody wrote or that say nothing, and known copies."""
        signs = (
            found.critic,
            found.publication,
            found.url,
            found.quote,
            found.number,
        )
        opinions = (found.verdict, found.grade, found.quote)
        for places, names, expected in (
            (without_any(signs), SIGNS, NOBODY),
            (without_any(opinions), OPINIONS, NO_OPINION),
            (list(compress(range(len(copies)), copies)), ("duplicate",), TWICE),
        ):
            here = [field for field in names if field in batch.columns]
            column = ", ".join(self.layout.names[field] for field in here)
            for place in places:
                value = " ".join(batch.columns[field][place] for field in here)
                problems.setdefault(
                    place, Problem(batch.lines[place], column, value.strip(), expected)
                )


def without_any(columns: Sequence[Sequence[object]]) -> list[int]:
    """Return the places where no column holds anything."""
    if any(map(all, columns)):
        return []
    rows = zip(*columns, strict=True)
    return [place for place, row in enumerate(rows) if not any(row)]


@dataclass(frozen=True)
class Keys:
    """How each row is known again: by what it is, by its words; and what it says."""

    identity: list[int]
    strong: list[bool]
    words: list[int | None]
    content: list[int]


def hashed(text: bytes) -> int:
    """Return 64 bits that stand for a text, as both databases keep whole numbers."""
    return numbers_of([digest(text)])[0]


def keys_of(
    reviews: Reviews,
    movies: Sequence[int],
    critics: Sequence[str],
    publications: Sequence[str],
    original: Mapping[str, str],
) -> Keys:
    """Return the keys of rows; names are given by their keys, "" for nobody.

    `original` leads from the key of a name that was merged to that of the name it is
    part of: words are the same under both names.
    """
    # Most rows share what they say beside their words with others.
    opinions = list(
        zip(reviews.top_critic, reviews.verdict, reviews.grade, strict=True)
    )
    said = {each: MARK.join(map(str, each)) for each in set(opinions)}
    identities: list[bytes] = []
    spoken: list[bytes] = []
    content: list[bytes] = []
    silent: list[int] = []
    rows = zip(
        movies,
        critics,
        publications,
        map(said.__getitem__, opinions),
        map(str, reviews.day),
        reviews.url,
        reviews.quote,
        reviews.number,
        strict=True,
    )
    for movie, critic, publication, opinion, day, url, quote, number in rows:
        byline = critic or f"@{publication}"
        voice = original.get(byline, byline) if original else byline
        if quote:
            known = f"w{movie}{MARK}{voice}{MARK}".encode() + folded_words(quote)
            words = digest(known)
        else:
            words = b""
            silent.append(len(spoken))
        spoken.append(words or NO_WORDS)
        if number:
            identity = digest(f"n{number}".encode())
        elif url:
            identity = digest(f"u{movie}{MARK}{byline}{MARK}{url}".encode())
        elif (critic and day != NO_DAY) or not words:
            identity = digest(
                f"d{movie}{MARK}{critic}{MARK}{publication}{MARK}{day}".encode()
            )
        elif voice != byline:
            said_so = folded_words(quote or "")
            identity = digest(f"w{movie}{MARK}{byline}{MARK}".encode() + said_so)
        else:
            identity = words
        identities.append(identity)
        content.append(
            digest(
                f"{movie}{MARK}{critic}{MARK}{publication}{MARK}{opinion}{MARK}{day}{MARK}"
                f"{url}{MARK}{quote}".encode()
            )
        )
    heard: list[int | None] = [*numbers_of(spoken)]
    for place in silent:
        heard[place] = None
    return Keys(
        numbers_of(identities),
        list(map(bool, reviews.number)),
        heard,
        numbers_of(content),
    )


def digest(text: bytes) -> bytes:
    """Return eight bytes that stand for a text; a copy is cheaper than a new hash."""
    found = NOTHING_YET.copy()
    found.update(text)
    return found.digest()


def numbers_of(digests: Sequence[bytes]) -> list[int]:
    """Return what `hashed` makes of texts, from their digests."""
    return list(unpack(f">{len(digests)}q", b"".join(digests)))


def folded_words(quote: str) -> bytes:
    """Return what counts as the same words; nothing but marks is itself."""
    return cleaning.folded(quote) or quote.encode()


def another_of_that_day(identity: int, words: int | None) -> int:
    """Return the identity of a second review where one has the first's already."""
    return hashed(f"2{identity}{MARK}{words}".encode())
