"""Import critics' reviews: match their films, know them again, write what is new.

A batch is one transaction: the reviews, what they are known by, the tallies, the seals
and the versions. The caller commits it. A first import may take several in one.
"""

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import date, datetime
from typing import Any

from app.critics.models import Critic, CriticReview, Publication
from app.imports.models.marks import ImportedReview
from app.imports.models.runs import ImportRun
from app.imports.operations import indexes, review_changes, runs, waiting
from app.imports.operations.adding import add_up, columns_at
from app.imports.operations.adopting import Adopter
from app.imports.operations.films import FilmFinder
from app.imports.operations.grading import Grader, stands
from app.imports.operations.known import Marks, MarksAside
from app.imports.operations.names import Bylines
from app.imports.operations.planned import Planned
from app.imports.operations.preparing import Matched, Prepared, Preparer
from app.imports.operations.review_changes import UNKNOWN_DAY, Changes, Saying
from app.imports.operations.vouching import Vouched
from app.imports.operations.writing import insert_many, next_ids, unchecked
from app.imports.queries import marks as mark_queries
from app.imports.rules.columns import Kind, Layout
from app.imports.rules.dates import Calendar
from app.imports.rules.problems import Outcome, Problem
from app.imports.rules.reading import Batch
from app.imports.rules.reports import Report
from app.imports.rules.reviews import MARK, Reviews
from app.imports.rules.sorting import Mark, Sorted, Sorter
from app.movies.models import Movie
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
GONE = (
    "a movie, a critic or a publication was deleted while its reviews came in; import "
    "the file again"
)
NO_DAY = UNKNOWN_DAY.isoformat()
MARK_COLUMNS = ("review_id", "identity", "words", "content", "run_id")


class Gone(RuntimeError):
    """What a row of this batch points to is not there any more."""


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
        self.layout = layout
        self.finder = FilmFinder(
            list(layout.places), create=create_movies, write=run_id is not None
        )
        self.critics = Bylines("critic")
        self.publications = Bylines("publication")
        self.preparer = Preparer(
            layout, calendar, self.finder, self.critics, self.publications
        )
        self.grader = Grader(at)
        self.planned = Planned()
        self.trusted = False
        self.vouched = Vouched()
        self.moved: Changes = {}
        self.standing = {
            (verdict, approved): stands(verdict, approved, at).value
            for verdict in (None, *(each.value for each in Verdict))
            for approved in (True, False)
        }
        planned = None if run_id is not None else self.planned
        self.marks = Marks(planned)
        self.sorter = Sorter(self.find_mark)
        self.adopter = Adopter(self.critics, self.publications, planned)

    @property
    def claims(self) -> bytes:
        """Which reviews the rows so far were, for who goes on with the file."""
        return bytes(self.sorter.claimed.bits)

    @claims.setter
    def claims(self, kept: bytes) -> None:
        self.sorter.claimed.bits[:] = kept

    def put_indexes_aside(self, size: int) -> None:
        """Put indexes aside for a file of so many bytes, where that is worth it."""
        self.adopter.adopt()
        if indexes.suspend(size, at=self.at):
            self.marks = MarksAside()

    @property
    def has_tables_alone(self) -> bool:
        """Tell whether this is a first import that fills tables nobody else writes."""
        return self.trusted and self.marks.is_aside

    def take(self, batch: Batch) -> Report:
        """Do with a batch what is to be done, and report each row."""
        report = self.settle(self.preparer.prepare(batch))
        self.count()
        return report

    def count(self) -> None:
        """Count what was written in this transaction, at its end."""
        if self.moved:
            bulk.count_critics(self.moved, at=self.at)
            self.moved = {}

    def settle(self, prepared: Prepared) -> Report:
        """Do with a batch that is ready what is to be done, and report each row.

        What it moves is counted by `count`, before the commit.
        """
        report = Report()
        if self.run_id is not None:
            self.trusted = runs.take_turn(
                self.run_id,
                kibibytes=self.marks.pages,
                vouching=self.marks.is_aside,
            )
        report.note_problems(Outcome.REFUSED, prepared.refused)
        report.remark(prepared.remarks)
        if prepared.others:
            waiting.note(
                prepared.rest,
                prepared.others,
                self.layout,
                Kind.REVIEWS,
                report,
                calendar=self.calendar,
                run_id=self.run_id,
            )
        matched = prepared.matched
        if matched is None:
            return report
        self.critics.keys_of(list(dict.fromkeys(matched.reviews.critic)))
        self.publications.keys_of(list(dict.fromkeys(matched.reviews.publication)))
        if self.run_id is not None:
            self.marks.ready()
        self.adopter.adopt()
        keys = matched.keys
        sorted_rows = self.sorter.sort(
            keys,
            self.marks.by(ImportedReview.identity, keys.identity),
            self.marks.by(ImportedReview.words, keys.words),
        )
        if self.run_id is None:
            self.planned.add(
                (keys.identity[place], keys.words[place]) for place in sorted_rows.new
            )
        else:
            self.write(matched, sorted_rows, self.run_id)
            self.adopter.pass_over(mark_queries.highest_review())
        self.report_rows(report, matched.reviews, sorted_rows)
        return report

    def find_mark(self, identity: int) -> Mark | None:
        """Return what is known of one identity."""
        return self.marks.of(identity)

    def write(self, matched: Matched, rows: Sorted, run_id: int) -> None:
        """Add what is new, change what is changed."""
        touched = [*rows.new, *(place for place, _ in rows.changed)]
        if not touched:
            return
        column = columns_at(touched, len(matched.movies))
        critics = set(column(matched.critics))
        outlets = set(column(matched.publications))
        self.critics.add(critics)
        self.publications.add(outlets)
        if self.trusted:
            self.vouch(
                {
                    Movie: set(column(matched.movies)),
                    Critic: set(map(self.critics.ids.get, critics)) - {None},
                    Publication: set(map(self.publications.ids.get, outlets)) - {None},
                    ImportRun: {run_id},
                }
            )
        if rows.new:
            self.add_new(matched, rows.new, run_id)
        if rows.changed:
            sayings = [
                self.saying(matched, place, mark) for place, mark in rows.changed
            ]
            review_changes.apply(
                sayings, self.grader, self.moved, run_id=run_id, at=self.at
            )
            self.marks.add(
                [each.review_id for each in sayings],
                [None] * len(sayings),
                [each.words for each in sayings],
            )

    def vouch(self, pointed: Mapping[Any, set[Any]]) -> None:
        """Make sure that there is all that rows point to; nobody else writes now."""
        self.vouched.look()
        for table, ids in pointed.items():
            if not self.vouched.are_there(table, ids):
                raise Gone(GONE)

    def add_new(self, matched: Matched, places: list[int], run_id: int) -> None:
        """Insert reviews with their marks, film by film, and note what they add.

        The rows of one film lie side by side in the indexes, so that sorting a batch
        makes it cheaper to write.
        """
        places.sort(key=matched.movies.__getitem__)
        column = columns_at(places, len(matched.movies))
        reviews, keys = matched.reviews, matched.keys
        movies = column(matched.movies)
        critics = list(map(self.critics.ids.__getitem__, column(matched.critics)))
        printed_in = column(matched.publications)
        publications = list(map(self.publications.ids.__getitem__, printed_in))
        grades, tops = column(reviews.grade), column(reviews.top_critic)
        judged = self.grader.judgements(
            column(reviews.verdict), grades, critics, publications
        )
        verdicts, sources, worths = zip(*judged, strict=True)
        refused = self.publications.refused
        approved = [outlet not in refused for outlet in printed_in]
        standings = list(
            map(self.standing.__getitem__, zip(verdicts, approved, strict=True))
        )
        days = column(reviews.day)
        listed = [day or NO_DAY for day in days] if None in days else days
        ids = next_ids(CriticReview.__table__, len(places))
        identity, words = column(keys.identity), column(keys.words)
        with unchecked() if self.trusted else nullcontext():
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
                    worths,
                    verdicts,
                    sources,
                    tops,
                    days,
                    listed,
                    standings,
                    strict=True,
                ),
            )
            insert_many(
                ImportedReview.__table__,
                MARK_COLUMNS,
                zip(
                    ids,
                    identity,
                    words,
                    column(keys.content),
                    [run_id] * len(places),
                    strict=True,
                ),
            )
        self.marks.add(ids, identity, words)
        self.sorter.claim(ids)
        add_up(self.moved, movies, judged, tops, standings)

    def saying(self, matched: Matched, place: int, mark: Mark) -> Saying:
        """Return what a row says of a review that is here."""
        reviews = matched.reviews
        day = reviews.day[place]
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
            day=date.fromisoformat(day) if day else None,
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
            [self.problem(reviews, place, why) for place, why in rows.refused],
        )

    def problem(self, reviews: Reviews, place: int, why: str) -> Problem:
        """Return why a row is refused, with what it is known again by."""
        known_by = {
            "id": (reviews.number[place] or "").rpartition(MARK)[2],
            "quote": reviews.quote[place],
            "url": reviews.url[place],
            "critic": reviews.critic[place],
            "publication": reviews.publication[place],
        }
        field, value = next((each for each in known_by.items() if each[1]), ("", ""))
        column = self.layout.names.get(field, "")
        return Problem(reviews.lines[place], column, value or "", why)
