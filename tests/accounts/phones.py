"""Authenticator apps, as the tests of second factors hold them."""

import re

from passlib.totp import TOTP

from tests.accounts.conftest import token_in

STEP = 30


class Phone:
    """An authenticator app that was shown a secret."""

    def __init__(self, page: str) -> None:
        key = re.search(r'class="secret">([^<]+)<', page)[1]
        self.totp = TOTP(key=key.replace("-", "").replace(" ", ""), format="base32")

    def code(self, step: int = 0) -> str:
        """Return the code of this step of time, or of one beside it."""
        return self.totp.generate(time=TOTP.now() + step * STEP).token


def begin(browser):
    """Ask for a secret; return its page."""
    return browser.send("/account/second-factor", setup="authenticator")


def switch_on(browser) -> Phone:
    """Switch the second factor on, with the code of a step ago."""
    page = begin(browser).text
    phone = Phone(page)
    action = re.search(r'action="(/account/second-factor/[^"]+)"', page)[1]
    answer = browser.client.post(
        action, data={"csrf_token": token_in(page), "code": phone.code(-1)}
    )
    assert (answer.status_code, answer.location) == (303, "/account/recovery-codes")
    return phone
