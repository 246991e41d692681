"""Behind a trusted proxy: what it hands on from a client leads nobody astray."""

import pytest

from app import create_app
from tests.factories.accounts import member
from tests.factories.movies import movie
from tests.support.databases import close, settings_of
from tests.support.page import Page
from tests.support.reader import Reader

OURS = "https://films.example.org"
BEHIND = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "films.example.org"}
PAGES = ("/", "/movies", "/movies/asa", "/sitemap.xml", "/account/login", "/embed.js")
STRANGE = (
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example, films.example.org.evil.example"},
    {"X-Forwarded-Host": "films.example.org:8443@evil.example"},
    {"X-Forwarded-Host": "films.example.org/evil.example"},
    {"X-Forwarded-Host": 'films.example.org"><b>evil.example'},
    {"X-Forwarded-Port": "1234", "X-Forwarded-Prefix": "/evil.example"},
    {"Forwarded": "host=evil.example"},
    {"X-Host": "evil.example", "X-Original-Host": "evil.example"},
)


@pytest.fixture
def behind(databases, tmp_path):
    """Return a site behind one proxy that keeps its public pages."""
    url = databases.with_tables("sqlite")
    settings = {"base_url": OURS, "proxies": 1, "page_cache": 16}
    app = create_app(settings_of(url, tmp_path / "instance", **settings))
    app.test_client_class = Reader
    with app.app_context():
        movie("Asa")
        member("Ada")
    yield app
    close(app)


@pytest.mark.parametrize("strange", STRANGE)
def test_s17_no_forwarded_name_is_shown_kept_or_led_to(behind, strange):
    reader = behind.test_client()
    for path in PAGES:
        theirs = reader.get(path, headers=BEHIND | strange)
        mine = reader.get(path, headers=BEHIND)

        assert mine.status_code == 200, path
        assert theirs.status_code in {200, 400}, path
        for answer in (theirs, mine):
            assert "evil.example" not in answer.text, path
            assert "evil.example" not in str(answer.headers), path


def test_s29_only_the_last_address_is_believed(behind):
    reader = behind.test_client()
    attempts = behind.config["SETTINGS"].sign_in_attempts
    page = Page(reader.get("/account/login", base_url=OURS, headers=BEHIND))
    fields = {
        "csrf_token": page.token,
        "email": "ada@example.org",
        "password": "a wrong guess 17",
    }
    answers = [
        reader.post(
            "/account/login",
            data=fields,
            base_url=OURS,
            headers=BEHIND
            | {"Referer": f"{OURS}/", "X-Forwarded-For": f"203.0.113.{n}, 192.0.2.1"},
        ).status_code
        for n in range(attempts + 1)
    ]

    assert answers[-1] == 429
    assert 429 not in answers[:-1]
