"""Import members' ratings through the audience's own verbs, and never over theirs.

A rating changes only where an import wrote what stands there; what a member has posted
or edited since is theirs. A batch is one transaction, which the caller commits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from app.audience import operations as audience
from app.audience import rules as audience_rules
from app.audience.models import Standing
from app.core.db import db
from app.core.errors import Forbidden
from app.imports.models.marks import ImportedRating
from app.imports.operations import runs, waiting
from app.imports.operations.films import FilmFinder, Found
from app.imports.operations.planned import Planned
from app.imports.operations.raters import Raters
from app.imports.queries.marks import among
from app.imports.rules.columns import Kind, Layout
from app.imports.rules.dates import Calendar
from app.imports.rules.memory import Numbers
from app.imports.rules.problems import Outcome, Problem
from app.imports.rules.ratings import Rating, RatingReader
from app.imports.rules.reading import Batch
from app.imports.rules.reports import Report
from app.imports.rules.reviews import hashed

THEIRS = "a film that the member has not rated here; their own rating stays as it is"
TWICE = (
    "one rating of a film from a member; theirs of this film stood in the file before"
)
MARKS: Any = ImportedRating.__table__


@dataclass(slots=True)
class Row:
    """A rating of a file whose movie and member are known; both may be planned."""

    line: int
    rating: Rating
    movie_id: int
    user_id: int

    @property
    def pair(self) -> tuple[int, int]:
        """What its review is known by."""
        return self.movie_id, self.user_id

    @property
    def is_planned(self) -> bool:
        """Tell whether its movie or its member would only be added."""
        return self.movie_id < 0 or self.user_id < 0

    @property
    def key(self) -> int:
        """64 bits that stand for its pair."""
        return hashed(f"{self.movie_id} {self.user_id}".encode())


class RatingImport:
    """Takes the batches of one file; without `run_id` it looks and writes nothing."""

    def __init__(
        self,
        layout: Layout,
        calendar: Calendar,
        *,
        make_members: bool,
        create_movies: bool,
        run_id: int | None,
        at: datetime,
    ) -> None:
        self.layout = layout
        self.run_id = run_id
        self.calendar = calendar
        self.at = at
        self.reader = RatingReader(layout, calendar)
        self.finder = FilmFinder(
            list(layout.places), create=create_movies, write=run_id is not None
        )
        self.raters = Raters(make=make_members, run_id=run_id, at=at)
        self.planned = Planned() if run_id is None else None
        self.claimed = Numbers()

    def take(self, batch: Batch) -> Report:
        """Do with a batch what is to be done, and report each row."""
        report = Report()
        report.note_problems(Outcome.REFUSED, batch.problems)
        if not batch.lines:
            return report
        if self.run_id is not None:
            runs.take_turn(self.run_id)
        others: list[waiting.OtherRow] = []
        rated: list[tuple[int, Rating, int]] = []
        films = self.finder.find(self.finder.reader.cells(batch.columns))
        for place, line in enumerate(batch.lines):
            rating = self.reader.rating(batch, place)
            if isinstance(rating, Problem):
                report.note_problems(Outcome.REFUSED, [rating])
                continue
            found = films[place]
            if not isinstance(found, Found) or found.match.movie_id is None:
                others.append((place, line, found))
                continue
            rated.append((line, rating, found.match.movie_id))
        report.remark(self.reader.remarks)
        self.reader.remarks.clear()
        self.settle(report, self.rows(report, rated))
        waiting.note(
            batch,
            others,
            self.layout,
            Kind.RATINGS,
            report,
            calendar=self.calendar,
            run_id=self.run_id,
        )
        return report

    def rows(
        self, report: Report, rated: Sequence[tuple[int, Rating, int]]
    ) -> list[Row]:
        """Find out who rated; refuse those whom nobody knows, and second ratings."""
        members = self.raters.members([rating for _, rating, _ in rated])
        rows: dict[tuple[int, int], Row] = {}
        for (line, rating, movie_id), member in zip(rated, members, strict=True):
            if isinstance(member, str):
                self.refuse(report, line, rating, member)
                continue
            row = Row(line, rating, movie_id, member)
            if row.pair in rows:
                self.refuse(report, line, rating, TWICE)
                continue
            rows[row.pair] = row
        if self.planned is None:
            return list(rows.values())
        keys = {row.key: row for row in rows.values()}
        for mark in self.planned.by("identity", list(keys)):
            row = keys.pop(mark.identity)
            self.refuse(report, row.line, row.rating, TWICE)
        self.planned.add((key, None) for key in keys)
        return list(keys.values())

    def settle(self, report: Report, rows: Sequence[Row]) -> None:
        """Say what becomes of ratings whose movie and member are known; do it."""
        here = audience.reviews_of([row.pair for row in rows if not row.is_planned])
        marks = marks_of([review.id for review in here.values()])
        new: list[Row] = []
        changed: list[Row] = []
        same: list[int] = []
        for row in rows:
            review = here.get(row.pair)
            if review is None:
                new.append(row)
                continue
            content = content_of(review)
            if review.id in self.claimed:
                self.refuse(report, row.line, row.rating, TWICE)
                continue
            self.claimed.add(review.id)
            if content == said_by(row.rating):
                same.append(row.line)
            elif review.standing == Standing.WITHDRAWN or (
                marks.get(review.id) != content
            ):
                self.refuse(report, row.line, row.rating, THEIRS)
            else:
                changed.append(row)
        refused: set[int] = set()
        if self.run_id is not None:
            refused = self.post(report, [*new, *changed], marks)
        report.note(Outcome.SAME, same)
        report.note(Outcome.NEW, [row.line for row in new if row.line not in refused])
        report.note(
            Outcome.CHANGED, [row.line for row in changed if row.line not in refused]
        )

    def post(
        self, report: Report, rows: Sequence[Row], marks: Mapping[int, int]
    ) -> set[int]:
        """Post ratings, each on its day, and remember that an import did.

        What is held or hidden is changed one by one. Returns the lines of those that
        nobody may change any more.
        """
        posts = {row.pair: self.post_of(row) for row in rows}
        posted = audience.publish_many(list(posts.values()))
        written: list[dict[str, Any]] = []
        refused: set[int] = set()
        for row in rows:
            known = posted.get(row.pair)
            try:
                review_id = known.id if known else self.post_alone(posts[row.pair])
            except Forbidden as refusal:
                self.refuse(report, row.line, row.rating, str(refusal))
                refused.add(row.line)
                continue
            self.claimed.add(review_id)
            written.append({"of": review_id, "to_content": said_by(row.rating)})
        keep_marks(written, marks, self.run_id)
        return refused

    def post_of(self, row: Row) -> audience.Post:
        """Return the post of a rating, at noon of its day or now."""
        rating = row.rating
        posted_at = self.at
        if rating.day is not None:
            posted_at = min(self.at, datetime.combine(rating.day, time(12), UTC))
        return audience.Post(
            row.movie_id,
            row.user_id,
            audience.Opinion(rating.half_steps, rating.text, rating.spoiler),
            posted_at,
            verified=rating.verified,
        )

    def post_alone(self, post: audience.Post) -> int:
        """Change a review that is not a plain one; raises Forbidden."""
        review = audience.publish(
            post.opinion, movie_id=post.movie_id, user_id=post.user_id, at=post.at
        )
        audience.verify(review, verified=bool(post.verified))
        return review.id

    def refuse(self, report: Report, line: int, rating: Rating, expected: str) -> None:
        """Report that a rating is refused, by the member that its row names."""
        field = "member" if rating.member else "email"
        column = self.layout.names.get(field, "")
        problem = Problem(line, column, rating.member or rating.email, expected)
        report.note_problems(Outcome.REFUSED, [problem])


def marks_of(review_ids: Sequence[int]) -> dict[int, int]:
    """Return what imports wrote into reviews, by their numbers."""
    if not review_ids:
        return {}
    rows = db.session.execute(
        select(MARKS.c.review_id, MARKS.c.content).where(
            among(MARKS.c.review_id, review_ids)
        )
    )
    return {row.review_id: row.content for row in rows}


def keep_marks(
    written: Sequence[dict[str, Any]], known: Mapping[int, int], run_id: int | None
) -> None:
    """Remember what an import wrote into reviews."""
    old = [row | {"to_run_id": run_id} for row in written if row["of"] in known]
    new = [
        {"review_id": row["of"], "content": row["to_content"], "run_id": run_id}
        for row in written
        if row["of"] not in known
    ]
    connection = db.session.connection()
    if old:
        connection.execute(
            update(MARKS)
            .where(MARKS.c.review_id == bindparam("of"))
            .values(content=bindparam("to_content"), run_id=bindparam("to_run_id")),
            old,
        )
    if new:
        connection.execute(insert(MARKS), new)


def content_of(review: Any) -> int:
    """Return what stands for all that a review says."""
    return said(review.rating, review.body, bool(review.spoiler), bool(review.verified))


def said_by(rating: Rating) -> int:
    """Return what stands for all that a row says."""
    body = audience_rules.clean(rating.text)
    return said(rating.half_steps, body, rating.spoiler, rating.verified)


def said(half_steps: int, body: str, spoiler: bool, verified: bool) -> int:
    """Return 64 bits for a rating with its words."""
    return hashed(f"{half_steps} {int(spoiler)}{int(verified)} {body}".encode())
