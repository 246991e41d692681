"""Tables of runs: which file was imported when, and what became of its rows."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UTCDateTime

REMATCH = "rematch"
"""The kind of a run that matches waiting rows again, instead of reading a file."""


class RunState(StrEnum):
    """How far a run has come; a stopped one has left whole batches."""

    ASKED = "asked"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"


class SuspendedIndex(Model):
    """An index that a first, large import put aside, and how it is made again."""

    __tablename__ = "suspended_index"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    statement: Mapped[str] = mapped_column(Text)
    suspended_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ImportRun(Model):
    """A file that was imported, with the counts of the preview and of the report.

    Or rows that waited and were matched again, under what their film is called. While
    that goes on, `ended_at` is when it last gave a sign of life.
    """

    __tablename__ = "import_run"
    __table_args__ = (
        Index("ix_import_run_started", text("started_at DESC"), text("id DESC")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    file_name: Mapped[str] = mapped_column(String(255))
    file_size: Mapped[int] = mapped_column(BigInteger)
    dialect: Mapped[str] = mapped_column(String(100), default="", server_default="")
    state: Mapped[RunState] = mapped_column(String(10))
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    new_count: Mapped[int] = mapped_column(default=0, server_default="0")
    changed_count: Mapped[int] = mapped_column(default=0, server_default="0")
    same_count: Mapped[int] = mapped_column(default=0, server_default="0")
    refused_count: Mapped[int] = mapped_column(default=0, server_default="0")
    waiting_count: Mapped[int] = mapped_column(default=0, server_default="0")
