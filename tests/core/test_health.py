"""What a supervisor is told: that a process answers, and what is away."""

import json
import os
import time

import pytest
from sqlalchemy import text

from app import create_app
from app.core import heartbeat
from app.core.db import db
from tests.support.databases import close, settings_of
from tests.support.reader import Reader


def ready(client) -> tuple[int, dict]:
    answer = client.get("/readyz")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    return answer.status_code, answer.json["checks"]


def test_a_process_answers_without_its_database(client, app, count_queries):
    with count_queries() as statements:
        answer = client.get("/healthz", headers={"Host": "10.0.0.7:5000"})

    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "ETag" not in answer.headers
    assert not list(statements)
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


def test_ready_with_its_database_tables_and_worker(client, app):
    heartbeat.beat(app)

    status, checks = ready(client)

    assert status == 200
    assert checks == {"database": "ok", "migrations": "ok", "jobs": "ok"}


def test_without_a_worker_jobs_are_away(live_database):
    client = live_database.test_client()

    assert ready(client) == (
        503,
        {"database": "ok", "migrations": "ok", "jobs": "away"},
    )

    heartbeat.beat(live_database)
    assert ready(client)[0] == 200
    long_ago = time.time() - heartbeat.GONE_AFTER - 1
    os.utime(heartbeat.file_of(live_database), (long_ago, long_ago))
    assert ready(client)[1]["jobs"] == "away"


def test_older_tables_are_away(live_database):
    heartbeat.beat(live_database)
    with live_database.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        db.session.commit()

    status, checks = ready(live_database.test_client())

    assert (status, checks["database"], checks["migrations"]) == (503, "ok", "away")


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all.db", "postgresql:///none?host=/nowhere"]
)
def test_without_a_database_it_says_so_and_nothing_more(url, tmp_path):
    app = create_app(settings_of("sqlite://", tmp_path))
    close(app)
    with app.app_context():
        db.engines[None] = create_app_engine(url)
    app.test_client_class = Reader

    answer = app.test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json["checks"]["database"] == "away"
    assert "nowhere" not in answer.text
    assert json.loads(answer.text)["ready"] is False
    assert app.test_client().get("/healthz").status_code == 200
    close(app)


def create_app_engine(url):
    from sqlalchemy import create_engine

    return create_engine(url.replace("postgresql:", "postgresql+psycopg:"))


def test_a_cache_that_is_set_is_needed_and_carries_the_sign_of_life(
    databases, tmp_path, valkey
):
    url = databases.with_tables("sqlite")
    app = create_app(settings_of(url, tmp_path, cache_url=valkey.url))
    app.test_client_class = Reader
    client = app.test_client()

    assert ready(client)[1] == {
        "database": "ok",
        "migrations": "ok",
        "jobs": "away",
        "cache": "ok",
    }
    heartbeat.beat(app)
    assert ready(client)[0] == 200
    valkey.stop()
    status, checks = ready(client)
    assert (status, checks["cache"], checks["jobs"]) == (503, "away", "away")
    close(app)
