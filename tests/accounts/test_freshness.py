"""Asked once more for the password; the list of sign-ins and their ends."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.devices import UNKNOWN, device
from app.accounts.freshness import FRESHNESS, GUARDED, is_fresh
from app.accounts.models import LoginSession
from app.core.clock import utcnow
from app.core.db import db
from tests.accounts.conftest import PASSWORD, grow_old, token_in

PAGES = [
    "/account/email",
    "/account/password",
    "/account/tokens",
    "/account/export",
    "/account/deletion",
]
FORMS = [
    *PAGES,
    "/account/second-factor",
    "/account/second-factor/a-secret-that-was-made-before",
    "/account/recovery-codes",
    "/account/passkeys",
    "/account/passkeys/a-passkey-that-was-asked-for-before",
    "/account/passkeys/removal",
]


@pytest.mark.parametrize("path", PAGES)
def test_s12_what_is_delicate_asks_for_the_password_again(app, ada, path):
    assert ada.get(path).status_code == 200
    grow_old(app, ada, FRESHNESS)

    answer = ada.get(path)

    assert (answer.status_code, answer.location) == (
        303,
        f"/account/verify?next={path}",
    )
    after = ada.send(answer.location, password=PASSWORD, next=path)
    assert (after.status_code, after.location) == (303, path)
    assert ada.get(path).status_code == 200


@pytest.mark.parametrize("path", FORMS)
def test_s12_forms_are_guarded_as_their_pages_are(app, ada, path):
    token = token_in(ada.get("/account").text)
    grow_old(app, ada, FRESHNESS)

    answer = ada.client.post(path, data={"csrf_token": token, "reviews": "leave"})

    assert answer.status_code == 303
    assert answer.location.startswith("/account/verify")
    assert ada.is_signed_in


def test_s12_every_guarded_address_exists(app):
    assert set(app.view_functions) >= GUARDED


def test_htmx_is_sent_to_the_whole_page(app, ada):
    grow_old(app, ada, FRESHNESS)

    answer = ada.get(
        "/account/tokens",
        headers={
            "HX-Request": "true",
            "HX-Current-URL": "http://localhost/account/tokens?a=b",
        },
    )

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == (
        "/account/verify?next=/account/tokens?a%3Db"
    )


def test_s12_a_wrong_password_opens_nothing_and_is_counted(app, ada):
    grow_old(app, ada, FRESHNESS)
    for _ in range(app.config["SETTINGS"].sign_in_attempts):
        assert ada.send("/account/verify", password="a guess").status_code == 422

    assert ada.send("/account/verify", password=PASSWORD).status_code == 429
    assert ada.get("/account/tokens").status_code == 303


@pytest.mark.parametrize(
    "way", ["//evil.example", "/\\evil.example", "https:evil.example"]
)
def test_s13_the_password_again_never_leads_off_the_site(ada, way):
    answer = ada.send("/account/verify", password=PASSWORD, next=way)

    assert answer.location == "/"


def test_reading_stays_open_however_old_the_sign_in(app, ada):
    grow_old(app, ada, 10 * FRESHNESS)

    assert ada.get("/account").status_code == 200
    assert ada.get("/account/sessions").status_code == 200


def test_s12_freshness_lasts_half_an_hour_either_way():
    now = utcnow()

    assert is_fresh(now.timestamp(), at=now)
    assert is_fresh((now - timedelta(minutes=29)).timestamp(), at=now)
    assert not is_fresh((now - timedelta(minutes=31)).timestamp(), at=now)
    assert not is_fresh((now + timedelta(minutes=31)).timestamp(), at=now)
    assert not is_fresh(None, at=now)


def test_s4_a_member_sees_where_they_are_signed_in(ada, browse):
    elsewhere = browse()
    elsewhere.client.environ_base["HTTP_USER_AGENT"] = (
        "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
    )
    elsewhere.sign_in()

    page = ada.get("/account/sessions").text
    assert re.search(r"last seen <time [^>]+>\w{3} \d+, \d{4}, \d\d:\d\d UTC<", page)

    assert "Firefox on Windows" in page
    assert page.count("this browser") == 1
    assert page.count("last seen") == 2


def test_s4_a_member_ends_one_sign_in(app, ada, browse):
    elsewhere = browse()
    elsewhere.sign_in()
    token = token_in(ada.get("/account").text)
    with app.app_context():
        [newest, _] = db.session.scalars(
            select(LoginSession.id).order_by(LoginSession.id.desc())
        )

    answer = ada.client.post(
        f"/account/sessions/{newest}/end", data={"csrf_token": token}
    )

    assert answer.location == "/account/sessions"
    assert ada.is_signed_in
    assert not elsewhere.is_signed_in


def test_s4_a_member_ends_the_others(ada, browse):
    others = [browse(), browse()]
    for each in others:
        each.sign_in()
    token = token_in(ada.get("/account").text)

    ada.client.post("/account/sessions/end-others", data={"csrf_token": token})

    assert ada.is_signed_in
    assert not any(each.is_signed_in for each in others)


def test_s4_nobody_ends_the_sign_in_of_another(app, ada, browse):
    bo = browse()
    bo.register(name="Bo", email="bo@example.org")
    with app.app_context():
        [first, _] = db.session.scalars(
            select(LoginSession.id).order_by(LoginSession.id)
        )
    token = token_in(bo.get("/account").text)

    answer = bo.client.post(
        f"/account/sessions/{first}/end", data={"csrf_token": token}
    )

    assert answer.status_code == 404
    assert ada.is_signed_in


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("(iPhone; CPU iPhone OS 18_0) Version/18 Safari/604", "Safari on iPhone"),
        ("(Linux; Android 15) Chrome/140 Mobile Safari/537", "Chrome on Android"),
        ("(Windows NT 10.0) Chrome/140 Safari/537 Edg/140", "Edge on Windows"),
        ("(X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox on Linux"),
        ("curl/8.9", "curl"),
        ("Something (Macintosh)", "A browser on Mac"),
        ("", UNKNOWN),
    ],
)
def test_devices_in_words(said, words):
    assert device(said) == words
