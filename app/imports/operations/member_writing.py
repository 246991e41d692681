"""Write one film of an import, and take it back: each with its trace, each only once.

A film is one transaction: its item is claimed in it, so that a commit that runs twice
writes once, and the tally moves with the review.
"""

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import delete, select, update

from app.audience import operations as audience_operations
from app.audience.models import AudienceReview, Interest, InterestKind, Standing
from app.audience.operations import Gate, Opinion
from app.core.db import db, insert_unless_there
from app.core.errors import Forbidden
from app.imports.models.member_imports import ImportItem, MemberImport, Viewing
from app.imports.operations.member_imports import change
from app.imports.operations.member_reading import day_of, joined
from app.imports.rules.own_outcomes import Said, Written, takes_file

STAYS = "What you said here stays."
DECIDED = "You had decided about this film here; that stays."
CHANGED_SINCE = "You changed the review since; it stays as it is now."
GONE_SINCE = "The review was gone already."
HIDDEN_SINCE = "A moderator decided about the review since; it stays so."
WITHDRAWN_SINCE = "You withdrew the review since; it stays so."
NOON = time(12, tzinfo=UTC)


def write(item_id: int, row: MemberImport, gate: Gate, *, at: datetime) -> None:
    """Post what an item says through the gate, unless it was done already."""
    if not claimed(item_id, Written.NO, Written.YES):
        return
    item = db.session.get_one(ImportItem, item_id, populate_existing=True)
    if item.movie_id is None:
        item.written = Written.PASSED
        return
    trace: dict[str, Any] = {}
    remarks = [item.remark]
    if item.rating is not None:
        remarks.append(write_review(item, row, gate, trace, at=at))
    if item.wish:
        remarks.append(write_wish(item, row.user_id, trace, at=at))
    write_viewings(item, row, trace)
    item.trace = trace
    item.remark = joined(*remarks)
    item.written = Written.YES if trace else Written.PASSED
    db.session.flush()


def claimed(item_id: int, before: Written, after: Written) -> bool:
    """Take an item for oneself; of two who want it, one gets it."""
    return bool(
        change(
            update(ImportItem)
            .where(ImportItem.id == item_id, ImportItem.written == before)
            .values(written=after)
        )
    )


def write_review(
    item: ImportItem,
    row: MemberImport,
    gate: Gate,
    trace: dict[str, Any],
    *,
    at: datetime,
) -> str:
    """Post the rating of an item; return a remark if it is not posted."""
    movie_id, rating = numbers_of(item)
    review = review_of(movie_id, row.user_id)
    present = None
    if review is not None and review.standing != Standing.WITHDRAWN:
        last = review.edited_at or review.posted_at
        present = Said(review.rating, review.body, last.date())
    brought = Said(rating, item.words, item.said_on)
    if not takes_file(row.keep, brought, present):
        return STAYS
    before = snapshot(review) if review is not None else None
    opinion = opinion_of(
        item, present, spoiler=bool(present and review and review.spoiler)
    )
    moment = at if present else said_at(item.said_on, at=at)
    try:
        posted = audience_operations.publish(
            opinion,
            movie_id=movie_id,
            user_id=row.user_id,
            at=moment,
            gate=gate,
        )
    except Forbidden as refused:
        return str(refused)
    trace["review"] = {"before": before, "after": snapshot(posted)}
    return ""


def opinion_of(item: Any, present: Said | None, *, spoiler: bool) -> Opinion:
    """Return what an item says; words that are here stay where the file has none.

    `spoiler` tells whether what is here gives something away.
    """
    words = item.words or (present.words if present else "")
    return Opinion(item.rating, words, item.spoiler or spoiler)


def numbers_of(item: ImportItem) -> tuple[int, int]:
    """Return the film and the rating of an item that has both."""
    if item.movie_id is None or item.rating is None:
        raise ValueError("an item without film or rating has nothing to post")
    return item.movie_id, item.rating


def review_of(movie_id: int, user_id: int) -> AudienceReview | None:
    """Return a member's review with its row locked, read anew."""
    return db.session.scalar(
        select(AudienceReview)
        .where(AudienceReview.movie_id == movie_id, AudienceReview.user_id == user_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def said_at(day: date | None, *, at: datetime) -> datetime:
    """Return the moment of a day: its noon, but never one that is still to come."""
    return min(at, datetime.combine(day, NOON)) if day else at


def snapshot(review: Any) -> dict[str, Any]:
    """Return a review as plain values, so that it can be put back."""
    return {
        "rating": review.rating,
        "body": review.body,
        "spoiler": review.spoiler,
        "standing": str(review.standing),
        "standing_before": review.standing_before and str(review.standing_before),
        "posted_at": review.posted_at.isoformat(),
        "edited_at": review.edited_at.isoformat() if review.edited_at else None,
    }


def write_wish(
    item: ImportItem, user_id: int, trace: dict[str, Any], *, at: datetime
) -> str:
    """Note that a member wants to see a film, unless they have decided about it."""
    key = (item.movie_id, user_id)
    decided = db.session.get(Interest, key, populate_existing=True)
    if decided is not None:
        return "" if decided.kind == InterestKind.WANT_TO_SEE else DECIDED
    movie_id = item.movie_id or 0
    moment = said_at(item.said_on, at=at)
    audience_operations.decide_interest(
        InterestKind.WANT_TO_SEE, movie_id=movie_id, user_id=user_id, at=moment
    )
    trace["wish"] = moment.isoformat()
    return ""


def write_viewings(item: ImportItem, row: MemberImport, trace: dict[str, Any]) -> None:
    """Keep the evenings with a film that are not kept already."""
    mine = (Viewing.user_id == row.user_id, Viewing.movie_id == item.movie_id)
    count = 0
    for viewing in item.viewings:
        day = day_of(viewing)
        if day is None and db.session.scalar(select(Viewing.id).where(*mine).limit(1)):
            continue
        count += insert_unless_there(
            Viewing,
            user_id=row.user_id,
            movie_id=item.movie_id,
            watched_on=day,
            number=viewing["number"],
            rewatch=viewing["rewatch"],
            rating=viewing["rating"],
            words=viewing["words"],
            tags=viewing["tags"][:500],
            import_id=row.id,
        )
    if count:
        trace["viewings"] = count


def undo(item_id: int, row: MemberImport, *, at: datetime) -> None:
    """Take back what an item wrote, unless that was done already."""
    if not claimed(item_id, Written.YES, Written.UNDONE):
        return
    item = db.session.get_one(ImportItem, item_id, populate_existing=True)
    movie_id = item.movie_id
    if movie_id is None:
        return
    trace = item.trace
    if "viewings" in trace:
        db.session.execute(
            delete(Viewing).where(
                Viewing.import_id == row.id,
                Viewing.movie_id == movie_id,
                Viewing.user_id == row.user_id,
            )
        )
    if "wish" in trace:
        undo_wish(movie_id, row.user_id, trace["wish"], at=at)
    if "review" in trace:
        why = undo_review(movie_id, row.user_id, trace["review"], at=at)
        if why is not None:
            item.remark = joined(item.remark, why)
            item.written = Written.KEPT
    db.session.flush()


def undo_wish(movie_id: int, user_id: int, moment: str, *, at: datetime) -> None:
    """Forget a wish, if it is still the one that was written."""
    decided = db.session.get(Interest, (movie_id, user_id), populate_existing=True)
    if (
        decided is not None
        and decided.kind == InterestKind.WANT_TO_SEE
        and decided.decided_at.isoformat() == moment
    ):
        audience_operations.decide_interest(
            None, movie_id=movie_id, user_id=user_id, at=at
        )
        db.session.expunge(decided)


def undo_review(
    movie_id: int, user_id: int, trace: dict[str, Any], *, at: datetime
) -> str | None:
    """Put a review back as it was, or away; return why it stays, if it does."""
    review = review_of(movie_id, user_id)
    if (why := why_kept(review, trace["after"])) is not None:
        return why
    before = trace["before"]
    if before is None:
        audience_operations.erase(movie_id=movie_id, user_id=user_id)
        return None
    edited_at = before["edited_at"]
    moments = {
        "posted_at": datetime.fromisoformat(before["posted_at"]),
        "edited_at": datetime.fromisoformat(edited_at) if edited_at else None,
    }
    audience_operations.reinstate(
        before | moments, movie_id=movie_id, user_id=user_id, at=at
    )
    return None


def why_kept(review: Any, after: dict[str, Any]) -> str | None:
    """Return why a review is not taken back; None where it is as it was written."""
    if review is None:
        return GONE_SINCE
    if same(snapshot(review), after):
        return None
    if review.standing == Standing.WITHDRAWN:
        return WITHDRAWN_SINCE
    if review.standing == Standing.HIDDEN != after["standing"]:
        return HIDDEN_SINCE
    return CHANGED_SINCE


def same(now: dict[str, Any], then: dict[str, Any]) -> bool:
    """Tell whether a review is as it was written.

    A release, a wave or a moderator may have held it or let it out since.
    """
    waited = dict.fromkeys((Standing.WAITING, Standing.HELD), Standing.PUBLISHED)
    now, then = (
        snap | {"standing": waited.get(snap["standing"], snap["standing"])}
        for snap in (now, then)
    )
    return now == then
