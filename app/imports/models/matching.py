"""Tables of what waits for a person: rows without a film, names that may be one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UTCDateTime


class WaitingRow(Model):
    """A row whose film is not certain; `values` are its fields as the file had them.

    It has a number of its own only where several rows of the file stand on one line.
    """

    __tablename__ = "waiting_row"
    __table_args__ = (
        UniqueConstraint("kind", "identity"),
        Index("ix_waiting_row_film", "film_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    identity: Mapped[int] = mapped_column(BigInteger)
    film_key: Mapped[str] = mapped_column(String(500))
    film_name: Mapped[str] = mapped_column(String(400))
    reason: Mapped[str] = mapped_column(String(200))
    line: Mapped[int]
    row_number: Mapped[int | None]
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    run_id: Mapped[int | None] = mapped_column(
        ForeignKey("import_run.id", ondelete="SET NULL")
    )


class FilmChoice(Model):
    """Which movie an editor says a film of a file is; none leaves it out."""

    __tablename__ = "film_choice"

    film_key: Mapped[str] = mapped_column(String(500), primary_key=True)
    movie_id: Mapped[int | None] = mapped_column(
        ForeignKey("movie.id", ondelete="CASCADE"), index=True
    )
    chosen_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    chosen_at: Mapped[datetime] = mapped_column(UTCDateTime)


class MergeState(StrEnum):
    """Where a proposed merge stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class NameMerge(Model):
    """Two critics or two publications that may be one; an editor decides, once.

    The keys are those of the two names, so that a decision outlives the rows. `trace`
    is what a merge moved, so that it can be taken back; of one that was made before it
    was kept there is none. A decision that was taken back leaves who did so, and when.
    """

    __tablename__ = "name_merge"
    __table_args__ = (
        UniqueConstraint("kind", "one_key", "other_key"),
        CheckConstraint("state IN ('proposed', 'accepted', 'declined')", name="state"),
        Index("ix_name_merge_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    one_key: Mapped[str] = mapped_column(String(220))
    other_key: Mapped[str] = mapped_column(String(220))
    reason: Mapped[str] = mapped_column(String(200))
    state: Mapped[MergeState] = mapped_column(String(10))
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    trace: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), deferred=True
    )
