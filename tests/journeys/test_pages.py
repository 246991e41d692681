"""Every page: for axe, on a small screen, in the dark, and with nothing gone wrong."""

from functools import cache
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import expect

from tests.journeys.pages import FRAMES, MEMBERS, MISSING, PUBLIC
from tests.journeys.screen import join

SMALL = 320
# Colours may be on their way when the light has just changed.
AT_REST = """async () => {
  for (let frame = 0; frame < 2; frame++) {
    await new Promise((drawn) => requestAnimationFrame(drawn));
  }
  await Promise.allSettled(document.getAnimations().map((each) => each.finished));
}"""


@cache
def axe() -> str:
    """Return the script that finds what some readers cannot use."""
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def violations(page) -> list[str]:
    """Return what axe finds on the page in view."""
    page.evaluate(AT_REST)
    page.evaluate(axe())
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]


def assert_for_everybody(page) -> None:
    """Ask axe in the light, in the dark, and on a small screen."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == [], scheme
    page.set_viewport_size({"width": SMALL, "height": 700})
    assert violations(page) == [], "small"
    assert width(page) <= SMALL


def width(page) -> int:
    """Return how wide the page is, with what sticks out."""
    return page.evaluate("document.documentElement.scrollWidth")


def settle(page, path: str) -> None:
    """Open a page and wait until its parts have come."""
    answer = page.goto(path)
    assert answer.status == (404 if path == MISSING else 200), path
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("path", [*PUBLIC, *FRAMES, MISSING])
def test_everybody_can_use_the_page(screen, path):
    window = screen(bypass_csp=True)
    window.expect_status(404)

    settle(window.page, path)

    assert_for_everybody(window.page)


@pytest.mark.parametrize("path", MEMBERS)
def test_every_member_can_use_the_page(screen, newcomer, path):
    page = screen(bypass_csp=True).page
    join(page, newcomer)

    settle(page, path)

    assert_for_everybody(page)


def test_no_page_breaks_its_own_policy(screen):
    window = screen(width=SMALL)
    window.expect_status(404)
    for path in (*PUBLIC, *FRAMES, MISSING):
        settle(window.page, path)

        assert width(window.page) <= SMALL, path


def test_a_member_posts_on_a_small_screen(screen, newcomer):
    page = screen(width=SMALL).page
    join(page, newcomer)
    page.wait_for_load_state("networkidle")

    assert width(page) <= SMALL


def test_in_the_dark_the_page_is_dark(screen):
    light, dark = screen().page, screen(dark=True).page
    settle(light, "/")
    settle(dark, "/")

    assert brightness(light) > 200
    assert brightness(dark) < 60
    expect(dark.locator("h1").first).to_be_visible()


def brightness(page) -> float:
    """Return how bright the paper is, from 0 to 255."""
    colour = page.evaluate(
        """() => {
          const brush = document.createElement("canvas").getContext("2d");
          const paper = [document.body, document.documentElement]
            .map((each) => getComputedStyle(each).backgroundColor)
            .find((each) => each !== "rgba(0, 0, 0, 0)");
          brush.fillStyle = paper;
          brush.fillRect(0, 0, 1, 1);
          return [...brush.getImageData(0, 0, 1, 1).data];
        }"""
    )
    return sum(colour[:3]) / 3
