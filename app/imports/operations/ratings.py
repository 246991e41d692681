"""Import members' ratings through the audience's own verbs, and never over theirs.

A rating changes only where an import wrote what stands there; what a member has posted
or edited since is theirs.
"""

from datetime import UTC, datetime, time

from sqlalchemy import select

from app.accounts import queries as account_queries
from app.accounts import rules as account_rules
from app.accounts.operations import NotAllowed, add_member
from app.audience import operations as audience
from app.audience import rules as audience_rules
from app.audience.models import AudienceReview, Standing
from app.core.db import db
from app.imports.models.marks import ImportedMember, ImportedRating
from app.imports.operations import runs, waiting
from app.imports.operations.films import FilmFinder, Found
from app.imports.rules.columns import Kind, Layout
from app.imports.rules.dates import Calendar
from app.imports.rules.problems import Outcome, Problem
from app.imports.rules.ratings import Rating, RatingReader
from app.imports.rules.reading import Batch
from app.imports.rules.reports import Report
from app.imports.rules.reviews import hashed
from app.scores import bulk
from app.scores.rules import AudienceTally

NOBODY = "a member of this site; --make-members adds those who are not"
THEIRS = "a film that the member has not rated here; their own rating stays as it is"
TWICE = (
    "one rating of a film from a member; theirs of this film stood in the file before"
)
DOMAIN = "members.invalid"


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
        self.make_members = make_members
        self.reader = RatingReader(layout, calendar)
        self.finder = FilmFinder(
            list(layout.places), create=create_movies, write=run_id is not None
        )
        self.members: dict[tuple[str, str], int | str] = {}
        self.planned = 0
        self.seen: set[tuple[int, int]] = set()

    def take(self, batch: Batch) -> Report:
        """Do with a batch what is to be done, and report each row."""
        report = Report()
        report.note_problems(Outcome.REFUSED, batch.problems)
        if not batch.lines:
            return report
        if self.run_id is not None:
            runs.take_turn(self.run_id)
        others: list[waiting.OtherRow] = []
        cells = self.finder.reader.cells(batch.columns)
        films = self.finder.find(cells)
        for place, line in enumerate(batch.lines):
            rating = self.reader.rating(batch, place)
            if isinstance(rating, Problem):
                report.note_problems(Outcome.REFUSED, [rating])
                continue
            report.remark(self.reader.remarks)
            self.reader.remarks.clear()
            found = films[place]
            if not isinstance(found, Found) or found.match.movie_id is None:
                others.append((place, line, found))
                continue
            self.take_rating(report, line, rating, found.match.movie_id)
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

    def take_rating(
        self, report: Report, line: int, rating: Rating, movie_id: int
    ) -> None:
        """Post, change or leave one rating."""
        field = "member" if rating.member else "email"
        member = self.member(rating)
        value = rating.member or rating.email
        column = self.layout.names.get(field, "")
        if isinstance(member, str):
            report.note_problems(
                Outcome.REFUSED, [Problem(line, column, value, member)]
            )
            return
        if (movie_id, member) in self.seen:
            report.note_problems(Outcome.REFUSED, [Problem(line, column, value, TWICE)])
            return
        self.seen.add((movie_id, member))
        review = self.review(movie_id, member)
        if review is not None and content_of(review) == said_by(rating):
            report.note(Outcome.SAME, [line])
            return
        if review is not None and not is_ours(review):
            report.note_problems(
                Outcome.REFUSED, [Problem(line, column, value, THEIRS)]
            )
            return
        if self.run_id is not None:
            self.post(rating, movie_id, member)
        report.note(Outcome.NEW if review is None else Outcome.CHANGED, [line])

    def review(self, movie_id: int, user_id: int) -> AudienceReview | None:
        """Return what a member says of a film."""
        return db.session.scalar(
            select(AudienceReview).where(
                AudienceReview.movie_id == movie_id, AudienceReview.user_id == user_id
            )
        )

    def post(self, rating: Rating, movie_id: int, user_id: int) -> None:
        """Post a rating on its day, and remember that an import did."""
        posted_at = self.at
        if rating.day is not None:
            posted_at = min(self.at, datetime.combine(rating.day, time(12), UTC))
        review = audience.publish(
            audience.Opinion(rating.half_steps, rating.text, rating.spoiler),
            movie_id=movie_id,
            user_id=user_id,
            at=posted_at,
        )
        if rating.verified != review.verified:
            sign = 1 if rating.verified else -1
            review.verified = rating.verified
            if review.standing == Standing.PUBLISHED:
                steps = [0] * 10
                steps[rating.half_steps - 1] = sign
                bulk.count_audience({movie_id: AudienceTally((0,) * 10, tuple(steps))})
        db.session.flush()
        db.session.merge(
            ImportedRating(
                review_id=review.id, content=content_of(review), run_id=self.run_id
            )
        )
        db.session.flush()

    def member(self, rating: Rating) -> int | str:
        """Return the number of the member who rated, or why there is none."""
        who = (rating.member, rating.email)
        if who not in self.members:
            self.members[who] = self.found_member(rating)
        return self.members[who]

    def found_member(self, rating: Rating) -> int | str:
        """Look a member up by address, then by name; add one where that is wished."""
        address = account_rules.small_email(rating.email)
        user = account_queries.member_with_email(address) if address else None
        if user is None and rating.member:
            user = account_queries.member(rating.member)
        if user is not None:
            return user.id
        if not self.make_members:
            return NOBODY
        problem = account_rules.name_problem(account_rules.tidy_name(rating.member))
        if problem is not None:
            return problem
        if self.run_id is None:
            self.planned -= 1
            return self.planned
        return self.added_member(rating, address)

    def added_member(self, rating: Rating, address: str | None) -> int | str:
        """Add an account that nobody can sign in to: it has no password.

        One without an address gets one that no mail is ever delivered to.
        """
        key = account_rules.name_key(account_rules.tidy_name(rating.member))
        email = address or f"{account_rules.digest(key).hex()[:24]}@{DOMAIN}"
        try:
            user = add_member(
                email=email, name=rating.member, password_hash=None, at=self.at
            )
        except NotAllowed as refusal:
            return str(refusal)
        user.confirmed_at = None
        db.session.add(ImportedMember(user_id=user.id, run_id=self.run_id))
        db.session.flush()
        return user.id


def is_ours(review: AudienceReview) -> bool:
    """Tell whether a review still says what an import wrote."""
    if review.standing == Standing.WITHDRAWN:
        return False
    mark = db.session.get(ImportedRating, review.id)
    return mark is not None and mark.content == content_of(review)


def content_of(review: AudienceReview) -> int:
    """Return what stands for all that a review says."""
    return said(review.rating, review.body, review.spoiler, review.verified)


def said_by(rating: Rating) -> int:
    """Return what stands for all that a row says."""
    body = audience_rules.clean(rating.text)
    return said(rating.half_steps, body, rating.spoiler, rating.verified)


def said(half_steps: int, body: str, spoiler: bool, verified: bool) -> int:
    """Return 64 bits for a rating with its words."""
    return hashed(f"{half_steps} {int(spoiler)}{int(verified)} {body}".encode())
