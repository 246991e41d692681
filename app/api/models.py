"""The table of files that editors' programs have sent, and how far each has come."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UTCDateTime


class FileState(StrEnum):
    """How far a file has come."""

    WAITING = "waiting"
    WORKING = "working"
    FINISHED = "finished"
    REFUSED = "refused"


class SentFile(Model):
    """A file that waits to be imported, or was; `run_id` leads to what became of it.

    `beat_at` is the last sign of life of who works on it.
    """

    __tablename__ = "sent_file"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'working', 'finished', 'refused')", name="state"
        ),
        Index("ix_sent_file_user_id", "user_id", "id"),
        Index("ix_sent_file_state", "state", "beat_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    file_name: Mapped[str] = mapped_column(String(100))
    file_size: Mapped[int] = mapped_column(BigInteger)
    create_movies: Mapped[bool] = mapped_column(default=False, server_default="0")
    state: Mapped[FileState] = mapped_column(String(10))
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    reason: Mapped[str | None] = mapped_column(Text)
    problems: Mapped[list[str]] = mapped_column(JSON, default=list)
    run_id: Mapped[int | None] = mapped_column(
        ForeignKey("import_run.id", ondelete="SET NULL")
    )
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    beat_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
