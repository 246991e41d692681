"""Register, sign in, sign out: the doors as a reader meets them."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from app.accounts import drafts, forms, operations, queries, rules
from app.accounts.models import SignInFailure, User
from app.accounts.options import hashing_cost
from app.config import Environment, Registration
from app.core.clock import utcnow
from app.core.db import db

WRONG = "This e-mail address and this password do not belong together."
TARGET = "movies/asa/review"


@pytest.mark.point("S7")
def test_registering_signs_in_and_leads_on(app, browser):
    answer = browser.register(
        name="  Ada   L ", email="ADA@example.org", next="/movies"
    )

    with app.app_context():
        member = queries.member("ada l")
        assert (member.name, member.email) == ("Ada L", "ada@example.org")
        assert member.password.startswith("$argon2id$")
    assert (answer.status_code, answer.location) == (303, "/movies")
    assert "Ada L" in browser.get("/fragments/me").text


def test_s7_outside_of_tests_a_hash_costs_what_owasp_asks_for(app):
    running = replace(app.config["SETTINGS"], environment=Environment.PRODUCTION)

    cost = hashing_cost(running)

    assert cost["argon2__memory_cost"] >= 19 * 1024
    assert cost["argon2__time_cost"] >= 2


def test_a_taken_name_is_said_at_its_field(ada, browse):
    answer = browse().register(name="ADA", email="other@example.org")

    assert answer.status_code == 422
    assert rules.NAME_TAKEN in answer.text
    assert 'value="other@example.org"' in answer.text


@pytest.mark.parametrize("name", ["аԁа", "АDA"])
def test_a_name_that_reads_like_a_taken_one_is_refused(app, ada, browse, name):
    answer = browse().register(name=name, email="other@example.org")

    said = rules.NAME_MIXED if "D" in name else rules.NAME_ALIKE
    assert answer.status_code == 422
    assert said in answer.text
    with pytest.raises(operations.NotAllowed) as refused:
        operations.add_member(
            email="b@example.org", name=name, password_hash=None, at=utcnow()
        )
    assert str(refused.value) == said


def test_a_known_address_is_not_named(ada, browse):
    answer = browse().register(name="Bo", email="Ada@example.org")

    assert answer.status_code == 422
    assert "taken" not in answer.text
    assert forms.ADDRESS_REFUSED in answer.text


def test_trying_out_addresses_comes_to_an_end(app, ada, browse):
    stranger = browse()
    for _ in range(app.config["SETTINGS"].sign_in_attempts):
        assert stranger.register(name="Bo").status_code == 422

    answer = stranger.register(name="Bo")

    assert answer.status_code == 429


def test_fields_that_no_form_has_change_nothing(app, browser):
    browser.register(active="", roles="administrator", demo="1", id="77", confirmed="1")

    with app.app_context():
        member = db.session.scalar(select(User))
    assert (member.active, member.demo) == (True, False)
    assert member.id != 77


def test_an_empty_form_says_what_is_missing(browser):
    answer = browser.register(name="", email="", password="")

    assert answer.status_code == 422
    for message in (rules.NAME_MISSING, forms.EMAIL_MISSING, forms.PASSWORD_MISSING):
        assert message in answer.text


def test_a_closed_site_registers_nobody(browser, set_up):
    set_up(registration=Registration.CLOSED)

    answer = browser.get("/account/register")

    assert answer.status_code == 404
    assert "Registration is closed" in answer.text


@pytest.mark.parametrize("registration", list(Registration))
def test_only_a_door_that_opens_is_offered(browser, set_up, registration):
    set_up(registration=registration)
    opens = browser.get("/account/register").status_code == 200

    for path in ("/account/login", "/fragments/me"):
        assert ('href="/account/register' in browser.get(path).text) == opens, path


def test_a_rival_for_the_same_name_is_told(app, monkeypatch, ada, browse):
    monkeypatch.setattr(queries, "name_clash", lambda name: None)

    answer = browse().register(email="other@example.org")

    assert answer.status_code == 409


def test_s8_a_wrong_password_and_an_unknown_address_are_answered_alike(ada, browse):
    known = browse().sign_in(password="something else")
    unknown = browse().sign_in(email="nobody@example.org", password="something else")

    assert known.status_code == unknown.status_code == 422
    for answer in (known, unknown):
        assert answer.text.count(WRONG) == 1


@pytest.mark.parametrize(
    "email", ["ada@example.org", "nobody@example.org", "ADA@Example.ORG"]
)
def test_s8_a_sign_in_costs_one_hash_whoever_is_tried(
    app, ada, browse, monkeypatch, email
):
    stranger, made = browse(), []
    passwords = type(app.extensions["security"].pwd_context)
    for name in ("hash", "verify"):
        work = getattr(passwords, name)
        monkeypatch.setattr(
            passwords,
            name,
            lambda *values, work=work, **named: (
                made.append(1) or work(*values, **named)
            ),
        )

    answer = stranger.sign_in(email=email, password="something else")

    # Nothing else in the answer takes as long: by this it could be told by the time.
    assert answer.status_code == 422
    assert len(made) == 1


def test_somebody_signed_in_is_not_asked_again(ada):
    assert ada.get("/account/login?next=/movies").location == "/movies"
    assert ada.get("/account/login").location == "/account"


def test_both_doors_keep_the_way_back(browser):
    way = "/movies/asa?show=top"

    sign_in = browser.get("/account/login", query_string={"next": way}).text
    register = browser.get("/account/register", query_string={"next": way}).text

    assert 'href="/account/register?next=/movies/asa?show%3Dtop"' in sign_in
    assert 'href="/account/login?next=/movies/asa?show%3Dtop"' in register
    assert f'name="next" value="{way}"' in sign_in


@pytest.mark.parametrize(
    "way",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        " //evil.example",
        "https://evil.example/",
        "https://localhost.evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "%2f%2fevil.example",
        "/x\r\nSet-Cookie: a=b",
    ],
)
def test_s13_a_sign_in_never_leads_off_the_site(ada, browse, way):
    answer = browse().sign_in(next=way)

    assert (answer.status_code, answer.location) == (303, "/")


def test_a_way_with_letters_of_all_the_world_is_kept(ada, browse):
    assert browse().sign_in(next="/members/%C3%96st").location == "/members/%C3%96st"


def test_s9_guessing_is_slowed_down(app, ada, browse):
    guesser, attempts = browse(), app.config["SETTINGS"].sign_in_attempts
    for _ in range(attempts):
        assert guesser.sign_in(password="a wrong guess").status_code == 422

    answer = guesser.sign_in()

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
    assert not guesser.is_signed_in


def test_s9_guesses_elsewhere_lock_nobody_out(app, ada, browse):
    guesser = browse()
    for _ in range(app.config["SETTINGS"].sign_in_attempts + 1):
        guesser.sign_in(password="a wrong guess")
    owner = browse()
    owner.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"

    assert owner.sign_in().status_code == 303


def test_s9_a_place_that_tries_many_accounts_is_shut_and_no_other(browse, set_up):
    set_up(sign_in_attempts=1)
    browse().register()
    for number in range(rules.PATIENCE_WITH_ADDRESS):
        answer = browse().sign_in(email=f"m{number}@example.org", password="a guess")
        assert answer.status_code == 422

    assert browse().sign_in().status_code == 429
    elsewhere = browse()
    elsewhere.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert elsewhere.sign_in().status_code == 303


def test_after_a_quarter_of_an_hour_one_may_try_again(app, ada, browse):
    guesser = browse()
    for _ in range(app.config["SETTINGS"].sign_in_attempts):
        guesser.sign_in(password="a wrong guess")
    with app.app_context():
        db.session.execute(
            update(SignInFailure).values(happened_at=utcnow() - rules.FAILURE_WINDOW)
        )
        db.session.commit()

    assert guesser.sign_in().status_code == 303


@pytest.mark.parametrize(
    "path", ["/account/login", "/account/register", "/account/logout"]
)
def test_a_form_needs_its_own_token(ada, browse, path):
    stranger = browse()
    foreign = stranger.get("/account/login").text.split('value="')[1].split('"')[0]

    without = ada.client.post(path, data={"email": "x"})
    with_another = ada.client.post(path, data={"csrf_token": foreign})

    assert without.status_code == with_another.status_code == 400
    assert ada.is_signed_in


def test_signing_out_is_no_link(ada):
    assert ada.get("/account/logout").status_code == 405
    assert ada.is_signed_in


def test_signing_out_leads_back_to_the_page(ada):
    here = {"HX-Request": "true", "HX-Current-URL": "http://localhost/movies?a=b"}
    place = ada.get("/fragments/me", headers=here).text
    token = place.split('name="csrf_token" value="')[1].split('"')[0]

    answer = ada.client.post(
        "/account/logout", data={"csrf_token": token, "next": "/movies?a=b"}
    )

    assert 'name="next" value="/movies?a=b"' in place
    assert answer.location == "/movies?a=b"


def test_s13_htmx_is_sent_to_sign_in_as_a_whole_page(browser):
    answer = browser.get(
        "/account",
        headers={
            "HX-Request": "true",
            "HX-Current-URL": "http://localhost/movies/asa?show=top",
        },
    )

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == (
        "/account/login?next=/movies/asa?show%3Dtop"
    )


def test_the_masthead_offers_both_doors(browser):
    answer = browser.get(
        "/fragments/me", headers={"HX-Current-URL": "http://localhost/movies"}
    )

    assert 'href="/account/login?next=/movies">Sign in<' in answer.text
    assert 'href="/account/register?next=/movies">Register<' in answer.text


@pytest.mark.parametrize("door", ["register", "sign_in"])
def test_a_draft_is_kept_through_a_door(app, browser, browse, door):
    if door == "sign_in":
        browse().register()
    with app.app_context():
        operations.keep_draft(
            TARGET, {"body": "Slow."}, key="k", user_id=None, at=utcnow()
        )
        db.session.commit()
    with browser.client.session_transaction("/account/login") as session:
        session[drafts.SESSION_KEY] = "k"

    getattr(browser, door)()

    with app.app_context():
        member = queries.member("Ada")
        draft = queries.draft_of_member(member.id, TARGET, at=utcnow())
        assert draft.fields == {"body": "Slow."}
        assert queries.draft_of_visitor("k", TARGET, at=utcnow()) is None


def test_a_draft_is_found_by_its_own_browser_until_it_is_posted(app):
    with app.test_request_context("/account/login"):
        drafts.remember(TARGET, {"body": "One."})
        drafts.remember(TARGET, {"body": "Two."})
        drafts.remember("elsewhere", {"body": "Three."})

        assert drafts.recall(TARGET) == {"body": "Two."}
        drafts.forget(TARGET)
        assert drafts.recall(TARGET) is None
        assert drafts.recall("elsewhere") == {"body": "Three."}
