"""A reader checks a score: filters the ledger, saves it, and works it out again."""

import re

from click.testing import CliRunner
from playwright.sync_api import expect

from app.ledger.commands import scores
from tests.journeys.screen import FILM

SCORE = f"{FILM}/score"
EDITOR, PASSWORD = "edda@demo.example", "matinee-demo"


def filter_link(page, name):
    return page.locator("#ledger-reviews").get_by_role(
        "link", name=re.compile(rf"^{name} \(\d+\)$")
    )


def rows(page):
    return page.locator("#ledger-rows tr")


def mark(page) -> None:
    """Leave something on the window that a new page would not have."""
    page.evaluate("window.untouched = true")


def is_same_page(page) -> bool:
    return page.evaluate("window.untouched === true")


def test_a_filter_changes_the_ledger_and_not_the_page(page):
    page.goto(SCORE)
    mark(page)

    filter_link(page, "Rotten").click()

    expect(rows(page)).to_have_count(2)
    expect(page).to_have_url(re.compile(r"/score\?show=rotten$"))
    expect(filter_link(page, "Rotten")).to_be_focused()
    expect(page.locator("#announcer")).to_contain_text("Rotten: 2 reviews")
    page.go_back()
    expect(rows(page)).to_have_count(50)
    assert is_same_page(page)


def test_the_ledger_is_filtered_and_goes_on_by_keyboard(page):
    page.goto(SCORE)
    mark(page)
    filter_link(page, "Fresh").focus()
    page.keyboard.press("Enter")
    expect(filter_link(page, "Fresh")).to_have_attribute("aria-current", "true")

    page.get_by_role("link", name="More reviews").focus()
    page.keyboard.press("Enter")

    expect(rows(page)).to_have_count(79)
    expect(rows(page).nth(50)).to_be_focused()
    expect(page.get_by_role("link", name="More reviews")).to_have_count(0)
    assert is_same_page(page)


def test_without_javascript_a_filter_and_more_are_pages(screen):
    page = screen(script=False).page
    page.goto(SCORE)

    page.get_by_role("link", name="More reviews").click()
    expect(rows(page)).to_have_count(31)
    page.get_by_role("link", name="Start with the newest").click()
    filter_link(page, "Top Critics").click()

    expect(rows(page)).to_have_count(32)


def test_a_moment_leads_to_the_review_that_caused_it(page):
    page.goto(SCORE)

    page.locator(".moments a").first.click()

    anchor = page.url.partition("#")[2]
    expect(rows(page).first).to_have_attribute("id", anchor)


def test_the_line_is_legible_on_a_small_dark_screen(screen):
    page = screen(width=320, dark=True).page
    page.goto(SCORE)

    chart = page.get_by_role("img", name="The Critic Score through time")
    frame = chart.bounding_box()
    for label in chart.locator("text").all():
        box = label.bounding_box()
        assert box["height"] >= 11, label.text_content()
        assert frame["x"] - 1 <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_day_is_chosen_and_shown(page):
    page.goto(SCORE)

    page.get_by_label("The score as of a day").fill("2012-04-01")
    page.get_by_role("button", name="Show that day").click()

    expect(page).to_have_url(re.compile(r"\?on=2012-04-01$"))
    expect(page.locator(".list-head__lead")).to_contain_text("Apr 1, 2012")
    expect(page.get_by_label("The score as of a day")).to_have_value("2012-04-01")


def test_a_saved_ledger_gives_the_same_figures(page, tmp_path):
    page.goto(SCORE)
    for name in ("Save as CSV", "Save as JSON"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)

        result = CliRunner().invoke(scores, ["recompute", str(file)])

        assert result.exit_code == 0, result.output
        lines = [line.split() for line in result.output.splitlines()]
        assert ["critic.approval", "98", "98"] in lines


def test_an_editor_without_javascript_withdraws_a_review_and_brings_it_back(screen):
    window = screen(script=False)
    window.expect_status(422)
    page = window.page
    page.goto("/account/login")
    page.get_by_label("E-mail").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form [type=submit]").first.click()
    page.goto("/desk")
    page.get_by_role("link", name="Critic reviews").click()
    page.get_by_label("Part of the title").fill("dust")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Dust", exact=True).click()
    page.get_by_role("link", name=re.compile("^Change #")).first.click()

    page.get_by_label("Number of the original").fill("none")
    page.get_by_role("button", name="Save the original").click()
    expect(page.get_by_label("Number of the original")).to_have_value("none")
    expect(page.locator("#original-error")).to_contain_text("Give the number")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator(".list-head__lead")).to_contain_text("Withdrawn.")
    page.get_by_role("button", name="Restore").click()

    expect(page.locator(".list-head__lead")).to_contain_text("Counted.")
