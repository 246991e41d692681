"""Everything of a member as a ZIP, and their films in the form Letterboxd takes in.

It is written into a temporary file, so that what breaks on the way is an error and not
half a file.
"""

import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any

from app.imports.queries import member_exports as queries
from app.imports.rules import cells, letterboxd
from app.imports.rules.own_format import INTEREST, RATINGS, VIEWINGS

FORMAT, VERSION = "matinee-member", 1
IN_MEMORY = 4 * 1024 * 1024
# What was the same a moment ago is the same file, byte for byte.
EPOCH = (1980, 1, 1, 0, 0, 0)
README = """\
Everything that {site} keeps of {name}, as of {day}.

ratings.csv       your ratings and reviews. half_stars runs from 1 to 10
interest.csv      what you want to see, and what not
viewings.csv      the evenings on which you saw a film
profile.json      your account, without its password
tables/           every row of yours, table by table, as CSV and as JSON
letterboxd/       the same films as Letterboxd takes them in, in pieces below 1 MB

This ZIP can be brought to a site like this one as it is. A cell that a spreadsheet
would take for a formula has an apostrophe in front; it is no part of your words.
"""


def everything(user_id: int, *, name: str, site: str, at: datetime) -> IO[bytes]:
    """Write everything of a member into a temporary ZIP."""
    file = new_file()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        readme = README.format(site=site, name=name, day=at.date())
        add(archive, "README.txt", [readme.encode()])
        about = {"format": FORMAT, "version": VERSION, "site": site, "made_at": at}
        add(archive, "matinee.json", [as_json(about)])
        add(archive, "profile.json", [as_json(queries.profile_of(user_id))])
        add(archive, "ratings.csv", table_of(RATINGS, ratings(user_id)))
        add(archive, "interest.csv", table_of(INTEREST, interest(user_id)))
        add(archive, "viewings.csv", table_of(VIEWINGS, viewings(user_id)))
        for own in queries.own_tables():
            columns = [column.name for column in own.columns]
            rows = (
                [plain(row[column]) for column in columns]
                for row in queries.rows_of(own, user_id)
            )
            add(archive, f"tables/{own.name}.csv", table_of(columns, rows))
            listed = json_list(queries.rows_of(own, user_id))
            add(archive, f"tables/{own.name}.json", listed)
        add_pieces(archive, user_id, "letterboxd/")
    file.seek(0)
    return file


def for_letterboxd(user_id: int) -> IO[bytes]:
    """Write a member's films into a temporary ZIP of files that Letterboxd takes in."""
    file = new_file()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        add_pieces(archive, user_id, "")
    file.seek(0)
    return file


def new_file() -> IO[bytes]:
    """Return a temporary file that lies in memory while it is small."""
    return tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)


def add_pieces(archive: zipfile.ZipFile, user_id: int, folder: str) -> None:
    """Add the pieces for Letterboxd, numbered from 1."""
    for name, films in (
        ("films", queries.outgoing(user_id)),
        ("watchlist", queries.wishes(user_id)),
    ):
        for number, piece in enumerate(letterboxd.pieces(films), 1):
            add(archive, f"{folder}{name}-{number}.csv", [piece])


def add(archive: zipfile.ZipFile, name: str, parts: Iterable[bytes]) -> None:
    """Add a file to a ZIP, part by part."""
    member = zipfile.ZipInfo(name, EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o600 << 16
    with archive.open(member, "w") as target:
        for part in parts:
            target.write(part)


def table_of(
    header: Sequence[str], rows: Iterable[Sequence[object]]
) -> Iterator[bytes]:
    """Yield a CSV file line by line."""
    yield cells.line(header).encode()
    for row in rows:
        yield cells.line(row).encode()


def ratings(user_id: int) -> Iterator[Sequence[object]]:
    """Yield ratings as cells."""
    for row, numbers in queries.films_said_of(user_id):
        review = row.AudienceReview
        yield (
            *film_cells(row, numbers),
            review.rating,
            review.rating / 2,
            review.body,
            yes(review.spoiler),
            review.posted_at.isoformat(),
            review.edited_at.isoformat() if review.edited_at else "",
            yes(review.verified),
            str(review.standing),
            review.helpful_count,
        )


def interest(user_id: int) -> Iterator[Sequence[object]]:
    """Yield interests as cells."""
    for row, numbers in queries.films_of_interest(user_id):
        decided = row.Interest
        moment = decided.decided_at.isoformat()
        yield (*film_cells(row, numbers), str(decided.kind), moment)


def viewings(user_id: int) -> Iterator[Sequence[object]]:
    """Yield viewings as cells."""
    for row, numbers in queries.films_viewed(user_id):
        seen = row.Viewing
        yield (
            *film_cells(row, numbers),
            seen.watched_on,
            yes(seen.rewatch),
            seen.rating,
            seen.words,
            seen.tags,
        )


def film_cells(row: Any, numbers: Mapping[str, str]) -> Sequence[object]:
    """Return the cells by which a film is known elsewhere."""
    imdb, tmdb = numbers.get("imdb", ""), numbers.get("tmdb", "")
    return (row.slug, row.title, row.year, imdb, tmdb)


def yes(value: bool) -> str:
    """Say yes, or nothing."""
    return "yes" if value else ""


def json_list(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Yield a list of JSON, one row a line."""
    before = b"[\n"
    for row in rows:
        yield before + as_json(row).strip()
        before = b",\n"
    yield b"\n]\n" if before == b",\n" else b"[]\n"


def as_json(values: Mapping[str, Any]) -> bytes:
    """Return plain values as JSON."""
    text = json.dumps(
        {name: plain(value) for name, value in values.items()}, ensure_ascii=False
    )
    return f"{text}\n".encode()


def plain(value: Any) -> Any:
    """Return a value as JSON and CSV know it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value
