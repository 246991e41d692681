"""Words from the site to a member, which stay until they have read them."""

from collections.abc import Sequence
from datetime import datetime

from flask_security import current_user
from sqlalchemy import func, select, update

from app.accounts.models import Notice
from app.core.db import db


def notify(
    user_id: int, title: str, *, words: str = "", url: str | None = None, at: datetime
) -> Notice:
    """Leave a word for a member."""
    notice = Notice(user_id=user_id, title=title, words=words, url=url, sent_at=at)
    db.session.add(notice)
    db.session.flush()
    return notice


def unread_count(user_id: int) -> int:
    """Count what a member has not read yet."""
    unread = select(func.count(Notice.id)).where(
        Notice.user_id == user_id, Notice.read_at.is_(None)
    )
    return db.session.scalar(unread) or 0


def unread_of_reader() -> int:
    """Count what who is signed in has not read yet; for private pages only."""
    return unread_count(current_user.id) if current_user.is_authenticated else 0


def latest_of(user_id: int, *, limit: int) -> Sequence[Notice]:
    """Return the latest words to a member, the newest first."""
    return db.session.scalars(
        select(Notice)
        .where(Notice.user_id == user_id)
        .order_by(Notice.id.desc())
        .limit(limit)
    ).all()


def mark_read(user_id: int, *, at: datetime) -> None:
    """Take note that a member has read all that was sent to them so far."""
    db.session.execute(
        update(Notice)
        .where(Notice.user_id == user_id, Notice.read_at.is_(None))
        .values(read_at=at)
    )
