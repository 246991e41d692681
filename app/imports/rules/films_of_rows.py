"""Read which film each row names, from whatever columns a file has for that."""

from collections.abc import Mapping, Sequence

from app.imports.rules import cleaning
from app.imports.rules.columns import NUMBER
from app.imports.rules.matching import Film, split_year
from app.imports.rules.problems import Bad

LONGEST_TITLE = 300
LONGEST_NUMBER = 80
LONGEST_CATALOGUE = 40
FIRST_YEAR = 1870
LAST_YEAR = 2100
NEEDED = "a title, or a number by which the film is known"

FilmCells = tuple[str, ...]


class FilmReader:
    """Reads films out of cells; `fields` are those of the file that name a film."""

    def __init__(self, fields: Sequence[str]) -> None:
        self.fields = [
            field
            for field in fields
            if field in ("title", "year", "movie") or field.startswith(NUMBER)
        ]

    def cells(self, columns: Mapping[str, Sequence[str]]) -> Sequence[FilmCells]:
        """Return the cells that name each row's film."""
        return list(zip(*(columns[field] for field in self.fields), strict=True))

    def film(self, cells: FilmCells) -> Film | tuple[str, Bad]:
        """Return the film, or the field that is wrong and what it should be."""
        found = dict(zip(self.fields, cells, strict=True))
        title, year = title_and_year(found)
        if isinstance(title, Bad):
            return "title", title
        if isinstance(year, Bad):
            return "year", year
        numbers: list[tuple[str, str]] = []
        for field in self.fields:
            if field.startswith(NUMBER):
                known = numbers_in(field.removeprefix(NUMBER), found[field])
                if isinstance(known, Bad):
                    return field, known
                numbers += known
        slug = cleaning.text(found.get("movie", ""))[:120]
        if not title and not numbers and not slug:
            return "title" if "title" in found else self.fields[0], Bad(NEEDED)
        return Film(title or "", year, tuple(sorted(dict(numbers).items())), slug)


def title_and_year(
    found: Mapping[str, str],
) -> tuple[str | Bad | None, int | Bad | None]:
    """Return title and year; a year may stand behind the title instead."""
    title = cleaning.text(found.get("title", ""))
    if len(title) > LONGEST_TITLE:
        return Bad(f"a title of at most {LONGEST_TITLE} characters"), None
    year = cleaning.number(found.get("year", ""), FIRST_YEAR, LAST_YEAR, "a year")
    if year is None:
        title, year = split_year(title)
    return title or None, year


def numbers_in(catalogue: str, cell: str) -> list[tuple[str, str]] | Bad:
    """Return the numbers of a cell: `tt0012349`, or several as `imdb:tt1; tmdb:9`.

    >>> numbers_in("", "imdb:tt1; tmdb:9"), numbers_in("imdb", "tt1")
    ([('imdb', 'tt1'), ('tmdb', '9')], [('imdb', 'tt1')])
    """
    text = cleaning.text(cell)
    if text.casefold() in cleaning.NOTHING:
        return []
    parts = text.split("; ") if not catalogue else [text]
    found: list[tuple[str, str]] = []
    for part in parts:
        name, mark, value = part.partition(":")
        if catalogue:
            name, value = catalogue, part
        elif not mark:
            return Bad("a catalogue and a number, such as imdb:tt0012349")
        name, value = name.strip().lower(), value.strip()
        if not name or not value:
            return Bad("a catalogue and a number, such as imdb:tt0012349")
        if len(value) > LONGEST_NUMBER or len(name) > LONGEST_CATALOGUE:
            return Bad(f"a number of at most {LONGEST_NUMBER} characters")
        found.append((name, value))
    return found
