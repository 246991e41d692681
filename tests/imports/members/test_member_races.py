"""Two who work on one import at the same moment, with commits that are real."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from app.audience.gate import gate_for_file
from app.audience.models import AudienceReview
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict
from app.imports import storage
from app.imports.jobs import member_imports as jobs
from app.imports.models.member_imports import ImportState, MemberImport, Viewing
from app.imports.operations import member_imports as operations
from app.imports.operations import member_writing
from app.imports.queries import member_imports as queries
from app.imports.rules.own_outcomes import Keep, Outcome
from app.ledger.queries import differences
from tests.factories.accounts import member
from tests.factories.movies import movie
from tests.support import brought

FILMS = 12


def begun(user_id):
    """Write an upload down, as the route does; return its number."""
    rows = [
        {
            "Name": f"Film {number}",
            "Year": "2012",
            "Rating": "4",
            "Watched Date": "2024-05-30",
        }
        for number in range(FILMS)
    ]
    path = storage.folder() / "upload"
    path.write_bytes(brought.letterboxd(diary=rows))
    row = operations.begin(
        user_id=user_id,
        file_name="export.zip",
        stored_file="upload",
        byte_count=1,
        at=utcnow(),
    )
    db.session.commit()
    return row.id


def at_once(app, count, work):
    """Run `work(number)` in as many threads, all let go together."""
    start = Barrier(count)

    def run(number):
        with app.app_context():
            start.wait()
            return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_of_two_uploads_at_once_one_begins(live_database):
    app = live_database
    with app.app_context():
        user_id = member().id

    def upload(number):
        try:
            begun(user_id)
        except Conflict:
            db.session.rollback()
            return 0
        return 1

    assert sum(at_once(app, 4, upload)) == 1


def test_of_two_who_commit_one_is_told_that_it_is_done(live_database):
    app = live_database
    with app.app_context():
        import_id = previewed()

    def commit(number):
        try:
            operations.ask_commit(import_id, Keep.NEWER, at=utcnow())
            db.session.commit()
        except Conflict:
            db.session.rollback()
            return 0
        return 1

    assert sum(at_once(app, 4, commit)) == 1


def previewed():
    for number in range(FILMS):
        movie(f"Film {number}")
    import_id = begun(member().id)
    jobs.read_import(import_id)
    return import_id


def test_workers_at_once_write_every_film_once(live_database):
    app = live_database
    with app.app_context():
        import_id = previewed()
        operations.ask_commit(import_id, Keep.NEWER, at=utcnow())
        db.session.commit()
        item_ids = queries.to_write(import_id, [Outcome.NEW], after=0, limit=99)
        assert len(item_ids) == FILMS

    def write(number):
        for item_id in item_ids:
            row = db.session.get_one(MemberImport, import_id)
            member_writing.write(item_id, row, gate_for_file(""), at=utcnow())
            db.session.commit()

    at_once(app, 3, write)

    with app.app_context():
        assert count(AudienceReview) == FILMS
        assert count(Viewing) == FILMS
        assert differences() == []


def test_jobs_at_once_leave_it_to_one(live_database):
    app = live_database
    with app.app_context():
        import_id = previewed()
        operations.ask_commit(import_id, Keep.NEWER, at=utcnow())
        db.session.commit()

    at_once(app, 3, lambda number: jobs.commit_import(import_id))

    with app.app_context():
        row = db.session.get_one(MemberImport, import_id)
        assert row.state == ImportState.DONE
        assert row.done_count == FILMS
        assert count(AudienceReview) == FILMS
        assert differences() == []
