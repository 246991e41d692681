"""Import what programs have sent, after the answer; the rows say what is to be done.

A file that is worked on twice does no harm: rows that are there already stay as they
are.
"""

from flask import current_app
from sqlalchemy import select

from app.api import incoming, operations
from app.api.models import FileState, SentFile
from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs import job, sweep
from app.imports import importing
from app.imports.importing import Pass, Result, Wish
from app.imports.rules.columns import Kind
from app.imports.rules.problems import FileRefused

GONE = "The file is no longer on this machine. Send it again."


@job
def import_sent_file(file_id: int) -> None:
    """Import one file, unless somebody else does."""
    taken = operations.take_up(file_id, at=utcnow())
    db.session.commit()
    if not taken:
        return
    sent = db.session.get_one(SentFile, file_id)
    name = sent.file_name
    if not incoming.path_of(name).is_file():
        refuse(file_id, GONE)
        return
    try:
        result = imported(sent)
    except FileRefused as refusal:
        refuse(file_id, str(refusal))
    except Exception:
        db.session.rollback()
        operations.let_go(db.session.get_one(SentFile, file_id), at=utcnow())
        db.session.commit()
        raise
    else:
        problems = [str(each) for each in result.problems]
        operations.finish(file_id, run_id=result.run_id, problems=problems, at=utcnow())
        db.session.commit()
    incoming.remove(name)


def imported(sent: SentFile) -> Result:
    """Take a file through its stages, with a sign of life after each batch."""
    settings: Settings = current_app.config["SETTINGS"]
    number = sent.id
    wish = Wish(
        incoming.path_of(sent.file_name),
        Kind(sent.kind),
        create_movies=sent.create_movies,
    )

    def beat(position: int, rows: int) -> None:
        operations.beat(number, at=utcnow())
        db.session.commit()

    work = Pass(wish, importing.calendar_of(wish), settings.instance_path, beat)
    return work.commit(at=utcnow())


def refuse(file_id: int, reason: str) -> None:
    """Note why a file cannot be imported."""
    db.session.rollback()
    operations.refuse(file_id, reason, at=utcnow())
    db.session.commit()


@sweep(minutes=5)
def import_what_was_left() -> None:
    """Go on with files whose job was lost."""
    left = db.session.scalars(
        select(SentFile.id)
        .where(
            SentFile.state.in_([FileState.WAITING, FileState.WORKING]),
            SentFile.beat_at <= utcnow() - operations.STALE,
        )
        .order_by(SentFile.id)
    ).all()
    db.session.rollback()
    for file_id in left:
        import_sent_file(file_id)
