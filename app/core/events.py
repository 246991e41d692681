"""What happened, written down in the transaction in which it happened.

The rooms that change something write a row here; who wants to know (`app/webhooks`)
reads them later. A kind that nobody wants leaves no row: the one statement that asks is
all that a site without webhooks pays for a transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    String,
    delete,
    event,
    insert,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from app.core import metrics
from app.core.clock import utcnow
from app.core.db import Index, Model, UTCDateTime, db
from app.core.reading import Lean

WAITING = text("gathered_at IS NULL")


class EventKind(StrEnum):
    """What can happen that others may want to know."""

    SCORE_CHANGED = "score.changed"
    REVIEW_PUBLISHED = "review.published"


class Event(Model):
    """Something that happened to a movie, until it was gathered and a while longer."""

    __tablename__ = "event"
    __table_args__ = (
        Index(
            "ix_event_waiting",
            "id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index("ix_event_happened_at", "happened_at"),
        Index("ix_event_movie_id", "movie_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EventKind] = mapped_column(String(40))
    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.id", ondelete="CASCADE"))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    happened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    gathered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class WantedEvent(Model):
    """A kind of event that somebody wants to know."""

    __tablename__ = "wanted_event"

    kind: Mapped[EventKind] = mapped_column(String(40), primary_key=True)


WANTED = Lean(select(WantedEvent.kind))
ASKED = "kinds of events that are wanted"


def is_wanted(kind: EventKind) -> bool:
    """Tell whether anybody wants to know of a kind; asked once in a transaction."""
    known = db.session().info
    if ASKED not in known:
        known[ASKED] = {kind for (kind,) in WANTED.read()}
    return kind in known[ASKED]


@event.listens_for(Session, "after_transaction_end")
def ask_again(session: Session, transaction: SessionTransaction) -> None:
    """Forget what was wanted while a transaction, or a savepoint, went on."""
    session.info.pop(ASKED, None)


def want(kinds: Collection[EventKind]) -> None:
    """Say which kinds are wanted from now on."""
    db.session().info.pop(ASKED, None)
    db.session.execute(delete(WantedEvent))
    if kinds:
        rows = [{"kind": kind} for kind in sorted(set(kinds))]
        db.session.execute(insert(WantedEvent), rows)


def note(kind: EventKind, payloads: Mapping[int, Mapping[str, Any]]) -> None:
    """Write down what happened to some movies, by their numbers."""
    if not payloads:
        return
    at = utcnow()
    db.session.execute(
        insert(Event),
        [
            {
                "kind": kind,
                "movie_id": movie_id,
                "payload": dict(payload),
                "happened_at": at,
            }
            for movie_id, payload in payloads.items()
        ],
    )


def note_published(writer: str, reviews: Collection[tuple[int, int]]) -> None:
    """Write down that reviews came out: pairs of a movie's number and a review's.

    `writer` is "critic" or "audience".
    """
    metrics.note_published(writer, len(reviews))
    if not reviews or not is_wanted(EventKind.REVIEW_PUBLISHED):
        return
    at = utcnow()
    db.session.execute(
        insert(Event),
        [
            {
                "kind": EventKind.REVIEW_PUBLISHED,
                "movie_id": movie_id,
                "payload": {"writer": writer, "review_id": review_id},
                "happened_at": at,
            }
            for movie_id, review_id in reviews
        ],
    )
