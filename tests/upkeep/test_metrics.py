"""What Prometheus is told, by a site of several processes; and nothing unless set."""

import http.client
import subprocess
import sys
from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families

from app.core import mail, metrics
from app.core.clock import utcnow
from app.core.db import db
from app.upkeep.metrics import registry
from tests.support.posting import post
from tests.support.site import free_port, until


def figures(port) -> dict[tuple, float]:
    """Return what is told: by name and the values of its labels."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    connection.close()
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_site_of_several_processes_is_told_as_one(database, made_site, filled):
    port = free_port()
    site = made_site(database, MATINEE_WORKERS="2", MATINEE_METRICS_PORT=str(port))
    (email,) = filled(site, movies=1, members=1)
    site.start()
    visitor = site.visitor(email)

    token = visitor.token("/movies/film-0/review")
    assert post(visitor, "film-0", token, 7, "Words.").status == 303
    for _ in range(10):
        assert visitor.get("/movies/film-0").status == 200
    assert visitor.get("/no/such/page").status == 404
    visitor.ask("BREW", "/")
    visitor.close()

    def is_told():
        try:
            return figures(port).get(("matinee_worker_up",)) == 1
        except OSError:
            return False

    until(is_told, of=site.process, what=lambda: site.output)
    found = figures(port)
    assert found["matinee_requests_total", "3xx", "POST", "audience.create"] == 1
    assert found["matinee_requests_total", "4xx", "GET", "none"] == 1
    assert any("other" in key for key in found)
    assert not any("BREW" in key for key in found)
    hits = found["matinee_page_cache_total", "hit"]
    made = found["matinee_requests_total", "2xx", "GET", "movies.show"]
    assert hits + made >= 10
    assert hits > 0
    assert found["matinee_page_cache_sent_bytes_total",] > 0
    assert found["matinee_reviews_published_total", "audience"] == 1
    assert found["matinee_request_seconds_count", "audience.create"] == 1
    assert found["matinee_database_up",] == 1
    assert found["matinee_moderation_waiting", "reports"] == 0
    if database == "sqlite":
        assert found["matinee_database_wait_seconds_count",] > 0
    site.stop()


def test_what_waits_is_told_with_its_age(app):
    at = utcnow()
    for minutes in (1, 10):
        letter = mail.post_text(f"m{minutes}@example.org", "S", "B", at=at)
        letter.due_at = at - timedelta(minutes=minutes)
    db.session.flush()

    told = registry(app)

    assert told.get_sample_value("matinee_jobs_waiting", {"kind": "mail"}) == 2
    assert told.get_sample_value("matinee_jobs_waiting", {"kind": "webhooks"}) == 0
    oldest = told.get_sample_value("matinee_jobs_oldest_seconds", {"kind": "mail"})
    assert oldest >= 600
    assert told.get_sample_value("matinee_letters", {"state": "waiting"}) == 2


def test_without_the_setting_the_library_is_not_even_loaded(databases, tmp_path):
    url = databases.with_tables("sqlite")
    code = "import app.wsgi, sys; sys.exit('prometheus_client' in sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", code],
        env={
            "DATABASE_URL": url,
            "MATINEE_INSTANCE_PATH": str(tmp_path),
            "MATINEE_ENV_FILE": "",
        },
        check=False,
    )

    assert done.returncode == 0
    assert metrics.METERS == []
