"""An editor at the desk: grades decided by keyboard, and a policy looked at first."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

EDITOR, PASSWORD = "edda@demo.example", "matinee-demo"
FILM = "/desk/movies/understudy/critic-reviews"


def sign_in(page):
    page.goto("/account/login")
    page.get_by_label("E-mail").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.locator("#me")).to_contain_text("Edda")


def enter(page, grade, quote):
    """Enter a review whose grade says nothing by itself; return its number."""
    page.goto(f"{FILM}/new")
    page.get_by_label("Quote").fill(quote)
    page.get_by_role("textbox", name="Grade").fill(grade)
    page.locator("main form").get_by_role("button").first.click()
    page.wait_for_url("**/desk/critic-reviews/*")
    return int(page.url.rpartition("/")[2])


def accessible(page):
    """Assert that axe finds nothing wrong with the page in view."""
    found = Axe().run(page).response["violations"]
    assert [each["id"] for each in found] == []


def test_grades_are_decided_by_keyboard_and_undone(screen):
    page = screen(bypass_csp=True).page
    sign_in(page)
    first = enter(page, "2.5/4", "The lamp flickers, and so does the plot.")
    enter(page, "C+", "Two thirds of a very good evening.")
    page.goto(f"/desk/grades?after={first - 1}")
    queue = page.locator("#grade-queue")
    expect(queue).to_contain_text("The lamp flickers")
    accessible(page)

    page.keyboard.press("f")
    expect(queue).to_contain_text("2.5/4 is Fresh now")
    expect(queue).to_contain_text("Two thirds of a very good evening.")
    page.keyboard.press("u")
    expect(queue).to_contain_text("The lamp flickers")

    page.get_by_role("checkbox", name="Use the keys").uncheck()
    page.keyboard.press("r")
    page.get_by_role("link", name="Skip S").click()
    expect(queue).to_contain_text("Two thirds of a very good evening.")
    page.get_by_role("checkbox", name="Use the keys").check()
    page.keyboard.press("r")
    expect(queue).to_contain_text("C+ is Rotten now")
    page.goto(f"/desk/grades?after={first - 1}")
    page.keyboard.press("r")
    expect(queue).to_contain_text("2.5/4 is Rotten now")

    hint = page.get_by_role("checkbox", name="Use the keys")
    expect(queue).to_contain_text("Nothing waits for you.")
    expect(hint).to_be_visible()
    page.goto("/desk/grades")
    expect(queue).to_contain_text("Nothing waits for you.")
    expect(hint).to_be_hidden()


def test_without_javascript_a_grade_is_decided_by_its_button(screen):
    page = screen(script=False, width=320).page
    page.goto("/account/login")
    page.get_by_label("E-mail").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    review = enter(page, "6/10", "Somewhere between a shrug and a nod.")
    page.goto(f"/desk/grades?after={review - 1}")
    expect(page.locator(".keys")).to_be_hidden()
    assert page.get_by_role("button", name="Fresh").inner_text().strip() == "Fresh"

    page.get_by_role("button", name="Fresh").click()

    expect(page.locator("#grade-queue")).to_contain_text("6/10 is Fresh now")


def lines(place, number):
    """Return how high so many lines of a text are."""
    return number * place.evaluate("e => parseFloat(getComputedStyle(e).lineHeight)")


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_a_policy_is_previewed_on_every_screen(screen, width):
    page = screen(width=width, bypass_csp=True).page
    sign_in(page)
    page.goto("/desk/policies?from=large")
    start = page.get_by_text("Start from:")
    assert start.bounding_box()["height"] < lines(start, 3 if width == 320 else 2)

    page.get_by_role("button", name="Preview").click()

    expect(page.get_by_role("heading", name="Preview")).to_be_visible()
    expect(page.get_by_role("button", name="Put version 2 in force")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accessible(page)
    page.goto("/desk/grades/settings")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accessible(page)
