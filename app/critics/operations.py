"""Verbs that change critic reviews, each with the tally that it moves.

Whatever a review's fields become, its standing follows by the rule, and the tally moves
by the difference in the same transaction. Locks are taken in one order: publication,
review, tally, versions.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, update

from app.core import events
from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.core.events import EventKind
from app.core.long_lists import parts
from app.critics import queries, rules
from app.critics.editions import Edition
from app.critics.models import CriticReview, Publication
from app.critics.rules import Standing
from app.scores import operations as score_operations
from app.scores.rules import CriticTally, Verdict, VerdictSource, grades

UNKNOWN_DAY = date(1, 1, 1)
NOTHING = CriticTally()


def publish(review: CriticReview, *, at: datetime) -> CriticReview:
    """Add a critic's review; a verdict that was supplied wins over the grade's."""
    hold_publication(review.publication_id)
    read_grade(review)
    review.standing = standing(review, at=at)
    db.session.add(review)
    db.session.flush()
    score_operations.count_critics(review.movie_id, counted(review), at=at)
    if counted(review) != NOTHING:
        events.note_published("critic", [(review.movie_id, review.id)])
    return review


def decide(review: CriticReview, verdict: Verdict, *, at: datetime) -> None:
    """Set the verdict of a review that an editor has looked at."""
    with changing(review, at=at):
        review.verdict, review.verdict_from = verdict, VerdictSource.EDITOR


def edit(review: CriticReview, edition: Edition, *, at: datetime) -> None:
    """Correct a review; a verdict that was supplied or decided stays what it is.

    One that was read from the grade, or that was missing, follows the grade as it is
    corrected.
    """
    with changing(review, edition.publication_id, at=at):
        for name, value in vars(edition).items():
            setattr(review, name, value)
        read_grade(review)


def embargo(review: CriticReview, until: datetime | None, *, at: datetime) -> None:
    """Hold a review back until a moment; None or a moment that is past lets it go."""
    with changing(review, at=at):
        review.embargoed_until = until


def withdraw(review: CriticReview, *, at: datetime) -> None:
    """Take a review back in the name of its critic or publication."""
    with changing(review, at=at):
        if review.withdrawn_at is not None:
            raise Conflict("This review has been withdrawn already.")
        review.withdrawn_at = at


def restore(review: CriticReview, *, at: datetime) -> None:
    """Let a review that was withdrawn stand again."""
    with changing(review, at=at):
        if review.withdrawn_at is None:
            raise Conflict("This review is not withdrawn.")
        review.withdrawn_at = None


def mark_duplicate(
    review: CriticReview, original_id: int | None, *, at: datetime
) -> None:
    """Say which review this one repeats; None says that it repeats none.

    The original is another review of the same movie that repeats none itself, and
    nothing repeats the review that is marked: so no two ever point at each other, and
    one of each set still counts.
    """
    with changing(review, at=at):
        if original_id is not None:
            check_original(review, original_id)
        review.duplicate_of_id = original_id


def disclose_interest(
    review: CriticReview, interest: str | None, *, at: datetime
) -> None:
    """Write down what ties the critic to the film; None or nothing takes it back."""
    with changing(review, at=at):
        review.interest = (interest or "").strip() or None


def approve(publication_id: int, *, at: datetime) -> int:
    """Let a publication's reviews count; return how many reviews changed."""
    return set_approval(publication_id, approved=True, at=at)


def disapprove(publication_id: int, *, at: datetime) -> int:
    """Let a publication's reviews count nowhere; return how many reviews changed."""
    return set_approval(publication_id, approved=False, at=at)


def remove(review: CriticReview, *, at: datetime) -> None:
    """Take a review away, and out of the tally; what repeated it stands by itself."""
    hold(review)
    before = counted(review)
    movie_id, review_id = review.movie_id, review.id
    repeated = CriticReview.duplicate_of_id == review_id
    copies = db.session.scalars(
        select(CriticReview.id).where(repeated).with_for_update()
    ).all()
    db.session.execute(
        update(CriticReview).where(repeated).values(duplicate_of_id=None)
    )
    db.session.delete(review)
    db.session.flush()
    score_operations.count_critics(movie_id, NOTHING - before, at=at)
    if copies:
        restate(CriticReview.id.in_(copies), at=at)


def lift_embargoes(*, at: datetime) -> int:
    """Let go every review whose embargo has ended; return how many there were."""
    return restate(
        CriticReview.standing == Standing.EMBARGOED,
        CriticReview.embargoed_until <= at,
        at=at,
    )


def restate(*conditions: ColumnElement[bool], at: datetime) -> int:
    """Bring the standing of many reviews in line with the rule, and their tallies.

    Return how many stood elsewhere before.
    """
    by_rule = queries.standing_by_rule(at)
    moved = db.session.scalars(
        select(CriticReview.id)
        .where(*conditions, CriticReview.standing != by_rule)
        .order_by(CriticReview.id)
        .with_for_update(of=CriticReview)
    ).all()
    changes: dict[int, CriticTally] = {}
    for part in parts(moved):
        these = CriticReview.id.in_(part)
        for movie_id in db.session.scalars(
            select(CriticReview.movie_id).where(these).distinct()
        ):
            changes.setdefault(movie_id, NOTHING)
        add_to(changes, queries.recounted(these), sign=-1)
        db.session.execute(
            update(CriticReview)
            .where(these)
            .values(standing=by_rule)
            .execution_options(synchronize_session=False)
        )
        add_to(changes, queries.recounted(these), sign=1)
        came_out = select(CriticReview.movie_id, CriticReview.id).where(
            these, CriticReview.standing == Standing.COUNTED
        )
        if events.is_wanted(EventKind.REVIEW_PUBLISHED):
            pairs = [(row.movie_id, row.id) for row in db.session.execute(came_out)]
            events.note_published("critic", pairs)
    if changes:
        expire_standings()
        score_operations.count_critics_of(changes, at=at)
    return len(moved)


def restate_all(*, at: datetime) -> int:
    """Bring every standing in line with the rule, for a recount that follows.

    Tallies stay as they are. Return how many reviews stood elsewhere before.
    """
    by_rule = queries.standing_by_rule(at)
    moved = db.session.scalars(
        update(CriticReview)
        .where(CriticReview.standing != by_rule)
        .values(standing=by_rule)
        .returning(CriticReview.id)
        .execution_options(synchronize_session=False)
    ).all()
    expire_standings()
    return len(moved)


def read_grade(review: CriticReview) -> None:
    """Read a review's grade and day: what it is worth, its verdict, where it lists.

    The settings of its critic are asked, then those of its publication, then those of
    the whole site, then the general rule.
    """
    with db.session.no_autoflush:
        asked = queries.settings_for(review.critic_id, review.publication_id)
    suggestion = grades.suggest(review.original_grade, *asked)
    review.normalised_grade = suggestion.normalised
    source = review.verdict_from
    if review.verdict is None or (source and VerdictSource(source).follows_the_grade):
        review.verdict = suggestion.verdict
        review.verdict_from = source_of(suggestion)
    elif source is None:
        review.verdict_from = VerdictSource.SUPPLIED
    review.listed_on = review.reviewed_on or UNKNOWN_DAY


def source_of(suggestion: grades.Suggestion) -> VerdictSource | None:
    """Return where a suggested verdict comes from; None while unsure."""
    if suggestion.verdict is None:
        return None
    return VerdictSource.SETTING if suggestion.by_setting else VerdictSource.RULE


def counted(review: CriticReview) -> CriticTally:
    """Return what a review adds to the tally: nothing unless it counts."""
    if review.standing != Standing.COUNTED:
        return NOTHING
    return rules.adds(
        review.verdict,
        top_critic=review.top_critic,
        normalised_grade=review.normalised_grade,
    )


@contextmanager
def changing(
    review: CriticReview, *publication_ids: int | None, at: datetime
) -> Iterator[None]:
    """Lock a review and read it anew, let it be changed, and count what that moved.

    `publication_ids` are those that the change may give it.
    """
    hold(review, *publication_ids)
    before = counted(review)
    yield
    review.standing = standing(review, at=at)
    db.session.flush()
    score_operations.count_critics(review.movie_id, counted(review) - before, at=at)
    if before == NOTHING and counted(review) != NOTHING:
        events.note_published("critic", [(review.movie_id, review.id)])


def hold(review: CriticReview, *publication_ids: int | None) -> None:
    """Lock a review with its publication, and read it anew; raises NotFound."""
    review_id = review.id
    known = {*publication_ids, review.publication_id}
    for publication_id in sorted(each for each in known if each is not None):
        hold_publication(publication_id)
    found = db.session.scalar(
        select(CriticReview)
        .where(CriticReview.id == review_id)
        .with_for_update(of=CriticReview)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("This review is no longer there.")


def hold_publication(publication_id: int | None) -> None:
    """Keep a publication's approval as it is until the transaction ends."""
    if publication_id is not None:
        db.session.execute(
            select(Publication.id)
            .where(Publication.id == publication_id)
            .with_for_update(read=True)
        )


def standing(review: CriticReview, *, at: datetime) -> Standing:
    """Return where a review stands by the rule, its publication asked."""
    approved = True
    if review.publication_id is not None:
        with db.session.no_autoflush:
            approved = (
                db.session.scalar(
                    select(Publication.approved).where(
                        Publication.id == review.publication_id
                    )
                )
                is not False
            )
    return rules.standing_of(
        verdict=review.verdict,
        embargoed_until=review.embargoed_until,
        withdrawn_at=review.withdrawn_at,
        duplicate_of_id=review.duplicate_of_id,
        interest=review.interest,
        approved=approved,
        at=at,
    )


def set_approval(publication_id: int, *, approved: bool, at: datetime) -> int:
    """Approve a publication or take that back, and count its reviews anew."""
    publication = db.session.scalar(
        select(Publication)
        .where(Publication.id == publication_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if publication is None:
        raise NotFound("This publication is no longer there.")
    publication.approved = approved
    db.session.flush()
    return restate(CriticReview.publication_id == publication_id, at=at)


def check_original(review: CriticReview, original_id: int) -> None:
    """Raise Conflict unless a review may be called the original of another."""
    original = db.session.execute(
        select(CriticReview.movie_id, CriticReview.duplicate_of_id).where(
            CriticReview.id == original_id
        )
    ).one_or_none()
    if original is None or original.movie_id != review.movie_id:
        raise Conflict("The original must be another review of the same film.")
    if original_id == review.id:
        raise Conflict("A review cannot be a duplicate of itself.")
    if original.duplicate_of_id is not None:
        raise Conflict("That review is itself a duplicate; name the original.")
    copies = select(CriticReview.id).where(CriticReview.duplicate_of_id == review.id)
    if db.session.scalar(copies.limit(1)) is not None:
        raise Conflict("Other reviews are duplicates of this one; release them first.")


def add_to(
    changes: dict[int, CriticTally], tallies: dict[int, CriticTally], *, sign: int
) -> None:
    """Add tallies to changes by movie, or take them away."""
    for movie_id, tally in tallies.items():
        known = changes.get(movie_id, NOTHING)
        changes[movie_id] = known + tally if sign > 0 else known - tally


def expire_standings() -> None:
    """Forget the standings that the session remembers of reviews."""
    for each in db.session.identity_map.values():
        if isinstance(each, CriticReview):
            db.session.expire(each, ["standing", "duplicate_of_id"])
