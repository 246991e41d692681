"""What every answer carries, whatever it is: page, error, redirect, file."""

import pytest

from app import create_app
from app.core.security import PAGE_POLICY, Besides
from tests.factories import accounts, movies
from tests.house.addresses import filled, furnish, is_public, rules_of
from tests.support.databases import close, settings_of
from tests.support.reader import Reader

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
NAMED = (
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
)


def complaints(answer) -> list[str]:
    """Say what an answer lacks."""
    headers = answer.headers
    wrong = [name for name, value in ALWAYS.items() if headers.get(name) != value]
    wrong += [name for name in NAMED if not headers.get(name)]
    policy = headers.get("Content-Security-Policy", "")
    if not policy.startswith("default-src 'none'"):
        wrong.append(f"policy {policy!r}")
    if "unsafe-eval" in policy or "script-src 'unsafe" in policy or "*" in policy:
        wrong.append(f"policy {policy!r}")
    kind = headers.get("Content-Type", "")
    if kind.startswith("text/") and "charset=utf-8" not in kind.replace('"', ""):
        wrong.append(f"kind {kind!r}")
    wrong += [
        f"{name} twice"
        for name in (*ALWAYS, *NAMED, "Cache-Control", "Strict-Transport-Security")
        if len(headers.getlist(name)) > 1
    ]
    return wrong


@pytest.fixture
def values(app):
    """Give every kind of address something to show."""
    return furnish()


@pytest.fixture
def ada(client):
    """Return a reader who may see everything."""
    roles = ("editor", "moderator", "administrator")
    client.sign_in(accounts.member("Ada", roles=roles))
    return client


def test_s16_every_answer_of_every_address_carries_its_headers(app, ada, values):
    wrong = {}
    for rule in app.url_map.iter_rules():
        path = filled(app, rule, values)
        # As it is, without a token, and by a method that is not there.
        for method in ("GET", "POST", "PATCH", "OPTIONS"):
            answer = ada.open(path, method=method)
            if found := complaints(answer):
                wrong[f"{method} {path} {answer.status_code}"] = found

    assert wrong == {}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/no/such/page", 404),
        ("GET", "/embed/no/such/frame", 404),
        ("GET", "/movies/%ff", 404),
        ("GET", "/account", 302),
        ("GET", "/movies/", 404),
        ("TRACE", "/", 405),
        ("BREW", "/movies", 405),
        ("GET", "/static/none.css", 404),
        ("GET", "/media/none.webp", 404),
        ("GET", "/api/v1/none", 404),
        ("GET", "/oembed", 404),
        ("GET", "/oembed?format=yaml&url=x", 501),
        ("POST", "/account/login", 400),
        ("PUT", "/api/v1/me/ratings/asa", 401),
    ],
)
def test_s16_errors_and_redirects_carry_them_too(app, client, method, path, status):
    answer = client.open(path, method=method)

    assert answer.status_code in {status, 303 if status == 302 else status}
    assert complaints(answer) == []


def test_s16_what_is_too_large_and_what_breaks_carry_them_too(app, client, monkeypatch):
    large = "x" * (app.config["SETTINGS"].request_limit + 1)
    too_large = client.post("/account/login", data={"email": large})

    def broken(**values):
        raise ZeroDivisionError("the secret")

    monkeypatch.setitem(app.view_functions, "home.index", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    fault = client.get("/")

    assert (too_large.status_code, fault.status_code) == (413, 500)
    assert complaints(too_large) == []
    assert complaints(fault) == []
    assert "the secret" not in fault.text


def test_s16_an_answer_of_nothing_new_carries_them_too(app, client, values):
    seen = 0
    for rule in rules_of(app, "GET"):
        if not is_public(app, rule):
            continue
        path = filled(app, rule, values)
        first = client.get(path)
        if first.status_code != 200 or not first.headers.get("ETag"):
            continue
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304, path
        assert again.headers["Vary"] == first.headers["Vary"], path
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"], path
        assert [each for each in complaints(again) if "kind" not in each] == [], path
        seen += 1

    assert seen > 20


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_s16_static_files_carry_them_whole_new_or_not(app, client, encoding):
    for address in sorted(app.config["ASSETS"].urls.values()):
        asked = {"Accept-Encoding": encoding}
        first = client.get(address, headers=asked)
        again = client.get(
            address, headers=asked | {"If-None-Match": first.headers["ETag"]}
        )
        other = client.post(address)

        assert (first.status_code, again.status_code) == (200, 304), address
        assert other.status_code == 405, address
        for answer in (first, again, other, client.head(address)):
            assert complaints(answer) == [], address
            headers = answer.headers
            assert headers["Cross-Origin-Resource-Policy"] == "cross-origin", address
            assert "Set-Cookie" not in headers, address
        # A frame in a sandbox has no origin, and fonts are asked for by CORS.
        assert first.headers["Access-Control-Allow-Origin"] == "*", address
        assert "Access-Control-Allow-Credentials" not in first.headers, address


def test_s16_behind_https_every_answer_says_so(databases, tmp_path):
    url = databases.with_tables("sqlite")
    app = create_app(
        settings_of(url, tmp_path / "i", base_url="https://films.example.org")
    )
    app.test_client_class = Reader
    client = app.test_client()
    style = app.config["ASSETS"].urls["css/matinee.css"]

    for path in ("/", "/movies", "/account/login", "/no", "/embed/no", style, "/api"):
        answer = client.get(path, base_url="https://films.example.org")

        told = answer.headers.getlist("Strict-Transport-Security")
        assert len(told) == 1, path
        assert int(told[0].partition("max-age=")[2]) >= 15_552_000, path
    close(app)


def test_s16_over_plain_http_no_answer_promises_https(client):
    movies.movie("Asa")

    for path in ("/", "/movies/asa", "/account/login"):
        assert "Strict-Transport-Security" not in client.get(path).headers


def test_s17_what_may_be_kept_varies_by_the_encoding_alone(app, ada, values):
    kept = private = 0
    for rule in rules_of(app, "GET"):
        path = filled(app, rule, values)
        answer = ada.get(path, headers={"Accept-Encoding": "br"})
        caching = answer.headers["Cache-Control"]
        if is_public(app, rule):
            assert "Set-Cookie" not in answer.headers, path
            assert answer.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"
            kept += "public" in caching
        else:
            assert "no-store" in caching, path
            assert "public" not in caching, path
            assert not answer.headers.get("ETag"), path
            private += 1

    assert kept > 20
    assert private > 40


def test_s17_a_public_page_is_byte_for_byte_the_same_for_everybody(app, ada, values):
    nobody = app.test_client()
    for rule in rules_of(app, "GET"):
        if not is_public(app, rule):
            continue
        path = filled(app, rule, values)
        headers = {
            "User-Agent": "other",
            "Accept-Language": "de",
            "Referer": "http://elsewhere.example/",
            "X-Forwarded-For": "192.0.2.1",
            "X-Forwarded-Host": "evil.example",
            "X-Forwarded-Proto": "https",
            "X-Original-URL": "/account",
            "X-Rewrite-URL": "/account",
            "Forwarded": "host=evil.example;proto=https",
            "HX-Request": "true",
            "HX-Target": "main",
            "Authorization": "Bearer mat_" + "0" * 48,
            "Accept": "application/json",
        }
        mine, theirs = ada.get(path), nobody.get(path, headers=headers)

        if mine.status_code == 200:
            assert theirs.data == mine.data, path
            assert theirs.headers.get("ETag") == mine.headers.get("ETag"), path
        assert b"evil.example" not in theirs.data, path
        assert "evil.example" not in str(theirs.headers), path


def test_s16_no_view_weakens_what_is_firm():
    besides = Besides({"Content-Security-Policy": "default-src 'none'"}, {"A": "1"})
    own = [
        ("content-security-policy", "default-src *"),
        ("a", "2"),
        ("Content-Type", "x/y"),
    ]

    joined = besides.joined(own)

    assert joined == [
        ("a", "2"),
        ("Content-Type", "x/y"),
        ("Content-Security-Policy", "default-src 'none'"),
    ]


def test_s16_a_view_that_says_a_policy_of_its_own_is_not_heard(
    app, client, monkeypatch
):
    def weaken(response):
        response.headers["Content-Security-Policy"] = "default-src *"
        response.headers["X-Frame-Options"] = "ALLOWALL"
        return response

    others = app.after_request_funcs[None]
    monkeypatch.setitem(app.after_request_funcs, None, [weaken, *others, weaken])

    headers = client.get("/no/such/page").headers

    assert headers.getlist("Content-Security-Policy") == [PAGE_POLICY]
    assert headers.getlist("X-Frame-Options") == ["DENY"]
