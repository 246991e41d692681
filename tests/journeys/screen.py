"""A screen with Chromium on it, watched for everything that must not happen."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

PASSWORD = "lanterns over Ostrava"
FILM = "/movies/ai-weiwei-never-sorry"
PATIENCE = 60_000
"""Milliseconds: as long as a busy machine may need for what is to come."""

expect.set_options(timeout=PATIENCE)


class Screen:
    """One window of a reader: its size, its light, and whether it runs scripts."""

    def __init__(
        self,
        browser: Browser,
        site: str,
        *,
        width: int = 1280,
        dark: bool = False,
        script: bool = True,
        bypass_csp: bool = False,
        also: tuple[str, ...] = (),
    ) -> None:
        self.site = site
        self.origins = {site, *also}
        self.complaints: list[str] = []
        self.context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            bypass_csp=bypass_csp,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE)
        self.expected: list[str] = []
        self.page = self.open()

    def open(self) -> Page:
        """Open a tab that is watched."""
        page = self.context.new_page()
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self.see)
        return page

    def hear(self, message) -> None:
        """Note an error or a refusal in the console."""
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def see(self, request) -> None:
        """Note a request that leaves the site."""
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if parts.scheme in ("http", "https") and origin not in self.origins:
            self.complaints.append(f"request to {request.url}")

    def expect_status(self, status: int) -> None:
        """Take the console's remark on an answer that is meant to be an error."""
        self.expected.append(f"status of {status}")

    def close(self) -> list[str]:
        """Close the window and return what is to be complained of."""
        self.context.close()
        return [
            complaint
            for complaint in self.complaints
            if not any(words in complaint for words in self.expected)
        ]


def register(page: Page, name: str) -> None:
    """Become a member on the registration page in view."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("E-mail address").fill(f"{name.replace(' ', '.')}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Register").click()


def join(page: Page, name: str, path: str = FILM) -> None:
    """Become a member and open a page, with the personal part loaded."""
    page.goto(f"/account/register?next={path}")
    register(page, name)
    page.wait_for_url(f"**{path}")
    expect(page.locator("#me")).to_contain_text(name)


def rate(page: Page, stars: str, text: str = "") -> None:
    """Fill in the form, without sending it."""
    form = page.locator("#review-form")
    form.get_by_role("radio", name=stars, exact=True).check(force=True)
    form.get_by_label("Your review").fill(text)


def post(page: Page) -> None:
    """Send the form."""
    page.get_by_role("button", name="Post review").click()


def ratings(page: Page) -> int:
    """Return how many ratings the page says there are."""
    words = page.locator("#audience-score").inner_text()
    found = re.search(r"User Ratings:\s*([\d,]+)", words)
    assert found is not None, words
    return int(found[1].replace(",", ""))
