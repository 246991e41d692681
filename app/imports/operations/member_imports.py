"""Verbs of a member's import: begin, take up, correct, ask for commit or undo, end.

The work itself is in `member_reading` and `member_writing`. A worker holds an import by
a token and gives signs of life; what was left lying may be taken up by another.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from app.core.db import db
from app.core.errors import Conflict, TooMany
from app.imports.models.member_imports import (
    ImportItem,
    ImportState,
    MemberExport,
    MemberImport,
)
from app.imports.queries import member_imports as queries
from app.imports.rules.own_outcomes import Keep, Outcome, Written

MOST_UPLOADS = 20
MOST_EXPORTS = 20
MOST_TRIES = 4
STALE = timedelta(minutes=2)
PREVIEW_LIFE = timedelta(days=14)
UNDO_LIFE = timedelta(days=30)

ONE_AT_A_TIME = "One of your files is still being worked on. Wait until it is done."
TOO_MANY_FILES = f"You have sent {MOST_UPLOADS} files in a day. Go on tomorrow."
TOO_MANY_EXPORTS = (
    f"You have taken your data along {MOST_EXPORTS} times in a day. Go on tomorrow."
)
NOT_NOW = "This import is past that step. Look at it again, then decide."
GAVE_UP = (
    "The site broke off at this file several times. What was written until then can be "
    "taken back. Please tell the people who run this site."
)
EFFECTIVE = (Outcome.NEW, Outcome.CHANGED)


class TakenOver(Exception):
    """Another worker goes on with the import, or it is gone."""


def begin(
    *, user_id: int, file_name: str, stored_file: str, byte_count: int, at: datetime
) -> MemberImport:
    """Write an uploaded file down; a member has one import at work at a time."""
    row = MemberImport(
        user_id=user_id,
        state=ImportState.UPLOADED,
        file_name=file_name,
        stored_file=stored_file,
        byte_count=byte_count,
        remarks=[],
        uploaded_at=at,
        beat_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise Conflict(ONE_AT_A_TIME) from error
    return row


def allow_upload(user_id: int, *, at: datetime) -> None:
    """Raise Conflict or TooMany if a member may not send another file now."""
    if queries.is_running(user_id):
        raise Conflict(ONE_AT_A_TIME)
    refuse_many(queries.uploads_since(user_id, at), MOST_UPLOADS, TOO_MANY_FILES, at)


def note_export(kind: str, *, user_id: int, at: datetime) -> None:
    """Count that a member takes data along; raise TooMany if it is too often."""
    moments = queries.exports_since(user_id, at)
    refuse_many(moments, MOST_EXPORTS, TOO_MANY_EXPORTS, at)
    db.session.add(MemberExport(user_id=user_id, kind=kind, made_at=at))
    db.session.flush()


def refuse_many(moments: Any, most: int, message: str, at: datetime) -> None:
    """Raise TooMany when there were too many within a day."""
    if len(moments) >= most:
        wait = moments[-most] + queries.DAY - at
        raise TooMany(message, seconds=max(1, round(wait.total_seconds())))


def take_up(
    import_id: int,
    *,
    waiting: ImportState,
    working: ImportState,
    worker: str,
    at: datetime,
) -> bool:
    """Give an import to a worker, unless another holds it or gives signs of life."""
    free = (MemberImport.state == waiting) & MemberImport.worker.is_(None)
    left = (MemberImport.state == working) & (MemberImport.beat_at <= at - STALE)
    taken = change(
        update(MemberImport)
        .where(MemberImport.id == import_id, free | left)
        .values(state=working, worker=worker, beat_at=at, tries=MemberImport.tries + 1)
    )
    if not taken:
        return False
    tries = db.session.scalar(
        select(MemberImport.tries).where(MemberImport.id == import_id)
    )
    if (tries or 0) > MOST_TRIES:
        fail(import_id, GAVE_UP, at=at)
        return False
    return True


def beat(import_id: int, worker: str, *, done: int, at: datetime) -> None:
    """Give a sign of life and count what was done; raise TakenOver if it is lost."""
    held = change(
        update(MemberImport)
        .where(MemberImport.id == import_id, MemberImport.worker == worker)
        .values(done_count=MemberImport.done_count + done, beat_at=at)
    )
    if not held:
        raise TakenOver


def let_go(
    import_id: int,
    worker: str,
    waiting: ImportState,
    *,
    at: datetime,
    broken: bool = False,
) -> None:
    """Let an import wait for its next turn; what broke is counted as a try."""
    values: dict[str, Any] = {"state": waiting, "worker": None, "beat_at": at}
    if not broken:
        values["tries"] = 0
    change(
        update(MemberImport)
        .where(MemberImport.id == import_id, MemberImport.worker == worker)
        .values(values)
    )


def finish(import_id: int, worker: str, state: ImportState, *, at: datetime) -> None:
    """Write down that the work is done."""
    values: dict[str, Any] = {"state": state, "worker": None, "beat_at": at, "tries": 0}
    if state != ImportState.PREVIEW:
        values |= {"finished_at": at, "sent_from": ""}
    held = change(
        update(MemberImport)
        .where(MemberImport.id == import_id, MemberImport.worker == worker)
        .values(values)
    )
    if not held:
        raise TakenOver


def fail(import_id: int, reason: str, *, at: datetime) -> None:
    """End an import that cannot go on, and say why."""
    change(
        update(MemberImport)
        .where(MemberImport.id == import_id)
        .values(
            state=ImportState.FAILED,
            reason=reason,
            worker=None,
            beat_at=at,
            finished_at=at,
            sent_from="",
        )
    )


def ask_commit(
    import_id: int, keep: Keep, *, sent_from: str = "", at: datetime
) -> None:
    """Let a preview be written, once; raise Conflict when it is past that.

    `sent_from` is the address from which it is asked for; rules may speak about it.
    """
    number = db.session.scalar(
        select(func.count())
        .select_from(ImportItem)
        .where(
            ImportItem.import_id == import_id,
            ImportItem.outcome.in_(EFFECTIVE),
            ImportItem.written == Written.NO,
        )
    )
    values = {"keep": keep, "total_count": number, "sent_from": sent_from}
    move(import_id, [ImportState.PREVIEW], ImportState.COMMITTING, values, at=at)


def ask_undo(import_id: int, *, at: datetime) -> None:
    """Let what an import wrote be taken back; raise Conflict when it cannot be."""
    number = queries.written_counts(import_id).get(Written.YES, 0)
    if not number:
        raise Conflict("This import wrote nothing that could be taken back.")
    states = [ImportState.DONE, ImportState.FAILED]
    move(import_id, states, ImportState.UNDOING, {"total_count": number}, at=at)


def move(
    import_id: int,
    before: list[ImportState],
    after: ImportState,
    values: dict[str, Any],
    *,
    at: datetime,
) -> None:
    """Move an import to the next step; of two who ask, one is told so."""
    statement = (
        update(MemberImport)
        .where(MemberImport.id == import_id, MemberImport.state.in_(before))
        .values(state=after, done_count=0, worker=None, tries=0, beat_at=at, **values)
    )
    try:
        with db.session.begin_nested():
            moved = change(statement)
    except IntegrityError as error:
        raise Conflict(ONE_AT_A_TIME) from error
    if not moved:
        raise Conflict(NOT_NOW)


def discard(row: MemberImport, *, at: datetime) -> None:
    """Throw an import away before it wrote anything; its row stays to be counted."""
    gone = change(
        update(MemberImport)
        .where(
            MemberImport.id == row.id,
            MemberImport.state.in_([ImportState.PREVIEW, ImportState.FAILED]),
        )
        .values(state=ImportState.DISCARDED, worker=None, finished_at=at)
    )
    if not gone or queries.written_counts(row.id).get(Written.YES):
        raise Conflict(NOT_NOW)
    change(delete(ImportItem).where(ImportItem.import_id == row.id))


def expire(*, at: datetime) -> int:
    """Throw away previews nobody wanted, and items that can no longer be undone."""
    change(
        update(MemberImport)
        .where(
            MemberImport.state == ImportState.PREVIEW,
            MemberImport.beat_at <= at - PREVIEW_LIFE,
        )
        .values(state=ImportState.DISCARDED, finished_at=at)
    )
    over = select(MemberImport.id).where(
        MemberImport.state.in_(
            [
                ImportState.DONE,
                ImportState.UNDONE,
                ImportState.FAILED,
                ImportState.DISCARDED,
            ]
        ),
        (MemberImport.finished_at <= at - UNDO_LIFE)
        | (MemberImport.state == ImportState.DISCARDED),
    )
    return change(delete(ImportItem).where(ImportItem.import_id.in_(over)))


def refuse_other_state(row: MemberImport, *states: ImportState) -> None:
    """Raise Conflict unless an import is at one of these steps."""
    if row.state not in states:
        raise Conflict(NOT_NOW)


def change(statement: Any) -> int:
    """Change rows in the database alone, and return how many there were."""
    result: Any = db.session.execute(
        statement, execution_options={"synchronize_session": False}
    )
    return int(result.rowcount)
