"""Verbs of screenings: make one with its codes, cast a ballot, open the count."""

import secrets
from datetime import date, datetime

from sqlalchemy import insert, or_, select, update

from app.accounts import operations as account_operations
from app.audience import operations as audience_operations
from app.audience import queries as audience_queries
from app.audience.models import AudienceReview, Standing
from app.audience.operations import Gate, Opinion
from app.core.db import db
from app.core.departures import Departure, at_departure
from app.core.errors import Conflict, DomainError, Forbidden, NotFound
from app.movies import operations as movie_operations
from app.screenings import rules
from app.screenings.models import Ballot, Screening, ScreeningCode

UNKNOWN = "This code is not known here. Look at it again: it has 28 letters and digits."
USED = "This code has been used. If it was by you: thank you, your rating is in."
CLOSED = "The codes of this screening have stopped working."
SEED_BYTES = 16


class CodeUsed(Conflict):
    """A code was used already, perhaps a blink ago."""


class CodeClosed(DomainError):
    """A code came too late."""

    status = 410


def make_screening(
    movie_id: int,
    *,
    place: str,
    held_on: date,
    closes_at: datetime,
    code_count: int,
    sealed: bool,
    made_by_id: int | None,
    secret: str,
    at: datetime,
) -> Screening:
    """Add a screening with so many codes; `secret` is the site's."""
    screening = Screening(
        movie_id=movie_id,
        place=place,
        held_on=held_on,
        closes_at=closes_at,
        code_count=code_count,
        sealed=sealed,
        seed=secrets.token_bytes(SEED_BYTES),
        made_by_id=made_by_id,
        made_at=at,
    )
    db.session.add(screening)
    db.session.flush()
    db.session.execute(
        insert(ScreeningCode),
        [
            {
                "screening_id": screening.id,
                "number": number,
                "code_hash": rules.hash_of(
                    rules.code_of(secret, screening.seed, number)
                ),
            }
            for number in range(1, code_count + 1)
        ],
    )
    movie_operations.touch(movie_id)
    return screening


def cast(
    code: str,
    rating: int,
    body: str,
    *,
    user_id: int | None,
    gate: Gate | None = None,
    at: datetime,
) -> Ballot:
    """Take a code and what its holder says; of two phones with one code one wins.

    Through a `gate` its words may be held for a moderator, and its stars with them.

    Raises NotFound for a code that is none, CodeClosed after the last day, CodeUsed
    for one that was used.
    """
    taken = db.session.execute(
        update(ScreeningCode)
        .where(
            ScreeningCode.code_hash == rules.hash_of(code),
            ScreeningCode.used_at.is_(None),
        )
        .values(used_at=at)
        .returning(ScreeningCode.id, ScreeningCode.screening_id)
    ).one_or_none()
    if taken is None:
        known = db.session.scalar(
            select(ScreeningCode.id).where(
                ScreeningCode.code_hash == rules.hash_of(code)
            )
        )
        raise CodeUsed(USED) if known else NotFound(UNKNOWN)
    screening = db.session.get_one(Screening, taken.screening_id)
    if screening.closes_at <= at:
        raise CodeClosed(CLOSED)
    ballot = Ballot(
        screening_id=screening.id,
        code_id=taken.id,
        user_id=user_id,
        rating=rating,
        body=body,
        cast_at=at,
    )
    db.session.add(ballot)
    db.session.flush()
    if screening.is_counted:
        count(ballot, screening, gate)
    else:
        movie_operations.touch(screening.movie_id)
    return ballot


def open_count(screening_id: int, *, at: datetime) -> Screening:
    """Open a sealed count; raises Conflict when it is open already.

    The ballots are counted one handful after another by `count_waiting`.
    """
    opened = db.session.scalar(
        update(Screening)
        .where(
            Screening.id == screening_id,
            Screening.sealed,
            Screening.opened_at.is_(None),
        )
        .values(opened_at=at)
        .returning(Screening.id)
    )
    if opened is None:
        raise Conflict("This count is open already.")
    screening = db.session.get_one(Screening, screening_id)
    movie_operations.touch(screening.movie_id)
    return screening


def note_wrong_code(key_hash: bytes, *, at: datetime) -> None:
    """Count a wrong code for where it came from."""
    account_operations.note_failures([key_hash], at=at)


def count_waiting(screening_id: int, *, limit: int, gate: Gate | None = None) -> int:
    """Make reviews of some ballots that are not counted yet; return how many."""
    screening = db.session.get_one(Screening, screening_id)
    if not screening.is_counted:
        return 0
    ballots = db.session.scalars(
        select(Ballot)
        .where(Ballot.screening_id == screening_id, Ballot.counted.is_(False))
        .order_by(Ballot.id)
        .limit(limit)
        .with_for_update()
    ).all()
    for ballot in ballots:
        try:
            count(ballot, screening, gate)
        except Forbidden:
            # A moderator has removed its member's review; the others still count.
            ballot.counted = True
    db.session.flush()
    return len(ballots)


def count(ballot: Ballot, screening: Screening, gate: Gate | None) -> None:
    """Make a verified review of a ballot, of its member's or of a guest's.

    None is made for a member who has taken back what they said since.
    """
    ballot.counted = True
    if ballot.user_id is None:
        ballot.user_id = account_operations.add_guest(at=ballot.cast_at).id
    if is_taken_back(ballot, screening.movie_id):
        return
    said = audience_queries.of_member(screening.movie_id, ballot.user_id)
    review = audience_operations.publish(
        opinion_of(ballot, said),
        movie_id=screening.movie_id,
        user_id=ballot.user_id,
        at=ballot.cast_at,
        verified=True,
        gate=gate,
    )
    ballot.review_id = review.id


def is_taken_back(ballot: Ballot, movie_id: int) -> bool:
    """Tell whether a member withdrew their review after they cast a ballot.

    Of a withdrawal of long ago it is not known when it was: it stays one.
    """
    withdrawn = select(AudienceReview.id).where(
        AudienceReview.movie_id == movie_id,
        AudienceReview.user_id == ballot.user_id,
        AudienceReview.standing == Standing.WITHDRAWN,
        or_(
            AudienceReview.withdrawn_at.is_(None),
            AudienceReview.withdrawn_at >= ballot.cast_at,
        ),
    )
    return db.session.scalar(withdrawn) is not None


def opinion_of(ballot: Ballot, review: AudienceReview | None) -> Opinion:
    """Return what a ballot's holder says now: words stay, and so does what came later.

    A sealed count may be opened long after its ballots were cast.
    """
    if review is None:
        return Opinion(ballot.rating, ballot.body)
    if (review.edited_at or review.posted_at) > ballot.cast_at:
        return Opinion(review.rating, review.body, review.spoiler)
    words = ballot.body if ballot.body.strip() else review.body
    return Opinion(ballot.rating, words, review.spoiler)


@at_departure
def part_with_ballots(departure: Departure) -> None:
    """Let a member's ballots go as their reviews do.

    The stars stay in the result of the screening, under no name, as in every audit
    file. Where the reviews leave, the words are deleted, and a count that is opened
    later makes no review of them; where they stay, it makes one of the same account's.
    """
    mine = update(Ballot).where(Ballot.user_id == departure.user_id)
    if departure.reviews_stay:
        change = mine.values(user_id=departure.heir_id)
    else:
        change = mine.values(body="", counted=True)
    db.session.execute(change.execution_options(synchronize_session=False))
