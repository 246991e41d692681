"""Read, write and take back members' imports in the background, and clear up.

Each step is a small transaction with a sign of life. A job that died is taken up by the
sweep; one that runs twice finds that another holds the import, or an item done.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import structlog
from sqlalchemy import select

from app.audience import gate as gates
from app.core.clock import today, utcnow
from app.core.db import db
from app.core.jobs import Job, job, sweep
from app.core.long_lists import parts
from app.imports import storage
from app.imports.models.member_imports import ImportState, MemberImport
from app.imports.operations import member_imports as operations
from app.imports.operations import (
    member_parts,
    member_reading,
    member_undoing,
    member_writing,
)
from app.imports.operations.member_imports import EFFECTIVE, TakenOver
from app.imports.operations.member_reading import Reading
from app.imports.queries import matching as matching_queries
from app.imports.queries import member_imports as queries
from app.imports.rules import member_files
from app.imports.rules.member_files import Upload
from app.imports.rules.refusals import FileRefused

log = structlog.get_logger()

PART = 200
SLICE = 600
"""Films that are written before others' jobs have their turn."""
FILE_GONE = "The file is no longer here. Please send it again."
DAY = 24 * 3600.0


@job
def read_import(import_id: int) -> None:
    """Read an uploaded file into a preview."""
    with held(import_id, ImportState.UPLOADED, ImportState.READING) as worker:
        if worker is None:
            return
        row = db.session.get_one(MemberImport, import_id)
        name, stored, user_id = row.file_name, row.stored_file, row.user_id
        try:
            with storage.opened(stored or "none") as file:
                upload = member_files.understood(file, name, today=today())
        except (FileRefused, FileNotFoundError) as error:
            reason = str(error) if isinstance(error, FileRefused) else FILE_GONE
            operations.fail(import_id, reason, at=utcnow())
            db.session.commit()
        else:
            keep(import_id, worker, user_id, upload)
        storage.remove(stored)


def keep(import_id: int, worker: str, user_id: int, upload: Upload) -> None:
    """Keep all that an upload says, part by part."""
    member_reading.note_file(import_id, upload)
    reading = Reading(import_id, user_id, matching_queries.films())
    for items in parts(upload.items, PART):
        member_reading.keep_items(reading, items)
        checkpoint(import_id, worker, len(items))
    for refusals in parts(upload.refusals, PART):
        member_reading.keep_refusals(import_id, refusals)
        checkpoint(import_id, worker, len(refusals))
    operations.finish(import_id, worker, ImportState.PREVIEW, at=utcnow())
    db.session.commit()


@job
def commit_import(import_id: int) -> None:
    """Write what a preview showed, part by part."""

    def pending(after: int) -> Sequence[int]:
        return queries.to_write(import_id, EFFECTIVE, after=after, limit=PART)

    gate = gates.gate_for_file(queries.sent_from(import_id))

    def write(item_id: int, row: MemberImport, *, at: datetime) -> None:
        member_writing.write(item_id, row, gate, at=at)

    def together(
        item_ids: Sequence[int], row: MemberImport, *, at: datetime
    ) -> Sequence[int]:
        return member_parts.write_part(item_ids, row, gate, at=at)

    work_through(
        import_id,
        ImportState.COMMITTING,
        ImportState.DONE,
        pending,
        write,
        together=together,
    )


@job
def undo_import(import_id: int) -> None:
    """Take back what an import wrote, part by part."""

    def pending(after: int) -> Sequence[int]:
        return queries.to_undo(import_id, after=after, limit=PART)

    work_through(
        import_id,
        ImportState.UNDOING,
        ImportState.UNDONE,
        pending,
        member_writing.undo,
        together=member_undoing.undo_part,
    )


def work_through(
    import_id: int,
    working: ImportState,
    done: ImportState,
    pending: Callable[[int], Sequence[int]],
    step: Callable[..., None],
    *,
    together: Callable[..., Sequence[int]] | None = None,
) -> None:
    """Do a step for each item that waits, each in a transaction of its own.

    What can be done for a part of them `together` is one transaction; it returns the
    items that are left.
    """
    after = count = 0
    with held(import_id, working, working) as worker:
        while worker is not None and (item_ids := pending(after)):
            if count >= SLICE:
                operations.let_go(import_id, worker, working, at=utcnow())
                WORK[working].later(import_id)
                db.session.commit()
                return
            left = item_ids
            if together is not None:
                row = db.session.get_one(MemberImport, import_id)
                left = together(item_ids, row, at=utcnow())
                db.session.commit()
            for item_id in left:
                row = db.session.get_one(MemberImport, import_id)
                step(item_id, row, at=utcnow())
                db.session.commit()
            checkpoint(import_id, worker, len(item_ids))
            after, count = item_ids[-1], count + len(item_ids)
        if worker is not None:
            operations.finish(import_id, worker, done, at=utcnow())
            db.session.commit()


@contextmanager
def held(
    import_id: int, waiting: ImportState, working: ImportState
) -> Iterator[str | None]:
    """Hold an import while working on it; yield the token, or None if it is taken.

    When something breaks, the import waits for the next try from where it stands.
    """
    worker = secrets.token_hex(8)
    taken = operations.take_up(
        import_id, waiting=waiting, working=working, worker=worker, at=utcnow()
    )
    db.session.commit()
    try:
        yield worker if taken else None
    except TakenOver:
        db.session.rollback()
    except Exception:
        db.session.rollback()
        operations.let_go(import_id, worker, waiting, at=utcnow(), broken=True)
        db.session.commit()
        raise


def checkpoint(import_id: int, worker: str, done: int) -> None:
    """Keep a part of the work, and give a sign of life."""
    operations.beat(import_id, worker, done=done, at=utcnow())
    db.session.commit()
    db.session.expunge_all()


WORK: dict[ImportState, Job] = {
    ImportState.UPLOADED: read_import,
    ImportState.READING: read_import,
    ImportState.COMMITTING: commit_import,
    ImportState.UNDOING: undo_import,
}


@sweep(minutes=5)
def resume_imports() -> None:
    """Go on with imports that were left lying."""
    found = db.session.execute(
        select(MemberImport.id, MemberImport.state).where(
            MemberImport.state.in_(list(WORK)),
            MemberImport.beat_at <= utcnow() - operations.STALE,
        )
    ).all()
    for import_id, state in found:
        WORK[ImportState(state)].later(import_id)
    db.session.commit()


@sweep(minutes=59)
def clear_up_imports() -> None:
    """Throw away previews that nobody wanted, and files that nobody speaks of."""
    operations.expire(at=utcnow())
    db.session.commit()
    kept = db.session.scalars(
        select(MemberImport.stored_file).where(
            MemberImport.state.in_([ImportState.UPLOADED, ImportState.READING])
        )
    ).all()
    strays = storage.remove_strays(filter(None, kept), older_than=DAY)
    if strays:
        log.info("uploads removed", count=strays)
