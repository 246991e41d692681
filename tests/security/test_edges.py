"""The edges: what is not served, what is not read, what starts and what is logged."""

import ast
import base64
import json
import logging
import re
from hashlib import sha256, sha384
from pathlib import Path

import pytest
import structlog

from app.config import ROOT
from app.core.logs import escape_line_breaks
from tests.factories import accounts, movies, screenings
from tests.house.addresses import filled, furnish, rules_of
from tests.security.everything import GAPS, newest
from tests.support.page import Page

DOTFILES = (
    *("/.env", "/.git/config", "/.git/HEAD", "/.htaccess", "/.DS_Store"),
    *("/.well-known/security.txt", "/static/.env", "/media/.env", "/media/..%2fkey"),
    *("/static/../app/config.py", "/static/%2e%2e/matinee.db", "/static//etc/passwd"),
    *("/static/..%2f..%2fsecret_key", "/media/%2e%2e/secret_key", "/media//etc/passwd"),
    *("/media/..%5csecret_key", "/media/....//secret_key", "/media/x/../../secret_key"),
    *("/instance/matinee.db", "/matinee.db", "/console", "/debug", "/server-status"),
    *("/metrics", "/app/config.py", "/requirements/site.txt", "/pyproject.toml"),
)
NO_XML_READER = {"fromstring", "parse", "XML", "iterparse", "XMLParser", "parseString"}
SECRETS = ("lanterns over Ostrava", "mat_", "csrf_token", "__Host", "argon2")


@pytest.mark.parametrize("path", DOTFILES)
def test_s30_nothing_lies_open_beside_the_site(app, client, path):
    answer = client.get(path, follow_redirects=True)

    assert answer.status_code in {400, 404}
    assert "SECRET" not in answer.text
    assert "root:" not in answer.text


def test_s30_no_debugger_and_no_trace_of_the_inside(app, client, monkeypatch):
    def broken(**values):
        raise RuntimeError("word-from-inside")

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    for endpoint in ("home.index", "api.movies", "oembed.answer", "widgets.loader"):
        monkeypatch.setitem(app.view_functions, endpoint, broken)
    for path in ("/", "/api/v1/movies", "/oembed?url=x", "/embed.js"):
        answer = client.get(path, headers={"HX-Request": "true"})

        assert answer.status_code == 500, path
        for word in (
            "word-from-inside",
            "Traceback",
            "werkzeug",
            ".py",
            "RuntimeError",
        ):
            assert word not in answer.text, path
    assert not app.debug
    assert not app.config["EXPLAIN_TEMPLATE_LOADING"]


def test_s30_no_answer_names_what_it_is_made_with(app, client):
    movies.movie("Asa")
    for path in ("/", "/movies/asa", "/no", "/account/login", "/api/v1/movies"):
        names = {name.lower() for name, _ in client.get(path).headers}

        assert not names & {"server", "x-powered-by", "x-aspnet-version"}, path


def test_s23_nothing_reads_xml_that_others_send():
    readers = []
    for path in (ROOT / "app").rglob("*.py"):
        tree = ast.parse(path.read_text())
        named = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        } | {
            node.module or ""
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
        }
        if not any(
            re.match(r"lxml|xml\.|etree|defusedxml|expat", name) for name in named
        ):
            continue
        readers += [
            f"{path.name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr in NO_XML_READER
        ]

    assert readers == []


@pytest.mark.parametrize("kind", ["text/xml", "application/xml", "image/svg+xml"])
def test_s23_xml_with_a_dtd_is_refused_wherever_it_is_sent(app, client, kind):
    values = furnish()
    roles = ("critic", "editor", "moderator", "administrator")
    client.sign_in(accounts.member("Ada", roles=roles))
    token = client.visit("/account").token
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">'
        '<!ENTITY y "yyyyyyyyyy"><!ENTITY z "&y;&y;&y;&y;&y;&y;&y;&y;">]><a>&x;&z;</a>'
    )

    for rule in rules_of(app, "POST", "PUT"):
        method = "PUT" if "PUT" in rule.methods else "POST"
        answer = client.open(
            filled(app, rule, values),
            method=method,
            data=bomb,
            content_type=kind,
            headers={"X-CSRFToken": token},
        )
        assert answer.status_code < 500, rule.rule
        assert "root:" not in answer.text, rule.rule
        assert "yyyyyyyyyyyyyyyyyyyy" not in answer.text, rule.rule


def test_s24_no_cell_of_any_csv_is_a_formula(app, client):
    values = furnish()
    values[""] |= {name: newest(table) for name, table in GAPS.items()}
    film = app.extensions["sqlalchemy"].session.scalar(
        movies.db.select(movies.Movie).where(movies.Movie.slug == "asa")
    )
    film.title = "=HYPERLINK(0)"
    for table in ("critic", "publication", "critic_review", "audience_review"):
        columns = movies.db.metadata.tables[table].columns
        for name in ("name", "quote", "body", "original_grade"):
            if name in columns:
                movies.db.session.execute(
                    movies.db.metadata.tables[table].update().values({name: "@SUM(1)"})
                )
    movies.db.session.commit()
    roles = ("editor", "moderator", "administrator")
    client.sign_in(accounts.member("Ada", roles=roles))

    seen = 0
    for rule in rules_of(app, "GET"):
        answer = client.get(filled(app, rule, values))
        if answer.mimetype != "text/csv" or answer.status_code != 200:
            continue
        seen += 1
        for cell in re.split(r'[,\r\n]+"?', answer.text):
            assert not cell.startswith(("=", "+", "@", "\t")), rule.rule
            assert not re.match(r"-[^0-9]", cell), rule.rule
    assert seen >= 3


def test_s26_only_these_views_take_files_and_each_says_how_large(app):
    taking = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if getattr(view, "largest_upload", 0) or getattr(view, "takes_body", False)
    }

    assert taking == TAKING


TAKING = {
    "imports.member_imports.upload",
    "api.send_file",
    "editorial.add_photo",
    "editorial.give_poster",
}


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
        ("x.csv", b"GIF89a" + bytes(200)),
        ("x.html", b"<html><script>x()</script></html>"),
        ("../../x.csv", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("x.csv", b"MZ" + bytes(300)),
    ],
)
def test_s26_a_file_that_is_not_what_it_should_be_is_refused(app, client, name, body):
    import io

    media = Path(app.config["MEDIA_PATH"])
    before = set(media.glob("*"))
    client.sign_in(accounts.ada())
    token = client.visit("/account/import").token
    answer = client.post(
        "/account/import",
        data={"csrf_token": token, "file": (io.BytesIO(body), name)},
        content_type="multipart/form-data",
    )

    assert answer.status_code == 422
    assert set(media.glob("*")) == before


def test_s26_what_is_served_as_media_can_run_nothing(app, client):
    folder = Path(app.config["MEDIA_PATH"])
    folder.mkdir(parents=True, exist_ok=True)
    strange = {"s26.svg": b"<svg onload='x()'/>", "s26.html": b"<script>x()</script>"}
    for name, body in strange.items():
        (folder / name).write_bytes(body)
        answer = client.get(f"/media/{name}")
        (folder / name).unlink()

        policy = answer.headers.get("Content-Security-Policy", "")
        assert policy == "default-src 'none'; sandbox", name
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "sign", ["\r", "\n", "\x1b[31m", "\x85", "\u2028", "\x00", "\b"]
)
def test_s31_no_text_makes_a_line_or_a_colour_of_its_own_in_the_log(sign):
    said = escape_line_breaks(None, "info", {"event": "x", "name": f"a{sign}b", "n": 1})

    assert said["n"] == 1
    assert said["name"].isprintable()
    assert said["name"] != "ab"
    assert json.loads(json.dumps(said)) == said


@pytest.fixture
def lines(app):
    """Gather what is logged, whatever the level of the tests' own site is."""
    before = structlog.get_config()
    level = structlog.make_filtering_bound_logger(logging.INFO)
    structlog.configure(wrapper_class=level)
    with structlog.testing.capture_logs() as captured:
        yield captured
    structlog.configure(**before)


def events(lines) -> list[str]:
    """Return what was said, in order."""
    return [line["event"] for line in lines]


def test_s31_the_doors_are_logged_without_secrets(app, client, lines):
    ada = accounts.ada()
    page = client.visit("/account/login")
    wrong = {"email": ada.email, "password": "a wrong guess 17", "next": "/x\r\ny"}
    client.post("/account/login", data=wrong | {"csrf_token": page.token})
    client.sign_in(ada)
    page = client.visit("/account/password")
    new = {"password": "lanterns over Ostrava", "new_password": "another lamp 99"}
    client.post("/account/password", data=new | {"csrf_token": page.token})
    token = client.visit("/account/tokens").token
    made = {"name": "x", "life": "30", "ratings_read": "y", "csrf_token": token}
    client.post("/account/tokens", data=made)
    client.post("/account/logout", data={"csrf_token": token})

    said = events(lines)
    for event in (
        *("sign-in failed", "signed in", "password changed", "token made"),
        "signed out",
    ):
        assert event in said, event
    for secret in (*SECRETS, "a wrong guess 17", "another lamp 99", token):
        assert secret not in repr(lines)


@pytest.mark.parametrize(
    ("path", "headers", "event"),
    [
        ("/account/logout", {}, "form without its token"),
        (
            "/account/logout",
            {"Sec-Fetch-Site": "cross-site"},
            "write from another site",
        ),
    ],
)
def test_s31_what_was_turned_away_is_logged(app, client, lines, path, headers, event):
    client.sign_in(accounts.ada())

    client.post(path, headers=headers)

    assert event in events(lines)


def test_s31_who_may_not_is_logged(app, client, lines):
    ada = accounts.ada()
    client.sign_in(ada)

    assert client.get("/desk").status_code == 403

    (line,) = [line for line in lines if line["event"] == "not allowed"]
    assert (line["member"], line["endpoint"]) == (ada.id, "editorial.desk")


def test_s33_every_dependency_is_locked_with_hashes():
    locks = sorted((ROOT / "requirements").glob("*.txt"))

    assert {"site.txt", "dev.txt"} <= {path.name for path in locks}
    for path in locks:
        entries = re.split(r"\n(?=[a-z0-9])", path.read_text())
        named = [entry for entry in entries if re.match(r"[a-z0-9]", entry)]
        assert named, path.name
        for entry in named:
            assert re.match(r"[a-z0-9._\[\]-]+==[^\s\\;]+", entry, re.I), entry[:60]
            assert "--hash=sha256:" in entry, entry[:60]


def test_s33_environments_are_made_by_the_hashes():
    script = (ROOT / "scripts" / "environment").read_text()

    assert "--require-hashes" in script


@pytest.mark.parametrize("folder", ["static/vendor/htmx", "static/fonts"])
def test_s33_what_is_vendored_is_what_was_taken(folder):
    said = (ROOT / folder / "README.md").read_text()
    files = [
        path
        for path in (ROOT / folder).iterdir()
        if path.suffix in {".js", ".woff2", ".ttf", ".otf"}
    ]

    assert files
    for path in files:
        body = path.read_bytes()
        known = (
            base64.b64encode(sha384(body).digest()).decode(),
            sha256(body).hexdigest(),
        )
        assert any(each in said for each in known), path.name


def test_s9_a_wrong_code_counts_for_a_whole_home(app, client):
    movies.movie("Asa")
    wrong = "2" * 28
    for number in range(100):
        client.get(f"/s/{wrong}", environ_base={"REMOTE_ADDR": f"2001:db8::{number:x}"})

    answer = client.get(f"/s/{wrong}", environ_base={"REMOTE_ADDR": "2001:db8::ffff"})

    assert answer.status_code == 429
    assert Page(answer).headings
    good = screenings.code(screenings.screening(movies.movie("Bea")))
    home = {"REMOTE_ADDR": "2001:db8::ffff"}
    assert client.get(f"/s/{good}", environ_base=home).status_code == 200
