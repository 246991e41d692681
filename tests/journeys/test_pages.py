"""Every page: for axe, on a small screen, in the dark, and with nothing gone wrong."""

from functools import cache
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import expect

from tests.journeys.pages import FRAMES, MEMBERS, MISSING, PUBLIC
from tests.journeys.screen import join

SMALL = 320


@cache
def axe() -> str:
    """Return the script that finds what some readers cannot use."""
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def violations(page) -> list[str]:
    """Return what axe finds on the page in view."""
    page.evaluate(axe())
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]


def settle(page, path: str) -> None:
    """Open a page and wait until its parts have come."""
    answer = page.goto(path)
    assert answer.status == (404 if path == MISSING else 200), path
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", [*PUBLIC, *FRAMES, MISSING])
def test_axe_finds_nothing(screen, path, dark):
    window = screen(bypass_csp=True, dark=dark)
    window.expect_status(404)

    settle(window.page, path)

    assert violations(window.page) == []


@pytest.mark.parametrize("path", MEMBERS)
def test_axe_finds_nothing_for_a_member(screen, newcomer, path):
    page = screen(bypass_csp=True).page
    join(page, newcomer)

    settle(page, path)

    assert violations(page) == []


@pytest.mark.parametrize("path", [*PUBLIC, *FRAMES, MISSING])
def test_nothing_sticks_out_of_a_small_screen(screen, path):
    window = screen(width=SMALL)
    window.expect_status(404)

    settle(window.page, path)

    width = window.page.evaluate("document.documentElement.scrollWidth")
    assert width <= SMALL


def test_a_member_posts_on_a_small_screen(screen, newcomer):
    page = screen(width=SMALL).page
    join(page, newcomer)
    page.wait_for_load_state("networkidle")

    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL


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
