"""Import what programs have sent, after the answer; the rows say what is to be done.

A long file takes turns with other jobs. Whoever works on it gives a sign of life in
each batch's transaction, and writes nothing once somebody else has taken it over.
"""

from flask import current_app
from sqlalchemy import select

from app.accounts import queries as account_queries
from app.accounts.rules import Scope
from app.api import incoming, operations
from app.api.models import FileState, SentFile
from app.api.operations import Hold, TakenOver
from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs import job, sweep
from app.imports import turns
from app.imports.importing import Wish
from app.imports.models.runs import RunState
from app.imports.rules.columns import Kind
from app.imports.rules.problems import FileRefused
from app.imports.rules.reports import Report
from app.imports.turns import Turn

TURN = 10.0
"""Seconds that a file is worked on before others' jobs have their turn."""

NOT_ANY_MORE = "Who has sent the file may import nothing any more."
GONE = "The file is no longer on this machine. Send it again."


@job
def import_sent_file(file_id: int) -> None:
    """Import a file for a while, unless somebody else does, and queue the rest.

    Who sent it is asked for at each turn: files may wait long behind others.
    """
    taken = operations.take_up(file_id, at=utcnow())
    db.session.commit()
    if not taken:
        return
    sent = db.session.get_one(SentFile, file_id, populate_existing=True)
    if sent.tries > operations.MOST_TRIES:
        refuse(sent, operations.GIVEN_UP)
    elif not account_queries.may(sent.user_id, Scope.IMPORTS_WRITE):
        refuse(sent, NOT_ANY_MORE)
    elif not incoming.path_of(sent.file_name).is_file():
        refuse(sent, GONE)
    else:
        work_on(sent)


def work_on(sent: SentFile) -> None:
    """Take a turn with a file; what broke waits for the next try."""
    file_id, name, hold = sent.id, sent.file_name, Hold(sent.id, sent.beat_at)
    try:
        if one_turn(sent, hold):
            now = utcnow()
            hold.beat(at=now, state=FileState.FINISHED, ended_at=now)
            db.session.commit()
            incoming.remove(name)
        else:
            hold.beat(at=utcnow(), state=FileState.WAITING)
            import_sent_file.later(file_id)
            db.session.commit()
    except TakenOver:
        db.session.rollback()
    except FileRefused as refusal:
        db.session.rollback()
        refuse(db.session.get_one(SentFile, file_id), str(refusal))
    except Exception:
        db.session.rollback()
        broken = db.session.get_one(SentFile, file_id)
        if broken.tries >= operations.MOST_TRIES:
            refuse(broken, operations.GIVEN_UP)
        else:
            operations.let_go(file_id, at=utcnow())
            db.session.commit()
        raise


def one_turn(sent: SentFile, hold: Hold) -> bool:
    """Begin a file, or go on where it stands; tell whether it is done."""
    settings: Settings = current_app.config["SETTINGS"]
    wish = Wish(
        incoming.path_of(sent.file_name),
        Kind(sent.kind),
        create_movies=sent.create_movies,
    )
    run_id = sent.run_id
    if run_id is None:
        most = incoming.UNPACKED * settings.import_limit
        run_id = turns.begin(wish, most_bytes=most, at=utcnow())
        hold.beat(at=utcnow(), run_id=run_id)
        db.session.commit()

    def note(report: Report) -> None:
        hold.beat(at=utcnow(), tries=0)
        operations.add_problems(hold.file_id, report.problems)

    turn = Turn(wish, run_id, settings.instance_path, TURN, note)
    return turn.take(at=utcnow())


def refuse(sent: SentFile, reason: str) -> None:
    """Note why a file cannot be imported, or no further."""
    settings: Settings = current_app.config["SETTINGS"]
    name, run_id = sent.file_name, sent.run_id
    if run_id is not None:
        turns.end(run_id, RunState.STOPPED, settings.instance_path, at=utcnow())
    operations.refuse(sent.id, reason, at=utcnow())
    db.session.commit()
    incoming.remove(name)


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
