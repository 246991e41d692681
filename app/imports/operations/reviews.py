"""Import critics' reviews: match their films, know them again, write what is new.

A batch is one transaction: the reviews, what they are known by, the tallies, the seals
and the versions. The caller commits it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress
from typing import Any

from app.critics.models import CriticReview
from app.critics.rules import Standing
from app.imports.models.marks import ImportedReview
from app.imports.operations import review_changes, runs, waiting
from app.imports.operations.adopting import Adopter
from app.imports.operations.films import FilmFinder, Found
from app.imports.operations.grading import Grader, judged, stands
from app.imports.operations.names import Bylines
from app.imports.operations.planned import Planned
from app.imports.operations.review_changes import UNKNOWN_DAY, Changes, Saying
from app.imports.operations.writing import insert_many, next_ids
from app.imports.queries import marks as mark_queries
from app.imports.rules.columns import Kind, Layout
from app.imports.rules.dates import Calendar
from app.imports.rules.problems import Outcome, Problem
from app.imports.rules.reading import Batch
from app.imports.rules.reports import Report
from app.imports.rules.reviews import Cleaner, Keys, Reviews, keys_of
from app.imports.rules.sorting import Mark, Sorted, Sorter
from app.scores import bulk
from app.scores.rules import Verdict

COLUMNS = (
    "id",
    "movie_id",
    "critic_id",
    "publication_id",
    "quote",
    "url",
    "original_grade",
    "normalised_grade",
    "verdict",
    "verdict_from",
    "top_critic",
    "reviewed_on",
    "listed_on",
    "standing",
)
FRESH = Verdict.FRESH.value
NO_DAY = UNKNOWN_DAY.isoformat()
MARK_COLUMNS = ("review_id", "identity", "words", "content", "run_id")


@dataclass
class Matched:
    """Clean rows whose films are certain, with their movies and their signatures."""

    reviews: Reviews
    movies: list[int]
    critics: list[str]
    publications: list[str]
    keys: Keys


class ReviewImport:
    """Takes the batches of one file; without `run_id` it looks and writes nothing."""

    def __init__(
        self,
        layout: Layout,
        calendar: Calendar,
        *,
        create_movies: bool,
        run_id: int | None,
        at: datetime,
    ) -> None:
        self.run_id = run_id
        self.calendar = calendar
        self.at = at
        self.cleaner = Cleaner(layout, calendar)
        self.layout = layout
        self.finder = FilmFinder(
            list(layout.places), create=create_movies, write=run_id is not None
        )
        self.critics = Bylines("critic")
        self.publications = Bylines("publication")
        self.grader = Grader(at)
        self.planned = Planned()
        self.standing = {
            (verdict, approved): stands(verdict, approved, at)
            for verdict in (None, *(each.value for each in Verdict))
            for approved in (True, False)
        }
        self.sorter = Sorter(self.find_mark)
        self.adopter = Adopter(
            self.critics, self.publications, None if run_id else self.planned
        )

    @property
    def claims(self) -> bytes:
        """Which reviews the rows so far were, for who goes on with the file."""
        return bytes(self.sorter.claimed.bits)

    @claims.setter
    def claims(self, kept: bytes) -> None:
        self.sorter.claimed.bits[:] = kept

    def take(self, batch: Batch) -> Report:
        """Do with a batch what is to be done, and report each row."""
        report = Report()
        report.note_problems(Outcome.REFUSED, batch.problems)
        if not batch.lines:
            return report
        cleaned = self.cleaner.clean(batch)
        report.note_problems(Outcome.REFUSED, cleaned.problems)
        report.remark(cleaned.remarks)
        matched = self.matched(batch, cleaned.reviews, report)
        if matched is None:
            return report
        if self.run_id is not None:
            runs.take_turn(self.run_id)
        self.adopter.adopt()
        sorted_rows = self.sorter.sort(
            matched.keys,
            self.marks(ImportedReview.identity, matched.keys.identity),
            self.marks(ImportedReview.words, matched.keys.words),
        )
        if self.run_id is None:
            keys = matched.keys
            self.planned.add(
                (keys.identity[place], keys.words[place]) for place in sorted_rows.new
            )
        else:
            self.write(matched, sorted_rows, self.run_id)
            self.adopter.pass_over(mark_queries.highest_review())
        self.report_rows(report, matched.reviews, sorted_rows)
        return report

    def matched(self, batch: Batch, reviews: Reviews, report: Report) -> Matched | None:
        """Return the rows whose film is certain; the others are refused or wait."""
        cells = self.finder.reader.cells(batch.columns)
        found = self.finder.find([cells[row] for row in reviews.rows])
        movies = [
            each.match.movie_id if isinstance(each, Found) else None for each in found
        ]
        if None in movies:
            others = [
                (row, line, each)
                for row, line, each, movie in zip(
                    reviews.rows, reviews.lines, found, movies, strict=True
                )
                if movie is None
            ]
            waiting.note(
                batch,
                others,
                self.layout,
                Kind.REVIEWS,
                report,
                calendar=self.calendar,
                run_id=self.run_id,
            )
            mask = [movie is not None for movie in movies]
            reviews = reviews.only(mask)
            movies = list(compress(movies, mask))
        if not movies:
            return None
        known = [movie for movie in movies if movie is not None]
        critics = self.critics.keys_of(reviews.critic)
        publications = self.publications.keys_of(reviews.publication)
        original = self.critics.original | {
            f"@{key}": f"@{owner}" for key, owner in self.publications.original.items()
        }
        keys = keys_of(reviews, known, critics, publications, original)
        return Matched(reviews, known, critics, publications, keys)

    def marks(self, column: Any, keys: Sequence[int | None]) -> dict[int, Mark]:
        """Return what is known of keys, here and in this preview."""
        wanted = list({key for key in keys if key is not None})
        found = list(mark_queries.marks_by(column, wanted))
        if self.run_id is None:
            found += self.planned.by(column.key, wanted)
        return {getattr(mark, column.key): mark for mark in found}

    def find_mark(self, identity: int) -> Mark | None:
        """Return what is known of one identity."""
        return self.marks(ImportedReview.identity, [identity]).get(identity)

    def write(self, matched: Matched, rows: Sorted, run_id: int) -> None:
        """Add what is new, change what is changed, and count both."""
        touched = [*rows.new, *(place for place, _ in rows.changed)]
        self.critics.add(matched.critics[place] for place in touched)
        self.publications.add(matched.publications[place] for place in touched)
        changes = self.add_new(matched, rows.new, run_id) if rows.new else {}
        if rows.changed:
            sayings = [
                self.saying(matched, place, mark) for place, mark in rows.changed
            ]
            moved = review_changes.apply(
                sayings, self.grader, run_id=run_id, at=self.at
            )
            for movie_id, change in moved.items():
                before = changes.get(movie_id, [0] * len(change))
                changes[movie_id] = [
                    one + other for one, other in zip(before, change, strict=True)
                ]
        bulk.count_critics(changes, at=self.at)

    def add_new(self, matched: Matched, places: list[int], run_id: int) -> Changes:
        """Insert reviews with their marks, film by film; return what they add.

        The rows of one film lie side by side in the indexes, so that sorting a batch
        makes it cheaper to write.
        """
        places.sort(key=matched.movies.__getitem__)
        critic_ids = {
            key: name.id for key, name in self.signed(self.critics, matched.critics)
        }
        outlets = dict(self.signed(self.publications, matched.publications))
        refused = {key for key, outlet in outlets.items() if not outlet.approved}
        outlet_ids = {key: outlet.id for key, outlet in outlets.items()}

        def column(values: Sequence[Any]) -> list[Any]:
            return [values[place] for place in places]

        reviews, keys = matched.reviews, matched.keys
        movies = column(matched.movies)
        critics = [critic_ids.get(key) for key in column(matched.critics)]
        printed_in = column(matched.publications)
        publications = [outlet_ids.get(key) for key in printed_in]
        grades, tops = column(reviews.grade), column(reviews.top_critic)
        suggestions = list(map(self.grader.suggestion, grades, critics, publications))
        verdicts = list(map(judged, column(reviews.verdict), suggestions))
        standings = [
            self.standing[verdict[0], outlet not in refused]
            for verdict, outlet in zip(verdicts, printed_in, strict=True)
        ]
        normalised = [each.normalised for each in suggestions]
        days = [day and day.isoformat() for day in column(reviews.day)]
        ids = next_ids(CriticReview.__table__, len(places))
        insert_many(
            CriticReview.__table__,
            COLUMNS,
            zip(
                ids,
                movies,
                critics,
                publications,
                column(reviews.quote),
                column(reviews.url),
                grades,
                normalised,
                [verdict[0] for verdict in verdicts],
                [verdict[1] for verdict in verdicts],
                tops,
                days,
                [day or NO_DAY for day in days],
                [standing.value for standing in standings],
                strict=True,
            ),
        )
        insert_many(
            ImportedReview.__table__,
            MARK_COLUMNS,
            zip(
                ids,
                column(keys.identity),
                column(keys.words),
                column(keys.content),
                [run_id] * len(places),
                strict=True,
            ),
        )
        return added(movies, verdicts, tops, normalised, standings)

    def signed(self, bylines: Bylines, keys: Sequence[str]) -> list[tuple[str, Any]]:
        """Return who is meant by each of the keys."""
        return [(key, bylines.named(key)) for key in set(keys) if key]

    def saying(self, matched: Matched, place: int, mark: Mark) -> Saying:
        """Return what a row says of a review that is here."""
        reviews = matched.reviews
        critic = self.critics.named(matched.critics[place])
        outlet = self.publications.named(matched.publications[place])
        return Saying(
            review_id=mark.review_id,
            movie_id=matched.movies[place],
            critic_id=critic.id if critic else None,
            publication_id=outlet.id if outlet else None,
            approved=outlet is None or outlet.approved,
            top_critic=reviews.top_critic[place],
            verdict=reviews.verdict[place],
            grade=reviews.grade[place],
            day=reviews.day[place],
            url=reviews.url[place],
            quote=reviews.quote[place],
            words=matched.keys.words[place],
            content=matched.keys.content[place],
        )

    def report_rows(self, report: Report, reviews: Reviews, rows: Sorted) -> None:
        """Say of every matched row what became of it."""
        lines = reviews.lines
        report.note(Outcome.NEW, [lines[place] for place in rows.new])
        report.note(Outcome.CHANGED, [lines[place] for place, _ in rows.changed])
        report.note(Outcome.SAME, [lines[place] for place in rows.same])
        report.note_problems(
            Outcome.REFUSED,
            [Problem(lines[place], "", "", why) for place, why in rows.refused],
        )


def added(
    movies: Sequence[int],
    verdicts: Sequence[tuple[str | None, str | None]],
    tops: Sequence[bool],
    normalised: Sequence[int | None],
    standings: Sequence[Standing],
) -> Changes:
    """Return what new reviews add to the tallies of their movies."""
    changes: Changes = {}
    for movie_id, verdict, top, grade, standing in zip(
        movies, verdicts, tops, normalised, standings, strict=True
    ):
        if standing is not Standing.COUNTED:
            continue
        change = changes.get(movie_id)
        if change is None:
            change = changes[movie_id] = [0] * 6
        place = 0 if verdict[0] == FRESH else 1
        change[place] += 1
        if top:
            change[place + 2] += 1
        if grade is not None:
            change[4] += 1
            change[5] += grade
    for movie_id in movies:
        changes.setdefault(movie_id, [0] * 6)
    return changes
