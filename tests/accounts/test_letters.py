"""Confirm, recover, change the password and the address: the ways by letter."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from app.accounts import doors, forms, queries, rules
from app.accounts.models import LoginSession, User
from app.config import Environment
from app.core.clock import utcnow
from app.core.db import db
from app.core.mail import Letter
from tests.accounts.conftest import PASSWORD, Browser, token_in
from tests.accounts.letters import letter, letters, link_in
from tests.accounts.phones import switch_on

NEW = "paper boats at dawn"


def follow(browser, path, **fields):
    """Open a link, and press the button of its page."""
    page = browser.get(path)
    return browser.client.post(path, data={"csrf_token": token_in(page.text)} | fields)


def test_who_confirms_signs_in_afterwards(app, browser, set_up):
    set_up(confirm_email=True)

    answer = browser.register()
    assert answer.location == "/account/registered"
    assert not browser.is_signed_in
    assert "not confirmed yet" in browser.sign_in().text

    link = link_in(letter(app, "ada@example.org"))
    assert follow(browser, link).location == "/account/login"
    assert browser.sign_in().status_code == 303
    assert browser.is_signed_in


def test_opening_the_link_confirms_nothing(app, browser, set_up):
    set_up(confirm_email=True)
    browser.register()
    link = link_in(letter(app, "ada@example.org"))

    assert "This address is mine" in browser.get(link).text

    with app.app_context():
        assert queries.member("Ada").confirmed_at is None


def test_a_link_that_has_confirmed_says_so_and_does_no_more(app, browser, set_up):
    set_up(confirm_email=True)
    browser.register()
    link = link_in(letter(app, "ada@example.org"))
    follow(browser, link)
    with app.app_context():
        then = queries.member("Ada").confirmed_at

    page = browser.get(link).text

    assert "Your address is confirmed" in page
    assert "This address is mine" not in page
    token = token_in(browser.get("/account/login").text)
    browser.client.post(link, data={"csrf_token": token})
    with app.app_context():
        assert queries.member("Ada").confirmed_at == then


def test_s8_a_known_and_a_new_address_register_alike(app, ada, browse, set_up):
    ada_knows = ada.is_signed_in
    set_up(confirm_email=True)

    known = browse().register(name="Bo")
    new = browse().register(name="Cleo", email="cleo@example.org")

    assert ada_knows
    assert (known.status_code, known.location) == (new.status_code, new.location)
    to_ada, to_cleo = letters(app)
    assert "member of Matinee already" in to_ada["Subject"]
    assert "Confirm" in to_cleo["Subject"]
    assert ada.is_signed_in
    with app.app_context():
        assert queries.member("Bo") is None


@pytest.mark.parametrize("path", ["/account/recovery", "/account/confirmation"])
def test_s8_letters_are_offered_to_every_address_alike(app, ada, browse, path):
    known = browse().send(path, email="ada@example.org")
    unknown = browse().send(path, email="nobody@example.org")

    assert known.status_code == unknown.status_code == 200
    assert known.text == unknown.text


def test_s8_every_answer_takes_its_time(app, ada, browse, monkeypatch):
    slept = []
    monkeypatch.setattr(doors, "sleep", slept.append)
    monkeypatch.setitem(app.config, "LEAST_SECONDS", 1000)
    moments = iter(range(1000))
    monkeypatch.setattr(doors, "monotonic", lambda: next(moments))

    for email in ("ada@example.org", "nobody@example.org"):
        browse().send("/account/recovery", email=email)
        browse().send("/account/confirmation", email=email)
        browse().register(name="Bo", email=email)
    ada.send("/account/email", email="bo@example.org")

    # One second passes between the arrival and the answer.
    assert slept == [999] * 7


def test_s8_nothing_is_locked_while_an_answer_waits(app, browse, monkeypatch):
    monkeypatch.setitem(app.config, "LEAST_SECONDS", 1000)
    under_way = []
    monkeypatch.setattr(
        doors, "sleep", lambda _: under_way.append(db.session().in_transaction())
    )

    browse().send("/account/recovery", email="ada@example.org")

    assert under_way == [False]


def test_s8_the_pause_is_a_quarter_of_a_second_outside_tests(app):
    assert app.config["SETTINGS"].environment is Environment.TEST
    assert doors.LEAST_SECONDS == 0.25


def test_asking_for_letters_comes_to_an_end(app, browser):
    for _ in range(app.config["SETTINGS"].sign_in_attempts):
        answer = browser.send("/account/recovery", email="ada@example.org")
        assert answer.status_code == 200

    answer = browser.send("/account/recovery", email="ada@example.org")

    assert answer.status_code == 429
    assert "Retry-After" in answer.headers


def test_a_forgotten_password_is_replaced_once(app, ada, browse):
    elsewhere = browse()
    elsewhere.send("/account/recovery", email="Ada@Example.org")
    link = link_in(letter(app, "ada@example.org"))

    answer = follow(elsewhere, link, password=NEW)

    assert answer.location == "/account/login"
    assert not elsewhere.is_signed_in
    assert not ada.is_signed_in
    assert elsewhere.sign_in(password=PASSWORD).status_code == 422
    assert elsewhere.sign_in(password=NEW).status_code == 303
    assert "was changed" in letter(app, "ada@example.org")["Subject"]
    again = browse().get(link)
    assert again.location == "/account/recovery?over=1"
    assert "This link is over" in browse().get(again.location).text


def test_s1_a_reset_ends_every_session_at_the_server(app, ada, browse):
    elsewhere = browse()
    elsewhere.send("/account/recovery", email="ada@example.org")
    follow(elsewhere, link_in(letter(app, "ada@example.org")), password=NEW)

    with app.app_context():
        rows = select(func.count(LoginSession.id)).where(
            LoginSession.user_id.is_not(None)
        )
        assert db.session.scalar(rows) == 0


@pytest.mark.parametrize("obvious", ["12345678", "ada@example.org", "x" * 129])
def test_s7_an_obvious_password_is_refused_wherever_it_is_chosen(
    app, ada, browse, obvious
):
    elsewhere = browse()
    elsewhere.send("/account/recovery", email="ada@example.org")
    link = link_in(letter(app, "ada@example.org"))

    assert follow(elsewhere, link, password=obvious).status_code == 422
    changed = ada.send("/account/password", password=PASSWORD, new_password=obvious)
    assert changed.status_code == 422
    own = {"email": "ada@example.org"} if "@" in obvious else {}
    registered = browse().register(name="Bo", password=obvious, **own)
    assert registered.status_code == 422
    assert rules.password_problem(obvious, "Ada", "ada@example.org") in registered.text
    assert ada.is_signed_in


def test_s1_changing_the_password_ends_the_others_and_renews_this(ada, browse):
    elsewhere = browse()
    elsewhere.sign_in()
    before = ada.cookie

    answer = ada.send("/account/password", password=PASSWORD, new_password=NEW)

    assert (answer.status_code, answer.location) == (303, "/account")
    assert ada.is_signed_in
    assert ada.cookie != before
    assert not elsewhere.is_signed_in
    # Not only shut but gone: no list of sign-ins shows what opens nothing.
    assert ada.get("/account/sessions").text.count("last seen") == 1


def test_s1_who_is_half_way_in_by_the_old_password_does_not_come_in(ada, browse):
    phone = switch_on(ada)
    stranger = browse()
    token = token_in(stranger.get(stranger.sign_in().location).text)

    ada.send("/account/password", password=PASSWORD, new_password=NEW)
    stranger.client.post(
        "/account/second-factor/code", data={"csrf_token": token, "code": phone.code()}
    )

    assert not stranger.is_signed_in


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("a guess", NEW, "This is not your password."),
        (PASSWORD, PASSWORD, "This is the password you have."),
    ],
)
def test_a_new_password_that_is_refused_is_told_in_our_words(ada, old, new, words):
    answer = ada.send("/account/password", password=old, new_password=new)

    assert answer.status_code == 422
    assert words in answer.text


def test_the_old_password_is_needed_and_guessing_it_comes_to_an_end(app, ada):
    for _ in range(app.config["SETTINGS"].sign_in_attempts):
        answer = ada.send("/account/password", password="a guess", new_password=NEW)
        assert answer.status_code == 422

    answer = ada.send("/account/password", password="a guess", new_password=NEW)

    assert answer.status_code == 429


def test_another_address_is_taken_by_its_letter_and_a_button(app, ada, browse):
    ada.send("/account/email", email="Lind@Example.org")
    link = link_in(letter(app, "lind@example.org"))

    with app.app_context():
        assert queries.member("Ada").email == "ada@example.org"
    ada.get(link)
    with app.app_context():
        assert queries.member("Ada").email == "ada@example.org"
    assert follow(ada, link).location == "/account"

    assert "another e-mail address" in letter(app, "ada@example.org")["Subject"]
    assert browse().sign_in().status_code == 422
    assert browse().sign_in(email="lind@example.org").status_code == 303


def test_s1_a_letter_to_the_old_address_opens_nothing_afterwards(app, ada, browse):
    ada.send("/account/email", email="lind@example.org")
    change = link_in(letter(app, "lind@example.org"))
    browse().send("/account/recovery", email="ada@example.org")
    recovery = link_in(letter(app, "ada@example.org"))
    elsewhere, before = browse(), ada.cookie
    elsewhere.sign_in()

    assert follow(ada, change).location == "/account"

    assert browse().get(recovery).location == "/account/recovery?over=1"
    assert ada.is_signed_in
    assert ada.cookie != before
    assert not elsewhere.is_signed_in
    assert ada.get("/account/sessions").text.count("last seen") == 1


def test_an_address_with_an_account_is_offered_alike_and_not_taken(app, ada, browse):
    browse().register(name="Bo", email="bo@example.org")

    known = ada.send("/account/email", email="bo@example.org")

    assert known.status_code == 200
    assert "Look into your mail" in known.text
    assert letters(app) == []


def test_who_asks_for_the_address_they_have_is_told_so(app, ada):
    answer = ada.send("/account/email", email="ADA@example.org")

    assert answer.status_code == 422
    assert forms.OWN_ADDRESS in answer.text
    assert letters(app) == []


def test_a_link_whose_address_was_taken_meanwhile_is_over(app, ada, browse):
    ada.send("/account/email", email="bo@example.org")
    link = link_in(letter(app, "bo@example.org"))
    browse().register(name="Bo", email="bo@example.org")

    assert ada.get(link).status_code == 404
    assert "This link is over" in ada.get(link).text


@pytest.mark.parametrize(
    "path",
    [
        "/account/confirmation/nonsense/open",
        "/account/email/confirmation/nonsense/open",
    ],
)
def test_a_link_that_is_nonsense_is_over(browser, path):
    answer = browser.get(path)

    assert answer.status_code == 404
    assert "This link is over" in answer.text
    token = token_in(browser.get("/account/login").text)
    again = browser.client.post(path, data={"csrf_token": token})
    assert again.location.endswith(path)


def test_links_are_of_the_sites_own_address_whatever_host_was_asked(
    app, ada, browse, monkeypatch
):
    monkeypatch.setitem(app.config, "BASE_URL", "https://films.example")

    browse().client.post(
        "/account/recovery",
        headers={"Host": "evil.example"},
        data={"email": "ada@example.org"},
    )
    stranger = browse()
    stranger.send("/account/recovery", email="ada@example.org")

    text = letter(app, "ada@example.org").get_content()
    assert "https://films.example/account/recovery/" in text
    assert "localhost" not in text


def test_a_site_without_mail_offers_none(app, browser, set_up):
    set_up(environment=Environment.PRODUCTION, mail_server=None)

    assert "Forgotten" not in browser.get("/account/login").text
    answer = browser.get("/account/recovery")
    assert answer.status_code == 404
    assert "sends no mail" in answer.text


def test_two_registrations_at_the_same_moment(live_database):
    app = live_database
    barrier, answers = Barrier(4), []

    def register(number):
        browser = Browser(app)
        token = token_in(browser.get("/account/register").text)
        fields = {
            "name": f"Ada {number}",
            "email": "ada@example.org",
            "password": PASSWORD,
            "csrf_token": token,
        }
        barrier.wait()
        answers.append(browser.client.post("/account/register", data=fields))

    threads = [Thread(target=register, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    codes = sorted(answer.status_code for answer in answers)
    assert codes[0] == 303
    assert set(codes[1:]) <= {409, 422}
    with app.app_context():
        assert db.session.scalar(select(func.count(User.id))) == 1


def test_of_two_who_use_a_link_at_the_same_moment_one_is_late(
    live_database, monkeypatch
):
    app = live_database
    assert Browser(app).register().status_code == 303
    Browser(app).send("/account/recovery", email="ada@example.org")
    link = link_in(letter(app, "ada@example.org"))
    barrier, answers = Barrier(2, timeout=60), {}
    # Both have found the link to be good before either goes on.
    monkeypatch.setattr(rules, "password_problem", lambda *words: barrier.wait() and 0)

    def choose(password):
        answers[password] = follow(Browser(app), link, password=password)

    threads = [Thread(target=choose, args=(password,)) for password in (NEW, NEW[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    [first] = [key for key, answer in answers.items() if answer.status_code == 303]
    [late] = [answer for answer in answers.values() if answer.status_code == 422]
    assert forms.LINK_USED in late.text
    assert Browser(app).sign_in(password=first).status_code == 303


def test_a_letter_waits_for_the_account_it_tells_of(app, browser, set_up):
    set_up(confirm_email=True)
    browser.register()

    with app.app_context():
        row = db.session.scalar(select(Letter))
        assert row.recipient == "ada@example.org"
        assert row.written_at - utcnow() < timedelta(minutes=1)
