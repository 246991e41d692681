"""Each answer has an id of its own, and what is logged for it has the same."""

import json

import pytest
import structlog

from app import create_app
from app.core import jobs, request_ids
from app.core.db import db
from tests.factories import movies
from tests.support.databases import close, settings_of
from tests.support.reader import Reader

asked: list[str] = []


@jobs.job
def note_who_asked():
    asked.append(request_ids.current())


@pytest.fixture
def site(databases, tmp_path):
    """Make sites by their settings, and close them."""
    made = []

    def make(**settings):
        url = databases.with_tables("sqlite")
        app = create_app(settings_of(url, tmp_path, **settings))
        app.test_client_class = Reader
        made.append(app)
        return app

    yield make
    for app in made:
        close(app)


def test_each_answer_has_another_id_and_the_same_bytes(client):
    movies.movie("Asa")

    first, again = (client.get("/movies/asa") for _ in range(2))

    ids = {answer.headers["X-Request-ID"] for answer in (first, again)}
    assert len(ids) == 2
    assert first.data == again.data
    assert first.headers["ETag"] == again.headers["ETag"]
    not_changed = client.get(
        "/movies/asa", headers={"If-None-Match": again.headers["ETag"]}
    )
    assert not_changed.status_code == 304
    assert not_changed.headers["X-Request-ID"] not in ids


@pytest.mark.parametrize("path", ["/nowhere", "/healthz", "/static/none.css"])
def test_every_answer_has_one(client, path):
    assert len(client.get(path).headers.get_all("X-Request-ID")) == 1


def test_nobody_chooses_an_id_but_a_proxy_that_is_believed(site):
    chosen = {"X-Request-ID": "chosen-by-somebody-1"}

    alone = site().test_client().get("/healthz", headers=chosen)
    behind = site(proxies=1).test_client().get("/healthz", headers=chosen)
    nonsense = (
        site(proxies=1)
        .test_client()
        .get("/healthz", headers={"X-Request-ID": "<script>" * 20})
    )

    assert alone.headers["X-Request-ID"] != "chosen-by-somebody-1"
    assert behind.headers["X-Request-ID"] == "chosen-by-somebody-1"
    assert request_ids.WELL_FORMED.fullmatch(nonsense.headers["X-Request-ID"])


def test_a_request_leaves_a_line_with_its_id_where_that_is_wished(site, capsys):
    wished = site(log_requests=True, log_format="json", log_level="INFO")

    answer = wished.test_client().get("/healthz?secret=1")

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (line,) = [line for line in lines if line["event"] == "request"]
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/healthz", 200)
    assert "secret" not in json.dumps(line)
    assert "127.0.0.1" not in json.dumps(line)


def test_what_is_logged_outside_of_requests_has_none():
    with request_ids.bound(""):
        assert request_ids.add_to(None, "info", {"event": "hello"}) == {
            "event": "hello"
        }


def test_a_job_knows_the_request_that_asked(app):
    asked.clear()
    with request_ids.bound("request-of-ada"):
        movies.movie("Asa")
        note_who_asked.later()
        db.session.commit()

    with request_ids.bound("somebody else"):
        jobs.run_waiting(app)

    assert asked == ["request-of-ada"]


@pytest.fixture(autouse=True)
def log_as_before():
    """Put structlog back as it was."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)
