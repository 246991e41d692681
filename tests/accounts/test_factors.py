"""A second factor: codes that open once, recovery codes, and no way round them."""

import re
from html import unescape

import pytest

from app.accounts import factors, queries
from tests.accounts.conftest import token_in
from tests.accounts.letters import letter, letters, link_in
from tests.accounts.phones import Phone, begin, switch_on

NEW = "paper boats at dawn"


def recovery_codes(browser) -> list[str]:
    """Make recovery codes."""
    page = browser.send("/account/recovery-codes").text
    return re.findall(r"<li><code>([0-9a-f-]+)</code></li>", page)


@pytest.fixture
def phone(ada) -> Phone:
    """Return Ada's phone, which her account asks for."""
    return switch_on(ada)


def type_code(browser, code, **fields):
    """Type a code after the password."""
    return browser.send("/account/second-factor/code", code=code, **fields)


def test_s11_the_password_alone_opens_nothing(app, ada, phone, browse):
    bo = browse()

    answer = bo.sign_in()

    assert answer.status_code == 303
    assert answer.location.startswith("/account/second-factor/code")
    assert not bo.is_signed_in
    assert type_code(bo, "000000").status_code == 422
    assert not bo.is_signed_in
    assert type_code(bo, phone.code()).status_code == 303
    assert bo.is_signed_in


def test_who_is_signed_in_stays_so_at_the_page_of_codes(ada, phone):
    assert ada.get("/account/second-factor/code").location == "/account"
    assert ada.is_signed_in


def test_a_stranger_is_sent_to_sign_in_first(browser):
    answer = browser.get("/account/second-factor")

    assert answer.location == "/account/login?next=/account/second-factor"


def test_the_way_is_kept_through_both_factors(ada, phone, browse):
    bo = browse()
    answer = bo.sign_in(next="/movies?a=b")

    page = bo.get(answer.location).text
    assert 'name="next" value="/movies?a=b"' in page

    assert type_code(bo, phone.code(), next="/movies?a=b").location == "/movies?a=b"


def test_s13_a_code_never_leads_off_the_site(ada, phone, browse):
    bo = browse()
    bo.sign_in()

    assert type_code(bo, phone.code(), next="//evil.example").location == "/"


def test_s11_a_code_opens_once(ada, phone, browse):
    first, second = browse(), browse()
    code = phone.code()
    first.sign_in()
    second.sign_in()

    assert type_code(first, code).status_code == 303
    assert type_code(second, code).status_code == 422
    assert not second.is_signed_in
    assert type_code(second, phone.code(1)).status_code == 303


def test_s11_a_reset_does_not_skip_the_second_factor(app, ada, phone, browse):
    letters(app)
    bo = browse()
    bo.send("/account/recovery", email="ada@example.org")
    link = link_in(letter(app, "ada@example.org"))
    page = bo.get(link).text
    bo.client.post(link, data={"csrf_token": token_in(page), "password": NEW})

    assert not bo.is_signed_in
    bo.sign_in(password=NEW)
    assert not bo.is_signed_in
    type_code(bo, phone.code())
    assert bo.is_signed_in


@pytest.mark.point("S9")
def test_guessing_codes_comes_to_an_end_from_every_place(app, ada, phone, browse):
    attempts = app.config["SETTINGS"].sign_in_attempts
    for number in range(attempts):
        bo = browse()
        bo.client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number + 1}"
        bo.sign_in()
        assert type_code(bo, "000000").status_code == 422

    assert type_code(bo, phone.code()).status_code == 429
    assert ada.is_signed_in


def test_s11_a_recovery_code_opens_once(app, ada, phone, browse):
    codes = recovery_codes(ada)
    assert len(set(codes)) == 10
    with app.app_context():
        kept = queries.member("Ada").mf_recovery_codes
        assert not set(codes) & set(kept)

    # As it is copied from paper the first time, and as it stands there the second.
    copied = f" {codes[0].upper().replace('-', ' ')}"
    for written, expected in ((copied, 303), (codes[0], 422)):
        bo = browse()
        bo.sign_in()
        answer = bo.send("/account/second-factor/recovery-code", code=written)
        assert answer.status_code == expected
        assert bo.is_signed_in == (expected == 303)


def test_recovery_codes_are_not_shown_again(ada, phone):
    codes = recovery_codes(ada)

    assert not any(code in ada.get("/account/recovery-codes").text for code in codes)


def test_a_wrong_code_switches_nothing_on(app, ada):
    page = begin(ada).text
    action = re.search(r'action="(/account/second-factor/[^"]+)"', page)[1]

    answer = ada.client.post(action, data={"csrf_token": token_in(page), "code": "123"})

    assert answer.location.endswith("/account/second-factor?again=1")
    assert "That code was not right" in ada.get(answer.location).text
    with app.app_context():
        assert queries.member("Ada").tf_primary_method is None


def test_the_picture_stands_in_the_page_without_style(ada):
    page = begin(ada).text

    assert "<svg" in page
    assert "data:image" not in page
    assert "style=" not in page


def test_switching_it_off_forgets_everything_and_is_told(app, ada, phone, browse):
    recovery_codes(ada)
    letters(app)

    answer = ada.send("/account/second-factor", setup="disable")

    assert answer.location == "/account/second-factor"
    assert "switched off" in letter(app, "ada@example.org")["Subject"]
    with app.app_context():
        user = queries.member("Ada")
        assert user.mf_recovery_codes is None
        assert user.totp_counter is None
        assert user.tf_totp_secret is None
    assert browse().sign_in().location == "/"


def test_the_secret_is_encrypted_where_it_is_kept(app, ada):
    page = begin(ada).text
    key = re.search(r'class="secret">([^<]+)<', page)[1].replace("-", "")
    switch_on(ada)

    with app.app_context():
        kept = queries.member("Ada").tf_totp_secret
    assert key not in kept
    assert '"enckey"' in kept


def test_s11_there_is_no_way_round_by_letter(ada, phone, browse):
    bo = browse()
    bo.sign_in()

    token = token_in(bo.get("/account/login").text)
    rescue = bo.client.post("/account/second-factor/rescue", data={"csrf_token": token})

    assert rescue.status_code == 404
    assert not bo.is_signed_in


@pytest.mark.parametrize(
    "path",
    [
        "/account/second-factor/code",
        "/account/second-factor/recovery-code",
    ],
)
def test_without_a_password_there_is_nothing_to_type_a_code_for(browser, path):
    answer = browser.get(path)

    assert answer.status_code in {302, 303}
    assert "/account/login" in answer.location


@pytest.mark.parametrize(
    "given", ["", "{}", "[]", "null", "nonsense", '{"id": 1}', '{"rawId": "\u0000"}']
)
def test_a_passkey_that_is_none_opens_nothing(ada, browse, given):
    bo = browse()
    page = bo.send("/account/passkeys/sign-in").text
    action = re.search(r'action="(/account/passkeys/sign-in/[^"]+)"', page)[1]

    answer = bo.client.post(
        action, data={"csrf_token": token_in(page), "credential": given}
    )

    assert answer.status_code == 303
    assert answer.location.endswith("/account/passkeys/sign-in?again=1")
    assert "That did not work" in bo.get(answer.location).text


@pytest.mark.parametrize("given", ["", "{}", "[]", "null", '{"id": 1}'])
def test_an_answer_that_is_none_makes_no_passkey(app, ada, given):
    page = ada.send("/account/passkeys", name="my phone").text
    action = re.search(r'action="(/account/passkeys/[^"]+)"', page)[1]

    answer = ada.client.post(
        action, data={"csrf_token": token_in(page), "credential": given}
    )

    assert answer.status_code == 302
    with app.app_context():
        assert queries.member("Ada").webauthn == []


def test_s11_a_passkey_asks_its_device_for_its_owner(ada, browse):
    pages = [
        ada.send("/account/passkeys", name="my phone").text,
        browse().send("/account/passkeys/sign-in").text,
    ]

    for page in pages:
        options = unescape(re.search(r'data-options="([^"]+)"', page)[1])
        assert '"userVerification": "required"' in options
        # Nor is it said whose keys there are.
        assert '"allowCredentials": [{' not in options


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", factors.PASSKEY_NAME_MISSING),
        ("x" * 61, factors.PASSKEY_NAME_LENGTH),
        ("phone\u202e", factors.PASSKEY_NAME_WRONG),
        ("📱", factors.PASSKEY_NAME_WRONG),
    ],
)
def test_a_name_of_a_passkey_that_will_not_do_is_told_in_our_words(ada, name, words):
    answer = ada.send("/account/passkeys", name=name)

    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize("name", ["mein Handy 📱", "鍵", "Ada's <phone>"])
def test_a_passkey_may_be_called_in_any_script(ada, name):
    answer = ada.send("/account/passkeys", name=name)

    assert answer.status_code == 200
    assert "data-options" in answer.text
