"""Tables of what members bring: an import, its films, the viewings that are kept."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Index, Model, UTCDateTime
from app.imports.rules.own_outcomes import Keep, Outcome, Written

RUNNING = text("state IN ('uploaded', 'reading', 'committing', 'undoing')")
UNDATED = text("watched_on IS NULL")


class ImportState(StrEnum):
    """How far an import is."""

    UPLOADED = "uploaded"
    READING = "reading"
    PREVIEW = "preview"
    COMMITTING = "committing"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"
    DISCARDED = "discarded"


class MemberImport(Model):
    """A file that a member brought, and how far the work on it is.

    `worker` is who works on it and `beat_at` when they last gave a sign of life, so
    that another may take over what was left lying. `stored_file` is a random name.
    """

    __tablename__ = "member_import"
    __table_args__ = (
        Index("ix_member_import_user", "user_id", "id"),
        Index("ix_member_import_state", "state", "beat_at"),
        Index(
            "uq_member_import_running",
            "user_id",
            unique=True,
            sqlite_where=RUNNING,
            postgresql_where=RUNNING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    state: Mapped[ImportState] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(20), default="", server_default="")
    file_name: Mapped[str] = mapped_column(String(120))
    stored_file: Mapped[str | None] = mapped_column(String(64))
    byte_count: Mapped[int]
    keep: Mapped[Keep] = mapped_column(
        String(10), default=Keep.NEWER, server_default="newer"
    )
    done_count: Mapped[int] = mapped_column(default=0, server_default="0")
    total_count: Mapped[int] = mapped_column(default=0, server_default="0")
    remarks: Mapped[list[str]] = mapped_column(JSON, default=list)
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    worker: Mapped[str | None] = mapped_column(String(32))
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    beat_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # From where the member asked to write it; forgotten when it is written.
    sent_from: Mapped[str] = mapped_column(String(45), default="", server_default="")


class ImportItem(Model):
    """What an import says of one film, or a line of it that was refused.

    `written` says what the commit did with it; `trace` holds what was there before, so
    that it can be taken back.
    """

    __tablename__ = "import_item"
    __table_args__ = (
        UniqueConstraint("import_id", "movie_id"),
        CheckConstraint("rating BETWEEN 1 AND 10", name="rating"),
        Index("ix_import_item_outcome", "import_id", "outcome", "id"),
        Index("ix_import_item_written", "import_id", "written", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(
        ForeignKey("member_import.id", ondelete="CASCADE")
    )
    file: Mapped[str] = mapped_column(String(120))
    line: Mapped[int]
    title: Mapped[str] = mapped_column(String(300), default="", server_default="")
    year: Mapped[int | None]
    identifiers: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    rating: Mapped[int | None]
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    spoiler: Mapped[bool] = mapped_column(default=False, server_default="0")
    said_on: Mapped[date | None] = mapped_column(Date)
    wish: Mapped[bool] = mapped_column(default=False, server_default="0")
    viewings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    movie_id: Mapped[int | None] = mapped_column(
        ForeignKey("movie.id", ondelete="SET NULL"), index=True
    )
    candidates: Mapped[list[int]] = mapped_column(JSON, default=list)
    outcome: Mapped[Outcome] = mapped_column(String(20))
    refused_column: Mapped[str] = mapped_column(
        String(80), default="", server_default=""
    )
    refused_value: Mapped[str] = mapped_column(
        String(200), default="", server_default=""
    )
    remark: Mapped[str] = mapped_column(Text, default="", server_default="")
    written: Mapped[Written] = mapped_column(
        String(20), default=Written.NO, server_default="no"
    )
    trace: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Viewing(Model):
    """A member saw a movie on a day, for the first time or again.

    `number` tells two viewings of one day apart. `import_id` is what brought it.
    """

    __tablename__ = "viewing"
    __table_args__ = (
        UniqueConstraint("user_id", "movie_id", "watched_on", "number"),
        CheckConstraint("rating BETWEEN 1 AND 10", name="rating"),
        Index(
            "uq_viewing_undated",
            "user_id",
            "movie_id",
            "number",
            unique=True,
            sqlite_where=UNDATED,
            postgresql_where=UNDATED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    movie_id: Mapped[int] = mapped_column(
        ForeignKey("movie.id", ondelete="CASCADE"), index=True
    )
    watched_on: Mapped[date | None] = mapped_column(Date)
    number: Mapped[int] = mapped_column(default=1, server_default="1")
    rewatch: Mapped[bool] = mapped_column(default=False, server_default="0")
    rating: Mapped[int | None]
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    tags: Mapped[str] = mapped_column(String(500), default="", server_default="")
    import_id: Mapped[int | None] = mapped_column(
        ForeignKey("member_import.id", ondelete="SET NULL"), index=True
    )


class MemberExport(Model):
    """A member took their data along; counted, so that it is not done all day."""

    __tablename__ = "member_export"
    __table_args__ = (Index("ix_member_export_user", "user_id", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
