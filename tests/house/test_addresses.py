"""Rules for every address there is: who may keep it, who may write to it."""

import pytest

from tests.factories import accounts
from tests.house.addresses import SAFE, filled, furnish, is_public, rules_of
from tests.support.page import Page

PERSONAL = ("/account", "/fragments/me", "/moderation/", "/desk")
# What other sites show or load: pictures and our script, never a page.
FILES = ("/media/", "/badges/", "/embed.js")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


@pytest.fixture
def values(app):
    """Give every kind of address something to show."""
    return furnish()


@pytest.fixture
def ada(client, sign_in):
    """Return a reader who is signed in as Ada."""
    sign_in(client, accounts.ada())
    return client


def test_what_is_personal_is_not_public(app):
    public = {rule.rule for rule in rules_of(app, "GET") if is_public(app, rule)}

    assert public
    assert not [path for path in public if path.startswith(PERSONAL)]
    assert "/fragments/movies/<slug:slug>/your-rating" not in public


@pytest.mark.point("S17")
def test_a_public_page_is_the_same_for_everybody(app, ada, values, count_queries):
    for rule in rules_of(app, "GET"):
        if not is_public(app, rule):
            continue
        path = filled(app, rule, values)
        with count_queries() as statements:
            answer = ada.get(path)

        assert "Cookie" not in answer.headers.get("Vary", ""), path
        assert "Set-Cookie" not in answer.headers, path
        assert not [line for line in statements if "login_session" in line], path
        if answer.status_code == 200:
            assert "public" in answer.headers["Cache-Control"], path
            assert answer.headers.get("ETag"), path
            assert b"csrf_token" not in answer.data, path


@pytest.mark.point("S17")
def test_every_other_page_is_kept_by_nobody(app, ada, values):
    for rule in rules_of(app, "GET"):
        if is_public(app, rule):
            continue
        path = filled(app, rule, values)

        answer = ada.get(path)

        assert "no-store" in answer.headers["Cache-Control"], path
        assert answer.status_code < 500, path


@pytest.mark.point("S14")
def test_a_write_without_a_token_is_refused(app, ada, values):
    for rule in rules_of(app, "POST", "PUT", "PATCH", "DELETE"):
        path = filled(app, rule, values)
        # The API never looks at the cookie that a form's token guards.
        refused = 401 if path.startswith("/api/") else 400
        for method in rule.methods - SAFE:
            answer = ada.open(path, method=method, data={"body": "x"})

            assert answer.status_code == refused, f"{method} {path}"


@pytest.mark.point("S14")
def test_a_write_from_another_site_is_refused(app, ada, values):
    for rule in rules_of(app, "POST", "PUT", "PATCH", "DELETE"):
        path = filled(app, rule, values)
        for method in rule.methods - SAFE:
            headers = {"Sec-Fetch-Site": "cross-site"}
            answer = ada.open(path, method=method, headers=headers)

            assert answer.status_code == 403, path


@pytest.mark.point("S16")
def test_every_answer_carries_its_headers(app, ada, values):
    paths = [filled(app, rule, values) for rule in rules_of(app, "GET")]

    for path in [*paths, "/no/such/page"]:
        answer = ada.get(path)
        headers = answer.headers

        for name, value in HEADERS.items():
            assert headers[name] == value, path
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'"), path
        assert "unsafe" not in policy, path
        assert headers["Cross-Origin-Opener-Policy"], path
        assert headers["Cross-Origin-Resource-Policy"], path
        if path.startswith("/embed/"):
            assert "X-Frame-Options" not in headers, path
            assert "frame-ancestors" not in policy, path
        elif path.startswith(FILES) and answer.status_code == 200:
            assert policy.endswith("; sandbox"), path
            assert "script-src" not in policy, path
            assert headers["Cross-Origin-Resource-Policy"] == "cross-origin", path
        else:
            assert headers["X-Frame-Options"] == "DENY", path
            assert "frame-ancestors 'none'" in policy, path


def test_every_page_has_a_language_a_title_and_one_heading(app, ada, values):
    titles: dict[str, str] = {}
    for rule in rules_of(app, "GET"):
        path = filled(app, rule, values)
        answer = ada.get(path)
        if answer.mimetype != "text/html" or path.startswith("/fragments/"):
            continue
        if answer.status_code != 200:
            continue
        page = Page(answer)

        assert page.root.get("lang") == "en", path
        assert page.title.strip(" ·"), path
        assert len(page.root.cssselect("h1")) == 1, path
        titles[path] = page.title

    assert len(titles) > 10


@pytest.mark.parametrize("slug", ["no-such-film", "x" * 300, "%00", "a%2fb", "Ä"])
def test_an_unknown_movie_is_not_found(app, client, slug):
    for end in ("", "/critic-reviews", "/audience-reviews", "/review", "/widgets"):
        assert client.get(f"/movies/{slug}{end}").status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "x", "1e3"])
def test_a_malformed_number_is_not_found(app, client, values, number):
    for path in (f"/movies/asa/photos/{number}", f"/media/{number}"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "words", ["", "nonsense", "%00", "9" * 400, "1~2~3", "2012-08-01.1", "🎬"]
)
@pytest.mark.parametrize("name", ["show", "after", "sort", "theme"])
def test_a_strange_filter_or_cursor_shows_the_first_page(
    app, client, values, name, words
):
    for path in (
        "/movies",
        "/movies/asa",
        "/movies/asa/critic-reviews",
        "/movies/asa/audience-reviews",
        "/movies/asa/score",
        "/fragments/movies/asa/score/reviews",
        "/fragments/movies/asa/critic-reviews",
        "/fragments/movies/asa/audience-reviews",
        "/embed/movies/asa/critic-reviews",
        "/embed/movies/asa/audience-reviews",
        "/embed/movies/asa/quote",
        "/embed/critics/cleo-marsh",
        "/movies/asa/widgets",
        "/badges/asa.svg",
        "/critics/cleo-marsh",
    ):
        assert client.get(f"{path}?{name}={words}").status_code == 200, path


def test_a_body_that_is_too_large_is_refused(app, client, values):
    body = {"body": "x" * (app.config["SETTINGS"].request_limit + 1)}

    answer = client.post("/movies/asa/audience-reviews", data=body)

    assert answer.status_code == 413
