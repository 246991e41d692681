"""An upgrade that is killed in the middle: the next one ends right, with all rows.

A program of its own runs the migrations and kills itself before a statement of its
choice, as a power cut would.
"""

import os
import signal
import subprocess
import sys

import pytest
from sqlalchemy import func, inspect, select, text

from app import create_app
from app.audience.models import AudienceReview
from app.core import migrating
from app.core.db import db
from app.ledger.queries import differences
from tests.factories.accounts import member
from tests.factories.audience import review
from tests.factories.movies import movie
from tests.support.databases import close, migrate, settings_of

# SQLAlchemy cannot read an index of an expression back from SQLite; its name will do.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Skipped unsupported reflection:sqlalchemy.exc.SAWarning"
)

OLD = "0007"
POINTS = 5
REVIEWS = 30
KILLED_AT = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from tests.support.databases import migrate
at, url, folder, sent = int(sys.argv[1]), sys.argv[2], sys.argv[3], 0

@event.listens_for(Engine, "before_cursor_execute")
def count(connection, cursor, statement, *others):
    global sent
    if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA")):
        sent += 1
        if sent == at:
            os.kill(os.getpid(), signal.SIGKILL)

migrate(url, Path(folder))
print(sent)
"""


def killed_upgrade(at: int, url: str, folder) -> subprocess.CompletedProcess[str]:
    """Upgrade, and be killed before a statement; before none with 0."""
    return subprocess.run(
        [sys.executable, "-c", KILLED_AT, str(at), url, str(folder)],
        env=os.environ | {"PYTHONPATH": os.getcwd()},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )


@pytest.fixture
def old_copies(database, databases, tmp_path):
    """Fill a database, take it back to an old state, and copy it at every call."""
    url = databases.with_tables(database)
    app = create_app(settings_of(url, tmp_path))
    with app.app_context():
        film = movie("Salt Year")
        for number in range(REVIEWS):
            review(film, member(f"Member {number}"), body=f"The {number}th.")
        migrating.downgrade(OLD)
    close(app)
    return lambda: databases.copy(url)


def test_an_upgrade_that_is_killed_goes_on_where_it_stood(old_copies, tmp_path):
    whole = old_copies()
    counted = killed_upgrade(0, whole, tmp_path)
    total = int(counted.stdout.split()[-1])
    expected = state_of(whole, tmp_path)

    for point in range(1, POINTS + 1):
        url = old_copies()
        died = killed_upgrade(max(2, total * point // POINTS), url, tmp_path)
        assert died.returncode == -signal.SIGKILL
        migrate(url, tmp_path)

        assert state_of(url, tmp_path) == expected


def test_two_upgrades_at_once_take_turns(old_copies, tmp_path):
    url = old_copies()
    program = [sys.executable, "-c", KILLED_AT, "0", url, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": os.getcwd()}

    both = [
        subprocess.Popen(program, env=environment, stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]

    assert [process.wait(timeout=300) for process in both] == [0, 0]
    assert state_of(url, tmp_path)[0]["movie"]


def state_of(url, folder):
    """Return the columns and indexes there are, and what the rows say."""
    app = create_app(settings_of(url, folder))
    with app.app_context():
        inspector = inspect(db.engine)
        tables = {
            name: (
                sorted(column["name"] for column in inspector.get_columns(name)),
                sorted(str(index["name"]) for index in inspector.get_indexes(name)),
            )
            for name in inspector.get_table_names()
        }
        rows = db.session.scalar(select(func.count()).select_from(AudienceReview))
        version = db.session.scalar(text("SELECT version_num FROM alembic_version"))
        found = [str(each) for each in differences()]
    close(app)
    assert rows == REVIEWS
    assert found == []
    return tables, version
