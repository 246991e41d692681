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
from app.imports import importing, steps
from app.imports.importing import Pass, Wish
from app.imports.operations import indexes
from app.imports.operations.reviews import Gone, ReviewImport
from app.imports.rules.columns import Kind
from pathlib import Path
from tests.factories import movies
path, instance = map(Path, sys.argv[1:3])
indexes.LARGE = 0
steps.TOGETHER = int(sys.argv[3])
importing.BATCHES[Kind.REVIEWS] = 3
settle, trusted = ReviewImport.settle, []
def watched(self, prepared):
    if trusted:
        with sqlite3.connect(instance / "matinee.db", timeout=0) as other:
            other.execute("PRAGMA foreign_keys=ON")
            try:
                other.execute("DELETE FROM movie WHERE title = 'Harbour'")
            except sqlite3.OperationalError as error:
                print(error)
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


def import_meanwhile(rows, write, instance, *, together):
    """Import rows while another deletes a film, so many of them in a transaction."""
    environment = os.environ | {"MATINEE_INSTANCE_PATH": str(instance)}
    environment.pop("MATINEE_DATABASE_URI", None)
    path = write(as_csv(rows))
    return subprocess.run(
        [sys.executable, "-c", MEANWHILE, path, instance, str(together)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_nothing_comes_in_for_a_film_that_is_deleted_meanwhile(write, tmp_path):
    instance = tmp_path / "instance"
    early = review(title="Harbour", quote="It was there a moment ago.")
    late = review(title="Harbour", quote="It waits.")

    done = import_meanwhile([early, *reviews(2), late], write, instance, together=3)

    assert "was deleted while its reviews came in" in done.stdout, done.stderr
    assert "trusted [True]" in done.stdout
    assert "foreign_keys 1" in done.stdout
    assert "ignore_check_constraints 0" in done.stdout
    with sqlite3.connect(instance / "matinee.db") as site:
        assert site.execute("SELECT count(*) FROM critic_review").fetchone() == (2,)
        assert site.execute("PRAGMA foreign_key_check").fetchall() == []
        assert site.execute("SELECT count(*) FROM suspended_index").fetchone() == (0,)
    site.close()


def test_who_takes_two_batches_together_vouches_for_both(write, tmp_path):
    instance = tmp_path / "instance"
    late = review(title="Harbour", quote="It waits.")

    done = import_meanwhile([*reviews(3), late], write, instance, together=6)

    assert "database is locked" in done.stdout, done.stderr
    assert "trusted [True, True]" in done.stdout
    assert "foreign_keys 1" in done.stdout
    assert "ignore_check_constraints 0" in done.stdout
    with sqlite3.connect(instance / "matinee.db") as site:
        assert site.execute("SELECT count(*) FROM critic_review").fetchone() == (4,)
        assert site.execute("PRAGMA foreign_key_check").fetchall() == []
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
