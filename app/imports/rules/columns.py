"""Recognise what each column of a file means, by its header.

Ours stand in `docs/importing.md`; the others are those of files that people have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.imports.rules.problems import FileRefused

NUMBER = "number:"
"""Begins the field of a number at a catalogue: `number:imdb`."""

LISTED_COLUMNS = 30


class Kind(StrEnum):
    """What a file holds."""

    MOVIES = "movies"
    REVIEWS = "critic-reviews"
    RATINGS = "ratings"


FILM_COLUMNS = {
    "movie": "movie",
    "slug": "movie",
    "movieslug": "movie",
    "title": "title",
    "movietitle": "title",
    "film": "title",
    "filmtitle": "title",
    "name": "title",
    "year": "year",
    "movieyear": "year",
    "releaseyear": "year",
    "imdb": "number:imdb",
    "imdbid": "number:imdb",
    "imdbtitleid": "number:imdb",
    "const": "number:imdb",
    "tmdb": "number:tmdb",
    "tmdbid": "number:tmdb",
    "wikidata": "number:wikidata",
    "wikipedia": "number:wikipedia",
    "href": "number:wikipedia",
    "rottentomatoeslink": "number:rt",
    "moviekey": "number:",
    "identifier": "number:",
    "identifiers": "number:",
}
COLUMNS: dict[Kind, dict[str, str]] = {
    Kind.MOVIES: FILM_COLUMNS
    | {
        "director": "directors",
        "directors": "directors",
        "writer": "writers",
        "writers": "writers",
        "authors": "writers",
        "cast": "cast",
        "actors": "cast",
        "genre": "genres",
        "genres": "genres",
        "runtime": "runtime",
        "runtimemins": "runtime",
        "runtimeminutes": "runtime",
        "rating": "rating",
        "contentrating": "rating",
        "synopsis": "synopsis",
        "extract": "synopsis",
        "movieinfo": "synopsis",
        "releasedon": "released_on",
        "releasedate": "released_on",
        "originalreleasedate": "released_on",
        "widerelease": "wide_release",
        "distributor": "distributor",
        "productioncompany": "distributor",
        "url": "",
    },
    Kind.REVIEWS: FILM_COLUMNS
    | {
        "critic": "critic",
        "criticname": "critic",
        "author": "critic",
        "publication": "publication",
        "publicationname": "publication",
        "publisher": "publication",
        "publishername": "publication",
        "outlet": "publication",
        "topcritic": "top_critic",
        "istopcritic": "top_critic",
        "verdict": "verdict",
        "label": "verdict",
        "fresh": "verdict",
        "reviewtype": "verdict",
        "reviewstate": "verdict",
        "scoresentiment": "verdict",
        "isfresh": "verdict",
        "grade": "grade",
        "originalgrade": "grade",
        "originalscore": "grade",
        "reviewscore": "grade",
        "rating": "grade",
        "score": "grade",
        "date": "date",
        "dateraw": "date",
        "reviewedon": "date",
        "reviewdate": "date",
        "creationdate": "date",
        "url": "url",
        "reviewurl": "url",
        "link": "url",
        "quote": "quote",
        "review": "quote",
        "reviewcontent": "quote",
        "reviewtext": "quote",
        "text": "quote",
        "id": "id",
        "reviewid": "id",
        "externalid": "id",
        "movieid": "number:ems",
        "dup": "duplicate",
        "duplicate": "duplicate",
        "source": "source",
    },
    Kind.RATINGS: FILM_COLUMNS
    | {
        "name": "member",
        "member": "member",
        "user": "member",
        "username": "member",
        "email": "email",
        "mail": "email",
        "stars": "stars",
        "rating": "rating",
        "score": "rating",
        "grade": "rating",
        "halfsteps": "half_steps",
        "rating10": "rating10",
        "yourrating": "rating10",
        "date": "date",
        "ratedon": "date",
        "daterated": "date",
        "postedat": "date",
        "text": "text",
        "review": "text",
        "body": "text",
        "verified": "verified",
        "spoiler": "spoiler",
    },
}
# The files that people have, by columns that only they have.
TAB_SEPARATED = {"id", "review", "fresh", "publisher"}
OTHER_SCORES = ({"film", "fandangostars"}, {"film", "stars", "votes"})
FILM_FIELDS = ("title", "movie")
NEEDED: dict[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.MOVIES: (("title",),),
    Kind.REVIEWS: (("critic", "publication"), ("verdict", "grade", "quote")),
    Kind.RATINGS: (
        ("member", "email"),
        ("stars", "half_steps", "rating", "rating10"),
    ),
}
SCORES_ONLY = (
    "these are scores that other sites reckoned, not reviews; a score here is counted "
    "from reviews, so there is nothing in this file to count"
)


@dataclass(frozen=True)
class Layout:
    """Where each field stands: its place among the columns, and the column's name."""

    places: Mapping[str, int]
    names: Mapping[str, str]
    unknown: Sequence[str]

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """The fields of numbers at catalogues, with the catalogue of each."""
        return [
            (field, field.removeprefix(NUMBER))
            for field in self.places
            if field.startswith(NUMBER)
        ]


def plain_name(name: str) -> str:
    """Return a column's name without case, blanks and marks.

    >>> plain_name("\ufeffTop Critic?") == plain_name("top_critic")
    True
    """
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def shown_name(field: str) -> str:
    """Return what a field is called in our documents and by `--map`.

    >>> shown_name("number:imdb"), shown_name("number:"), shown_name("title")
    ('imdb', 'identifiers', 'title')
    """
    if field.startswith(NUMBER):
        return field.removeprefix(NUMBER) or "identifiers"
    return field


def known_columns(kind: Kind, names: Sequence[str]) -> int:
    """Count the columns that are recognised; the right parting has most."""
    known = COLUMNS[kind]
    return len({known[each] for each in map(plain_name, names) if known.get(each)})


def recognise(
    kind: Kind, names: Sequence[str], mapping: Mapping[str, str], file: str
) -> Layout:
    """Say what each column means; raises FileRefused when that is not enough.

    `mapping` goes from our field to the column of the file and overrules the header.
    """
    plain = [plain_name(name) for name in names]
    if any(signature <= set(plain) for signature in OTHER_SCORES):
        raise FileRefused(f"{file}, line 1: {SCORES_ONLY}")
    places = mapped(kind, names, mapping, file)
    taken = set(places.values())
    for place, name in enumerate(plain):
        field = field_of(kind, name, set(plain))
        if field and place not in taken and field not in places:
            places[field] = place
            taken.add(place)
    unknown = [name for place, name in enumerate(names) if place not in taken]
    check_enough(kind, names, places, file)
    return Layout(
        places, {field: names[place] for field, place in places.items()}, unknown
    )


def field_of(kind: Kind, name: str, others: set[str]) -> str:
    """Return the field of a column; some names mean something else in some company."""
    if kind is Kind.REVIEWS and name == "id" and others >= TAB_SEPARATED:
        return "number:fi"
    if kind is Kind.REVIEWS and name == "name" and "title" in others:
        return ""
    return COLUMNS[kind].get(name, "")


def mapped(
    kind: Kind, names: Sequence[str], mapping: Mapping[str, str], file: str
) -> dict[str, int]:
    """Return the places of the fields that the caller named."""
    fields = {shown_name(field): field for field in COLUMNS[kind].values() if field}
    places: dict[str, int] = {}
    for name, column in mapping.items():
        field = fields.get(name, name)
        if field == name and name not in fields and not name.startswith(NUMBER):
            raise FileRefused(
                f"--map {name}={column}: there is no field {name!r}; the fields are "
                f"{', '.join(sorted(fields))}"
            )
        if column not in names:
            raise FileRefused(
                f"--map {name}={column}: {file} has no column {column!r}; it has "
                f"{listed(names)}"
            )
        places[field] = list(names).index(column)
    return places


def check_enough(
    kind: Kind, names: Sequence[str], places: Mapping[str, int], file: str
) -> None:
    """Raise FileRefused when a film, a person or an opinion has no column."""
    needs = list(NEEDED[kind])
    if kind is not Kind.MOVIES:
        numbers = sorted({f for f in FILM_COLUMNS.values() if f.startswith(NUMBER)})
        needs.insert(0, (*FILM_FIELDS, *numbers))
    for choices in needs:
        if not any(choice in places for choice in choices) and not (
            any(each.startswith(NUMBER) for each in choices)
            and any(field.startswith(NUMBER) for field in places)
        ):
            raise FileRefused(
                f"{file}, line 1: no column is recognised as "
                f"{' or '.join(map(shown_name, choices))}; the columns are "
                f"{listed(names)}. Is the header missing? Name columns with --map, "
                f"such as --map {choices[0]}={next(iter(names), 'column') or 'column'}"
            )


def listed(names: Sequence[str]) -> str:
    """Return the names of columns in a line, not too many and not too long."""
    shown = ", ".join(repr(name[:40]) for name in names[:LISTED_COLUMNS])
    return f"{shown}, …" if len(names) > LISTED_COLUMNS else shown or "none"
