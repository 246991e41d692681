"""Tell whether two films are the same one: by number, then by title and year.

What a rule cannot be sure of waits for a person.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.imports.rules.cleaning import plain_letters

NEAR = 1
"""Festivals and cinemas show a film in two years; catalogues differ by one."""

ARTICLES = ("the ", "a ", "an ")
TRAILING_ARTICLE = re.compile(r"^(.*), (the|a|an)$")
YEAR_AT_END = re.compile(r"^(.+?)\s*[(\[]((?:18|19|20)\d{2})[)\]]$")
NOT_LETTERS = re.compile(r"[\W_]+")
# Single letters are words ("V", "X"); these are seldom anything but numbers.
ROMAN = {
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
    "xi": "11", "xii": "12", "xiii": "13", "xiv": "14", "xv": "15", "xvi": "16",
}  # fmt: skip

NO_SUCH_FILM = "no film here has this number, or this title and year"
NO_SUCH_TITLE = "no film here has this title"
SEVERAL = "several films here could be meant; choose one"
YEAR_DIFFERS = "a film of this title is here, of another year"
NO_YEAR_HERE = "a film of this title is here without a year"
YEAR_NEEDED = "several films here have this title; a year would tell"
LEFT_OUT = "an editor has left this film out"
DOUBTS = (
    *(NO_SUCH_FILM, NO_SUCH_TITLE, SEVERAL, YEAR_DIFFERS, NO_YEAR_HERE, YEAR_NEEDED),
    LEFT_OUT,
)
"""Why a film is not certain; nothing of it is left once somebody has said which."""


@dataclass(frozen=True, slots=True)
class Film:
    """A film as a file names it; what it does not say is empty or None."""

    title: str = ""
    year: int | None = None
    numbers: tuple[tuple[str, str], ...] = ()
    slug: str = ""

    @property
    def key(self) -> str:
        """One text for the same film in any file, by which a decision is kept."""
        numbers = ",".join(f"{catalogue}:{value}" for catalogue, value in self.numbers)
        year = "" if self.year is None else str(self.year)
        return f"{self.slug}|{numbers}|{title_key(self.title)}|{year}"[:500]

    @property
    def name(self) -> str:
        """The film in words."""
        named = self.title or self.slug or ", ".join(":".join(n) for n in self.numbers)
        return f"{named} ({self.year})" if self.year is not None else named


def name_in(key: str) -> str:
    """Return a film in words, as far as its key still tells them.

    >>> name_in(Film("The Lamplighter", 2012).key), name_in("|imdb:tt1||")
    ('lamplighter (2012)', 'imdb:tt1')
    """
    slug, numbers, title, year = ([*key.split("|"), "", "", ""])[:4]
    named = title or slug or numbers.replace(",", ", ")
    return f"{named} ({year})" if year else named


@dataclass(frozen=True, slots=True)
class Known:
    """A film of the site."""

    id: int
    year: int | None


@dataclass(frozen=True, slots=True)
class Match:
    """The film that is meant; or why it is not certain, and which it could be."""

    movie_id: int | None
    reason: str = ""
    candidates: tuple[int, ...] = ()


def split_year(title: str) -> tuple[str, int | None]:
    """Part a title from the year behind it.

    >>> split_year("The Lamplighter (2012)"), split_year("2012")
    (('The Lamplighter', 2012), ('2012', None))
    """
    found = YEAR_AT_END.match(title)
    return (found[1], int(found[2])) if found else (title, None)


def title_key(title: str) -> str:
    """Return what spellings of one title have in common.

    Articles, accents, punctuation, "&" and numbers in Roman figures are spelling.

    >>> title_key("The Lamps & Shades, Part II"), title_key("Lamps and Shades: Part 2")
    ('lamps and shades part 2', 'lamps and shades part 2')
    >>> title_key("Malcolm X"), title_key("V")
    ('malcolm x', 'v')
    """
    spelled = plain_letters(title).strip()
    if found := TRAILING_ARTICLE.match(spelled):
        spelled = found[1]
    spelled = spelled.replace("&", " and ").replace("'", "").replace("\u2019", "")
    parts = NOT_LETTERS.sub(" ", spelled).split()
    if len(parts) > 1 and f"{parts[0]} " in ARTICLES:
        parts = parts[1:]
    key = " ".join(
        ROMAN.get(part, part) if place else part for place, part in enumerate(parts)
    )
    return key or spelled


def years_agree(one: int | None, other: int | None) -> bool:
    """Tell whether two years can be those of one film: known, and at most one apart."""
    return one is not None and other is not None and abs(one - other) <= NEAR


def could_be_same(one: Film, other: Film) -> bool:
    """Tell whether two films are the same by a number, or by title and year."""
    ours, theirs = dict(one.numbers), dict(other.numbers)
    shared = ours.keys() & theirs.keys()
    if shared:
        return any(ours[each] == theirs[each] for each in shared)
    return title_key(one.title) == title_key(other.title) and years_agree(
        one.year, other.year
    )


class Films:
    """The films of a site, ready to be asked: "which of you is this?".

    It takes about 250 bytes for each film.
    """

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, str], int] = {}
        self.titles: dict[str, list[Known]] = {}
        self.slugs: dict[str, int] = {}
        self.choices: dict[str, int | None] = {}

    def add(
        self,
        movie_id: int,
        title: str,
        year: int | None,
        *,
        slug: str = "",
        numbers: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Make a film known."""
        self.titles.setdefault(title_key(title), []).append(Known(movie_id, year))
        if slug:
            self.slugs[slug] = movie_id
        for number in numbers:
            self.numbers[number] = movie_id

    def add_number(self, movie_id: int, catalogue: str, value: str) -> None:
        """Make a film known by its number at a catalogue."""
        self.numbers[catalogue, value] = movie_id

    def choose(self, choices: Mapping[str, int | None]) -> None:
        """Keep to what editors chose; None leaves a film out."""
        self.choices.update(choices)

    def match(self, film: Film) -> Match:
        """Return the film that is meant: chosen, by number, by title and year."""
        chosen = self.choices.get(film.key, 0)
        if chosen is None:
            return Match(None, LEFT_OUT)
        if chosen:
            return Match(chosen)
        if film.slug and film.slug in self.slugs:
            return Match(self.slugs[film.slug])
        by_number = {
            self.numbers[number] for number in film.numbers if number in self.numbers
        }
        if len(by_number) == 1:
            return Match(by_number.pop())
        if by_number:
            return Match(None, SEVERAL, tuple(sorted(by_number)))
        return self.by_title(film)

    def by_title(self, film: Film) -> Match:
        """Return the film of a title and a year, if there is just one."""
        named = self.titles.get(title_key(film.title), []) if film.title else []
        everyone = tuple(known.id for known in named)
        if not named:
            return Match(None, NO_SUCH_TITLE if film.title else NO_SUCH_FILM)
        if film.year is None:
            if len(named) == 1:
                return Match(named[0].id)
            return Match(None, YEAR_NEEDED, everyone)
        exact = [known for known in named if known.year == film.year]
        near = [known for known in named if years_agree(known.year, film.year)]
        return one_of(exact or near) or Match(None, why_not(named), everyone)


def one_of(found: Sequence[Known]) -> Match | None:
    """Return the only film found, or that there are several, or None for none."""
    if not found:
        return None
    if len(found) == 1:
        return Match(found[0].id)
    return Match(None, SEVERAL, tuple(known.id for known in found))


def why_not(named: Sequence[Known]) -> str:
    """Say why films of the title are not certainly the one."""
    if any(known.year is None for known in named):
        return NO_YEAR_HERE
    return YEAR_DIFFERS
