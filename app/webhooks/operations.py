"""Verbs of webhooks: keep them, gather what happened, deliver each message.

A delivery is claimed by one UPDATE that asks for its state, so that of two workers one
gets it. A claim ends by itself: what a worker that was killed had claimed is sent again
by another. So a message arrives at least once, under the same id each time.
"""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, or_, select, update

from app.core import events
from app.core.db import db
from app.core.errors import Conflict
from app.core.events import Event, EventKind
from app.webhooks import messages, rules
from app.webhooks.models import Delivery, State, Webhook
from app.webhooks.outgoing import Answer

GATHERED_AT_ONCE = 1000
GONE = 410


def add(
    url: str, kinds: Collection[EventKind], *, user_id: int | None, at: datetime
) -> Webhook:
    """Tell an address of some kinds of events from now on."""
    webhook = Webhook(
        url=url,
        kinds=sorted(kinds),
        secret=rules.new_secret(secrets.token_bytes(rules.SECRET_BYTES)),
        made_by_id=user_id,
        made_at=at,
    )
    db.session.add(webhook)
    settle_wants()
    return webhook


def remove(webhook: Webhook) -> None:
    """Forget a webhook with its deliveries."""
    db.session.delete(webhook)
    settle_wants()


def rotate(webhook: Webhook, *, at: datetime) -> None:
    """Give a webhook a new secret; the former one signs as well for a day."""
    webhook.former_secret = webhook.secret
    webhook.former_secret_until = at + rules.BOTH_SECRETS
    webhook.secret = rules.new_secret(secrets.token_bytes(rules.SECRET_BYTES))
    db.session.flush()


def switch_on(webhook: Webhook) -> None:
    """Tell a webhook again."""
    webhook.active = True
    webhook.failing_since = None
    webhook.switched_off_at = None
    webhook.switched_off_why = None
    settle_wants()


def switch_off(webhook: Webhook, why: str, *, at: datetime) -> None:
    """Tell a webhook nothing more, and let go of what waits for it."""
    webhook.active = False
    webhook.switched_off_at = at
    webhook.switched_off_why = why
    db.session.execute(
        update(Delivery)
        .where(Delivery.webhook_id == webhook.id, Delivery.state == State.WAITING)
        .values(state=State.GIVEN_UP, error="The webhook was switched off.")
    )
    settle_wants()


def settle_wants() -> None:
    """Let only those events be written down that an active webhook wants."""
    db.session.flush()
    active = db.session.scalars(select(Webhook.kinds).where(Webhook.active))
    events.want({EventKind(kind) for kinds in active for kind in kinds})


def ping(webhook: Webhook, *, at: datetime, site: str) -> Delivery:
    """Let a webhook be tried."""
    body = messages.ping(at=at, site=site)
    return post(webhook.id, rules.PING, body, at=at)


def send_again(delivery: Delivery, *, at: datetime) -> None:
    """Let a message be sent once more, under its old id; raises Conflict."""
    if not delivery.webhook.active:
        raise Conflict("This webhook is switched off. Switch it on first.")
    again = db.session.scalar(
        update(Delivery)
        .where(
            Delivery.id == delivery.id,
            Delivery.state.in_((State.DELIVERED, State.GIVEN_UP)),
        )
        .values(state=State.WAITING, attempts=0, next_at=at, claimed_until=None)
        .returning(Delivery.id)
    )
    if again is None:
        raise Conflict("This message is on its way already.")


def gather(*, at: datetime, site: str) -> Sequence[int]:
    """Make messages of what happened; return the deliveries.

    All changes of a movie's score since the last time become one message, from the
    figures before the first of them to those of now. Each event is gathered once, by
    whoever takes it first.
    """
    waiting = (
        select(Event.id)
        .where(Event.gathered_at.is_(None))
        .order_by(Event.id)
        .limit(GATHERED_AT_ONCE)
    )
    ids = db.session.scalars(waiting).all()
    if not ids:
        return []
    taken = list(take(Event.id.in_(ids), at=at))
    movie_ids = {row.movie_id for row in taken if row.kind == EventKind.SCORE_CHANGED}
    # What else changed the same scores belongs to the same messages.
    taken += take(
        Event.movie_id.in_(movie_ids), Event.kind == EventKind.SCORE_CHANGED, at=at
    )
    bodies: list[tuple[EventKind, str | None]] = []
    told: set[int] = set()
    for row in sorted(taken, key=lambda row: row.id):
        if row.kind == EventKind.REVIEW_PUBLISHED:
            text = messages.review_published(
                row.movie_id, row.payload, at=at, site=site
            )
        elif row.movie_id in told:
            continue
        else:
            told.add(row.movie_id)
            text = messages.score_changed(row.movie_id, row.payload, at=at, site=site)
        bodies.append((EventKind(row.kind), text))
    listeners = db.session.scalars(
        select(Webhook).where(Webhook.active).order_by(Webhook.id)
    ).all()
    return [
        post(webhook.id, kind, text, at=at).id
        for kind, text in bodies
        if text is not None
        for webhook in listeners
        if kind in webhook.kinds
    ]


def take(*conditions: ColumnElement[bool], at: datetime) -> Sequence[Row[Any]]:
    """Mark events as gathered and return them; of two who try, one gets each."""
    return db.session.execute(
        update(Event)
        .where(*conditions, Event.gathered_at.is_(None))
        .values(gathered_at=at)
        .returning(Event.id, Event.kind, Event.movie_id, Event.payload)
        .execution_options(synchronize_session=False)
    ).all()


def post(webhook_id: int, kind: str, body: str, *, at: datetime) -> Delivery:
    """Let a message wait for being sent."""
    delivery = Delivery(
        webhook_id=webhook_id,
        message_id=f"msg_{secrets.token_hex(12)}",
        kind=kind,
        body=body,
        state=State.WAITING,
        next_at=at,
        made_at=at,
    )
    db.session.add(delivery)
    db.session.flush()
    return delivery


def claim(delivery_id: int, *, at: datetime) -> int | None:
    """Take a delivery whose turn has come; return which attempt this is, or None."""
    attempt: int | None = db.session.scalar(
        update(Delivery)
        .where(
            Delivery.id == delivery_id,
            or_(
                (Delivery.state == State.WAITING) & (Delivery.next_at <= at),
                (Delivery.state == State.SENDING) & (Delivery.claimed_until <= at),
            ),
        )
        .values(
            state=State.SENDING,
            claimed_until=at + rules.CLAIM,
            attempts=Delivery.attempts + 1,
        )
        .returning(Delivery.attempts)
        .execution_options(synchronize_session=False)
    )
    return attempt


def record(delivery_id: int, attempt: int, answer: Answer, *, at: datetime) -> None:
    """Write down what came of an attempt, unless another has taken over since."""
    found = db.session.execute(
        select(Delivery.message_id, Delivery.webhook_id, Delivery.body)
        .where(
            Delivery.id == delivery_id,
            Delivery.state == State.SENDING,
            Delivery.attempts == attempt,
        )
        .with_for_update()
    ).one_or_none()
    if found is None:
        return
    pause = rules.pause_after(attempt, found.message_id)
    webhook = db.session.get_one(Webhook, found.webhook_id, with_for_update=True)
    state, next_at, error = State.DELIVERED, at, answer.error
    if answer.is_delivered:
        webhook.failing_since = None
    else:
        state = State.GIVEN_UP if pause is None else State.WAITING
        next_at = at + (pause or timedelta(0))
        webhook.failing_since = webhook.failing_since or at
        if pause is None:
            error = f"{error} Given up after {attempt} attempts."
    db.session.execute(
        update(Delivery)
        .where(Delivery.id == delivery_id)
        .values(
            state=state,
            next_at=next_at,
            claimed_until=None,
            status=answer.status,
            milliseconds=answer.milliseconds,
            error=None if error is None else error[:300],
            excerpt=answer.excerpt,
            tried_at=at,
        )
        .execution_options(synchronize_session=False)
    )
    if not webhook.active:
        return
    if answer.status == GONE:
        switch_off(webhook, "The receiver answered 410: it is gone for good.", at=at)
    elif rules.is_hopeless(webhook.failing_since, at):
        since = webhook.failing_since
        day = since.strftime("%d %B %Y") if since else ""
        switch_off(webhook, f"Nothing has arrived since {day}.", at=at)
    db.session.flush()


def drop(delivery_id: int, attempt: int, error: str) -> None:
    """Give a delivery up without trying."""
    db.session.execute(
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.attempts == attempt)
        .values(state=State.GIVEN_UP, error=error, claimed_until=None)
        .execution_options(synchronize_session=False)
    )


def forget(*, before: datetime) -> int:
    """Remove events and finished deliveries from before a moment; return how many."""
    done = (State.DELIVERED, State.GIVEN_UP)
    gone = [
        *db.session.scalars(
            delete(Event).where(Event.happened_at < before).returning(Event.id)
        ),
        *db.session.scalars(
            delete(Delivery)
            .where(Delivery.made_at < before, Delivery.state.in_(done))
            .returning(Delivery.id)
        ),
    ]
    return len(gone)
