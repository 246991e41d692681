"""Import movies: add those that are new, and renew what an import wrote itself."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import update

from app.core.db import db
from app.imports.models.marks import ImportedMovie
from app.imports.operations import runs, waiting
from app.imports.operations.credits import CreditWriter
from app.imports.operations.films import FilmFinder, Found
from app.imports.operations.writing import insert_many, next_ids
from app.imports.queries import catalogue as queries
from app.imports.queries.catalogue import Present
from app.imports.rules.catalogue import FACTS, LISTS, Facts, MovieReader, to_write
from app.imports.rules.columns import Kind, Layout
from app.imports.rules.dates import Calendar
from app.imports.rules.matching import (
    SEVERAL,
    Film,
    Known,
    Match,
    title_key,
    years_agree,
)
from app.imports.rules.problems import Outcome, Problem
from app.imports.rules.reading import Batch
from app.imports.rules.reports import Report
from app.imports.rules.reviews import hashed
from app.movies import queries as movie_queries
from app.movies.models import Movie
from app.movies.rules import title_sort
from app.scores import bulk
from app.scores import queries as score_queries
from app.scores.models import Tally

NUMBER_OF_ANOTHER = "this number is that of another film here; choose one"
YEAR_BESIDE = "a film of this title is here, of a year beside or of none; choose"
TWICE = "each film once; the same film stood in the file before"
MOVIE_COLUMNS = ("id", "slug", "title", "title_sort", "year", "version", *FACTS)


@dataclass
class Row:
    """A row whose film is certain: here already, or to be added."""

    line: int
    film: Film
    facts: Facts
    content: int


class MovieImport:
    """Takes the batches of one file; without `run_id` it looks and writes nothing."""

    def __init__(
        self, layout: Layout, calendar: Calendar, *, run_id: int | None, at: datetime
    ) -> None:
        self.layout = layout
        self.run_id = run_id
        self.calendar = calendar
        self.at = at
        self.reader = MovieReader(layout, calendar)
        self.finder = FilmFinder(
            list(layout.places), create=False, write=run_id is not None
        )
        self.numbers = queries.numbers()
        self.slugs: dict[int, str] = {}
        self.planned = 0
        self.seen: set[int] = set()
        self.credits = CreditWriter()

    @property
    def claims(self) -> bytes:
        """Which movies the rows so far were, for who goes on with the file."""
        return " ".join(map(str, sorted(self.seen))).encode()

    @claims.setter
    def claims(self, kept: bytes) -> None:
        self.seen = set(map(int, kept.split()))

    def take(self, batch: Batch) -> Report:
        """Do with a batch what is to be done, and report each row."""
        report = Report()
        report.note_problems(Outcome.REFUSED, batch.problems)
        if not batch.lines:
            return report
        if self.run_id is not None:
            runs.take_turn(self.run_id)
        new: dict[int, Row] = {}
        known: dict[int, Row] = {}
        others: list[waiting.OtherRow] = []
        cells = self.finder.reader.cells(batch.columns)
        for place, line in enumerate(batch.lines):
            film = self.finder.reader.film(cells[place])
            if isinstance(film, tuple):
                others.append((place, line, film))
                continue
            if not film.title:
                column = self.layout.names["title"]
                value = batch.columns["title"][place]
                report.note_problems(
                    Outcome.REFUSED, [Problem(line, column, value, "a title")]
                )
                continue
            facts = self.reader.facts(batch.columns, place, line)
            if isinstance(facts, Problem):
                report.note_problems(Outcome.REFUSED, [facts])
                continue
            match = self.match(film)
            row = Row(line, film, facts, content_of(film, facts))
            if match.movie_id is not None and match.movie_id in self.seen:
                column = self.layout.names["title"]
                report.note_problems(
                    Outcome.REFUSED, [Problem(line, column, film.name, TWICE)]
                )
            elif match.movie_id is not None:
                known[match.movie_id] = row
                self.seen.add(match.movie_id)
            elif not match.reason:
                new[self.expect(film)] = row
            else:
                others.append((place, line, Found(film, match)))
        waiting.note(
            batch,
            others,
            self.layout,
            Kind.MOVIES,
            report,
            calendar=self.calendar,
            run_id=self.run_id,
        )
        self.settle(report, known)
        if self.run_id is not None and new:
            self.add(new, self.run_id)
        report.note(Outcome.NEW, [row.line for row in new.values()])
        return report

    def match(self, film: Film) -> Match:
        """Return the movie that a row is about; none and no candidates: it is new.

        Two films of one title and year are two if each has a number of its own at the
        same catalogue, and a number under another title is for a person to look at.
        """
        films = self.finder.films
        if film.key in films.choices:
            return films.match(film)
        named = films.titles.get(title_key(film.title), [])
        by_number = sorted(
            {
                films.numbers[number]
                for number in film.numbers
                if number in films.numbers
            }
        )
        if by_number:
            same = [each for each in by_number if any(each == k.id for k in named)]
            if len(by_number) == 1 and same:
                return Match(same[0])
            return Match(None, NUMBER_OF_ANOTHER, tuple(by_number))
        possible = [known for known in named if not self.differs(known.id, film)]
        exact = [each for each in possible if film.year in (None, each.year)]
        if len(exact) == 1:
            return Match(exact[0].id)
        near = [
            each for each in possible
            if each.year is None or years_agree(each.year, film.year)
        ]  # fmt: skip
        if exact or near:
            ids = tuple(each.id for each in exact or near)
            return Match(None, SEVERAL if exact else YEAR_BESIDE, ids)
        return Match(None)

    def differs(self, movie_id: int, film: Film) -> bool:
        """Tell whether movie and film have different numbers at one catalogue."""
        ours = self.numbers.get(movie_id, {})
        return any(name in ours and ours[name] != value for name, value in film.numbers)

    def expect(self, film: Film) -> int:
        """Note a film that will be added, under a number below nothing till then."""
        self.planned -= 1
        self.remember(film, self.planned)
        self.seen.add(self.planned)
        return self.planned

    def remember(self, film: Film, movie_id: int) -> None:
        """Make a film known to the rows that follow."""
        slug = self.finder.free_slug(film)
        self.slugs[movie_id] = slug
        self.finder.films.add(
            movie_id, film.title, film.year, slug=slug, numbers=film.numbers
        )
        self.numbers[movie_id] = dict(film.numbers)

    def settle(self, report: Report, known: dict[int, Row]) -> None:
        """Renew the movies that are here already, as far as that is an import's."""
        if not known:
            return
        outcomes: dict[Outcome, list[int]] = {Outcome.SAME: [], Outcome.CHANGED: []}
        touched: list[int] = []
        here = queries.present(sorted(known))
        for movie_id, row in known.items():
            present = here.get(movie_id)
            if present is None:
                continue
            news = to_write(row.facts, present.written, present.facts)
            numbers = [
                number
                for number in row.film.numbers
                if number[0] not in self.numbers.get(movie_id, {})
                and number not in self.finder.films.numbers
            ]
            if present.content == row.content or not (news or numbers):
                outcomes[Outcome.SAME].append(row.line)
            else:
                outcomes[Outcome.CHANGED].append(row.line)
                touched.append(movie_id)
            if self.run_id is not None and present.content != row.content:
                self.renew(movie_id, row, present, news, numbers)
        if self.run_id is not None and touched:
            self.credits.flush()
            bulk.touch(touched)
        for outcome, lines in outcomes.items():
            report.note(outcome, lines)

    def renew(
        self,
        movie_id: int,
        row: Row,
        present: Present,
        news: Facts,
        numbers: list[tuple[str, str]],
    ) -> None:
        """Write what is new of a movie, and remember what an import wrote."""
        plain = {name: as_value(name, news[name]) for name in FACTS if name in news}
        if plain:
            db.session.execute(
                update(Movie)
                .where(Movie.id == movie_id)
                .values(plain)
                .execution_options(synchronize_session=False)
            )
        for name in LISTS:
            if name in news:
                self.credits.replace(movie_id, name, news[name])
        self.credits.numbers += [(movie_id, *number) for number in numbers]
        self.numbers.setdefault(movie_id, {}).update(numbers)
        for number in numbers:
            self.finder.films.add_number(movie_id, *number)
        written = (present.written or {}) | news
        db.session.merge(
            ImportedMovie(
                movie_id=movie_id,
                content=row.content,
                written=written,
                run_id=self.run_id,
            )
        )
        db.session.flush()

    def add(self, new: dict[int, Row], run_id: int) -> None:
        """Insert movies with tallies, numbers, people and genres."""
        ids = next_ids(Movie.__table__, len(new))
        version = movie_queries.site_version().number
        movies: list[tuple[Any, ...]] = []
        marks: list[tuple[Any, ...]] = []
        for movie_id, (planned, row) in zip(ids, new.items(), strict=True):
            self.replace_number(planned, movie_id, row.film)
            facts = {"wide_release": False} | row.facts
            movies.append(
                (
                    movie_id,
                    self.slugs.pop(planned),
                    row.film.title,
                    title_sort(row.film.title),
                    row.film.year,
                    version,
                    *(facts.get(name) for name in FACTS),
                )
            )
            marks.append((movie_id, row.content, json.dumps(row.facts), run_id))
            for name in LISTS:
                self.credits.add(movie_id, name, row.facts.get(name, []))
            self.credits.numbers += [(movie_id, *number) for number in row.film.numbers]
        insert_many(Movie.__table__, MOVIE_COLUMNS, movies)
        minima = score_queries.minima_in_force()
        insert_many(
            Tally.__table__,
            ("movie_id", "critic_minimum", "audience_minimum"),
            [(movie_id, *minima) for movie_id in ids],
        )
        self.credits.flush()
        insert_many(
            ImportedMovie.__table__, ("movie_id", "content", "written", "run_id"), marks
        )
        bulk.touch(ids)

    def replace_number(self, planned: int, movie_id: int, film: Film) -> None:
        """Give a film that was expected the number that it got."""
        films = self.finder.films
        known = films.titles[title_key(film.title)]
        known[:] = [
            Known(movie_id if each.id == planned else each.id, each.year)
            for each in known
        ]
        for number in film.numbers:
            films.numbers[number] = movie_id
        films.slugs[self.slugs[planned]] = movie_id
        self.numbers[movie_id] = self.numbers.pop(planned)
        self.seen.discard(planned)
        self.seen.add(movie_id)


def content_of(film: Film, facts: Facts) -> int:
    """Return what stands for all that a row says."""
    said = [film.title, film.year, film.numbers, facts]
    return hashed(json.dumps(said, sort_keys=True).encode())


def as_value(name: str, value: Any) -> Any:
    """Return a fact as its column holds it."""
    return date.fromisoformat(value) if name == "released_on" else value
