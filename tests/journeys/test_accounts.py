"""A member keeps their account: passkeys, a second factor, and the way out."""

import re
import time

import pytest
from passlib.totp import TOTP
from playwright.sync_api import expect

from tests.journeys.screen import PASSWORD, Screen, join


@pytest.fixture
def device(chromium, site):
    """Open a screen whose device keeps passkeys; they need a name, not a number."""
    screen = Screen(chromium, site.replace("127.0.0.1", "localhost"))
    session = screen.context.new_cdp_session(screen.page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield screen
    assert screen.close() == []


def address_of(name):
    return f"{name.replace(' ', '.')}@example.org"


def sign_out(page):
    page.goto("/account")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")


def sign_in(page, name):
    page.goto("/account/login?next=/account")
    page.get_by_label("E-mail address").fill(address_of(name))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_passkey_is_added_signs_in_and_is_removed(device, newcomer):
    page = device.page
    join(page, newcomer)
    page.goto("/account/passkeys")
    page.get_by_label("Name").fill("my phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="my phone")).to_be_visible()

    sign_out(page)
    page.goto("/account/login?next=/account/passkeys")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/account/passkeys")
    expect(page.locator("#me")).to_contain_text(newcomer)

    page.get_by_role("button", name="Remove the passkey my phone").click()
    expect(page.get_by_role("heading", name="my phone")).to_have_count(0)


def test_a_removed_passkey_opens_nothing(device, newcomer):
    page = device.page
    join(page, newcomer)
    page.goto("/account/passkeys")
    page.get_by_label("Name").fill("my phone")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="Remove the passkey my phone").click()
    sign_out(page)

    page.goto("/account/passkeys/sign-in")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("That did not work")


def test_without_javascript_the_page_of_passkeys_says_so(screen, newcomer):
    page = screen(script=False).page
    page.goto("/account/register?next=/account/passkeys")
    page.get_by_label("Name").fill(newcomer)
    page.get_by_label("E-mail address").fill(address_of(newcomer))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Register").click()

    expect(page.locator("main")).to_contain_text("needs JavaScript")
    page.get_by_label("Name").fill("my phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator("main")).to_contain_text("JavaScript is off here")


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_second_factor_is_switched_on_and_asked_for(screen, newcomer, script):
    page = screen(script=script, width=320).page
    page.goto("/account/register?next=/account/second-factor")
    page.get_by_label("Name").fill(newcomer)
    page.get_by_label("E-mail address").fill(address_of(newcomer))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Register").click()
    page.get_by_role("button", name="Begin").click()
    expect(page.locator(".qr svg")).to_be_visible()
    secret = re.sub(r"[\s-]", "", page.locator(".secret").inner_text())
    phone = TOTP(key=secret, format="base32")
    # Good for this half of a minute and the next one, whenever it comes.
    page.get_by_label("Code").fill(phone.generate().token)
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_role("button", name="Make ten codes").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)

    sign_out(page)
    sign_in(page, newcomer)
    page.get_by_label("Code").fill(phone.generate(time=time.time() + 30).token)
    page.get_by_role("button", name="Sign in").click()

    page.wait_for_url("**/account")
    expect(page.get_by_role("heading", name=newcomer)).to_be_visible()


def test_a_member_leaves(screen, newcomer):
    page = screen().page
    join(page, newcomer)
    page.goto("/account/deletion")
    page.get_by_label("leave with you").check()
    page.get_by_role("button", name="Delete my account").click()

    expect(page.get_by_role("heading", name="Goodbye")).to_be_visible()
    expect(page.locator("#me")).to_contain_text("Sign in")
