"""While the indexes are away an import vouches for its keys, and for nothing else."""

import os
import sqlite3
import subprocess
import sys

from hypothesis import example, given
from hypothesis import strategies as st

from app.imports.operations.report_files import cell
from app.imports.rules.memory import Numbers
from tests.imports.files import as_csv, review, reviews

PATIENCE = 240
MEANWHILE = """
import sqlite3, sys
from app import create_app
from app.core.clock import utcnow
from app.core.db import db
from app.core.migrating import upgrade
from app.imports import importing
from app.imports.importing import Pass, Wish
from app.imports.operations import indexes
from app.imports.operations.reviews import Gone, ReviewImport
from app.imports.rules.columns import Kind
from pathlib import Path
from tests.factories import movies
path, instance = map(Path, sys.argv[1:])
indexes.LARGE = 0
importing.BATCHES[Kind.REVIEWS] = 3
settle, trusted = ReviewImport.settle, []
def watched(self, prepared):
    if trusted:
        with sqlite3.connect(instance / "matinee.db") as other:
            other.execute("PRAGMA foreign_keys=ON")
            other.execute("DELETE FROM movie WHERE title = 'Harbour'")
        other.close()
    report = settle(self, prepared)
    trusted.append(self.trusted)
    return report
ReviewImport.settle = watched
app = create_app()
with app.app_context():
    upgrade()
    movies.movie("The Lamplighter"), movies.movie("Harbour")
    db.session.commit()
    wish = Wish(path, Kind.REVIEWS)
    calendar = importing.calendar_of(wish, at=utcnow())
    try:
        Pass(wish, calendar, instance, lambda *_: None).commit(at=utcnow())
    except Gone as gone:
        print(gone)
    print("trusted", trusted)
    for name in ("foreign_keys", "ignore_check_constraints"):
        print(name, db.session.connection().exec_driver_sql(f"PRAGMA {name}").scalar())
"""


def test_nothing_comes_in_for_a_film_that_is_deleted_meanwhile(write, tmp_path):
    instance = tmp_path / "instance"
    early = review(title="Harbour", quote="It was there a moment ago.")
    late = review(title="Harbour", quote="It waits.")
    path = write(as_csv([early, *reviews(2), late]))
    environment = os.environ | {"MATINEE_INSTANCE_PATH": str(instance)}
    environment.pop("MATINEE_DATABASE_URI", None)

    done = subprocess.run(
        [sys.executable, "-c", MEANWHILE, path, instance],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert "was deleted while its reviews came in" in done.stdout, done.stderr
    assert "trusted [True]" in done.stdout
    assert "foreign_keys 1" in done.stdout
    assert "ignore_check_constraints 0" in done.stdout
    with sqlite3.connect(instance / "matinee.db") as site:
        assert site.execute("SELECT count(*) FROM critic_review").fetchone() == (2,)
        assert site.execute("PRAGMA foreign_key_check").fetchall() == []
        assert site.execute("SELECT count(*) FROM suspended_index").fetchone() == (0,)
    site.close()


@given(st.integers(0, 40), st.integers(0, 60), st.sets(st.integers(0, 120)))
@example(0, 8, set())
@example(3, 2, {5})
def test_numbers_that_follow_each_other_go_in_at_once(first, count, others):
    numbers = Numbers()
    numbers.update(sorted(others))

    numbers.update(range(first, first + count))

    expected = others | set(range(first, first + count))
    assert {each for each in range(200) if each in numbers} == expected


def test_a_file_with_a_comma_in_its_name_stays_one_cell():
    assert cell("a, b.csv") == '"a, b.csv"'
    assert cell("reviews.csv") == "reviews.csv"
