"""Keep reviews back with their reasons, let them go, and limit posts in a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from app.audience import rules
from app.audience.hold_models import Hold, HoldKind, Outcome, SpentProof
from app.audience.models import AudienceReview, Standing
from app.audience.operations.allowances import Deed, midnight_before, refuse_beyond
from app.audience.queries import holds as hold_queries
from app.audience.rules.bursts import BurstRule
from app.audience.rules.holds import HoldRule, Sent, Sieve
from app.audience.rules.proofs import SolvedProof
from app.core import events
from app.core.db import db, insert_unless_there
from app.core.errors import Forbidden, NotFound
from app.movies import operations as movie_operations
from app.movies.models import Movie
from app.scores import operations as score_operations
from app.scores.rules import AudienceTally

NOTHING = AudienceTally()
Reasons = Iterable[tuple[HoldRule, str]]
STILL_HERE = " What you typed is still here; nothing was posted."
REMOVED = "A moderator has removed this review for good, so it cannot be changed."


@dataclass(frozen=True)
class Gate:
    """What a post passes through: the site's rules, and how the post came.

    Where there is no rule for waves, or no limit of a day, the post is none of a kind
    that they are for.
    """

    sieve: Sieve
    bursts: BurstRule | None
    sent: Sent
    limited: bool = True


@dataclass(frozen=True)
class Sifted:
    """Why a post is to be held, and where it stands otherwise if that was asked."""

    reasons: Reasons = ()
    standing: Standing | None = None


def sift(gate: Gate, text: str, *, movie_id: int, user_id: int, at: datetime) -> Sifted:
    """Look at a post and who sends it; raises TooMany beyond the day's limit."""
    if not (gate.limited or gate.sieve.holds):
        return Sifted()
    sender = hold_queries.sender_of(movie_id, user_id, since=midnight_before(at), at=at)
    author = sender.author
    if gate.limited and not sender.has_review:
        limit = gate.sieve.limits.of(gate.sieve.level(author))
        limit = limit if sender.own_limit is None else min(limit, sender.own_limit)
        refuse_beyond(limit, Deed.RATING, sender.posts, at=at, besides=STILL_HERE)
    reasons = tuple(gate.sieve.reasons(text, author, gate.sent))
    return Sifted(reasons, sender.standing)


def spend(proof: SolvedProof) -> bool:
    """Use a proof of work up; tell whether it was new."""
    return insert_unless_there(
        SpentProof, digest=proof.digest, expires_at=proof.expires_at
    )


def forget_spent_proofs(*, at: datetime) -> None:
    """Forget the proofs that are too old to be used again."""
    db.session.execute(delete(SpentProof).where(SpentProof.expires_at <= at))


def hold_on(review: AudienceReview) -> Hold | None:
    """Return what keeps a review back; raises Forbidden for one removed for good."""
    hold = hold_queries.open_hold(review.id)
    if hold is not None and hold.kind == HoldKind.REMOVED:
        raise Forbidden(REMOVED)
    return hold


def keep_back(
    review: AudienceReview, hold: Hold | None, reasons: Reasons, *, at: datetime
) -> None:
    """Hold a review that was posted or changed, if there are reasons.

    `hold` keeps it back already. One that was to be changed waits for a moderator once
    it is.
    """
    found = list(reasons)
    if hold is not None and hold.kind == HoldKind.CHANGE:
        settle(hold, Outcome.CHANGED, by_id=None, at=at)
        found.insert(0, (HoldRule.CHANGED, "Changed, as a moderator had asked"))
        review.standing = Standing.HELD
        place(review.id, HoldKind.RULES, found, at=at)
    elif hold is not None and hold.kind == HoldKind.RULES:
        hold.reasons = merged(hold.reasons, found)
    elif found and hold is not None and hold.kind == HoldKind.BURST:
        # What is wrong with it by itself is not let go with its wave.
        settle(hold, Outcome.CHANGED, by_id=None, at=at)
        place(review.id, HoldKind.RULES, found, at=at)
    elif found and review.standing in (Standing.PUBLISHED, Standing.WAITING):
        review.standing = Standing.HELD
        place(review.id, HoldKind.RULES, found, at=at)


def merged(before: list[list[str]], found: Reasons) -> list[list[str]]:
    """Return old and new reasons, each rule once with its newest words."""
    words = {pair[0]: pair[1] for pair in before}
    words.update({str(rule): reason for rule, reason in found})
    return [[rule, reason] for rule, reason in words.items()]


def place(
    review_id: int,
    kind: HoldKind,
    reasons: Reasons,
    *,
    at: datetime,
    burst_id: int | None = None,
) -> Hold:
    """Write down that a review is kept back, and why."""
    hold = Hold(
        review_id=review_id,
        burst_id=burst_id,
        kind=kind,
        reasons=[[str(rule), words] for rule, words in reasons],
        placed_at=at,
    )
    db.session.add(hold)
    db.session.flush()
    return hold


def settle(hold: Hold, outcome: Outcome, *, by_id: int | None, at: datetime) -> None:
    """Write down how a hold ended."""
    hold.settled_at = at
    hold.settled_by_id = by_id
    hold.outcome = outcome
    db.session.flush()


def show(review_id: int, *, by_id: int, at: datetime) -> AudienceReview:
    """Let a review be shown and counted, whatever kept it back."""
    review = to_be_judged(review_id)
    hold = hold_queries.open_hold(review_id)
    if hold is not None:
        settle(hold, Outcome.RELEASED, by_id=by_id, at=at)
    is_open = db.session.scalar(
        select(Movie.ratings_open).where(Movie.id == review.movie_id)
    )
    stand(review, Standing.PUBLISHED if is_open else Standing.WAITING)
    is_new = hold is not None and hold.kind == HoldKind.RULES
    if is_new and review.body and review.standing == Standing.PUBLISHED:
        events.note_published("audience", [(review.movie_id, review.id)])
    return review


def hide(
    review_id: int,
    kind: HoldKind | None,
    words: str,
    *,
    by_id: int,
    at: datetime,
) -> AudienceReview:
    """Take a review out of sight and count: as it is, until changed, or for good."""
    review = to_be_judged(review_id)
    hold = hold_queries.open_hold(review_id)
    if hold is not None:
        settle(hold, Outcome.STRUCK, by_id=by_id, at=at)
    if kind is not None:
        rule = HoldRule.ASKED if kind is HoldKind.CHANGE else HoldRule.REMOVED
        place(review_id, kind, [(rule, words)], at=at)
    stand(review, Standing.HIDDEN)
    return review


def to_be_judged(review_id: int) -> AudienceReview:
    """Return a review with its row locked, read anew; raises NotFound."""
    review = db.session.scalar(
        select(AudienceReview)
        .where(AudienceReview.id == review_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if review is None:
        raise NotFound("This review is no longer there.")
    return review


def stand(review: AudienceReview, standing: Standing) -> None:
    """Let a review stand, and count it so; a withdrawn one stands so if it returns."""
    if review.standing == Standing.WITHDRAWN:
        review.standing_before = standing
        movie_operations.touch(review.movie_id)
        db.session.flush()
        return
    before = counted(review)
    review.standing = standing
    score_operations.count_audience(review.movie_id, counted(review) - before)
    db.session.flush()


def counted(review: AudienceReview) -> AudienceTally:
    """Return what a review adds to the tally as it stands."""
    if review.standing != Standing.PUBLISHED:
        return NOTHING
    return rules.counted(review.rating, verified=review.verified)
