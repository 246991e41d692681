"""The files that hold rows are made for the site alone, whatever the umask says."""

import os
import stat
from dataclasses import replace

import pytest
from sqlalchemy import text

from app import create_app
from app.config import Environment
from app.core import jobs
from app.core.db import db
from tests.support.databases import close, settings_of


@pytest.fixture
def careless():
    """Let what is made be readable by everybody."""
    before = os.umask(0o000)
    yield
    os.umask(before)


def test_a_new_database_and_its_files_are_ours_alone(careless, tmp_path):
    path = tmp_path / "it is new.db"
    app = create_app(settings_of(f"sqlite:///{path}", tmp_path / "instance"))
    with app.app_context():
        db.session.execute(text("CREATE TABLE thing (name TEXT)"))
        db.session.commit()
        modes = {
            each.name: stat.S_IMODE(each.stat().st_mode)
            for each in tmp_path.glob("it is new.db*")
        }
    close(app)

    assert set(modes) == {path.name, f"{path.name}-wal", f"{path.name}-shm"}
    assert set(modes.values()) == {0o600}


def test_the_queue_of_jobs_is_ours_alone(careless, tmp_path):
    settings = replace(
        settings_of("sqlite://", tmp_path), environment=Environment.DEVELOPMENT
    )

    jobs.queue_for(settings).storage.close()

    assert stat.S_IMODE((tmp_path / "jobs.db").stat().st_mode) == 0o600


def test_a_database_in_memory_makes_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    app = create_app(settings_of("sqlite://", tmp_path / "instance"))
    with app.app_context():
        assert db.session.scalar(text("SELECT 1")) == 1
    close(app)

    assert not [each for each in tmp_path.iterdir() if each.name != "instance"]
