"""A reader sorts the audience's reviews in place, and opens a spoiler."""

import re

from playwright.sync_api import expect

from tests.journeys.screen import FILM, join, post, rate


def mark(page) -> None:
    """Leave something on the window that a new page would not have."""
    page.evaluate("window.untouched = true")


def is_same_page(page) -> bool:
    return page.evaluate("window.untouched === true")


def view(page, name):
    return page.locator("#audience-reviews nav").get_by_role(
        "link", name=re.compile(rf"^{name}( \(|$)")
    )


def test_an_order_changes_the_list_and_not_the_page(page):
    page.goto(FILM)
    mark(page)

    view(page, "Lowest").click()
    expect(view(page, "Lowest")).to_have_attribute("aria-current", "true")

    expect(page).to_have_url(re.compile(r"\?sort=lowest$"))
    expect(view(page, "Lowest")).to_be_focused()
    expect(page.locator("#announcer")).to_contain_text("Lowest")
    assert is_same_page(page)


def test_a_bar_shows_its_stars_alone_and_there_is_a_way_back(page):
    page.goto(FILM)
    mark(page)

    page.locator("a.histogram__bar").first.click()
    expect(page.get_by_text("Only 0.5 stars.")).to_be_visible()
    page.get_by_role("link", name="Show all stars").click()

    expect(page.get_by_text("Only 0.5 stars.")).to_have_count(0)
    expect(page).to_have_url(re.compile(rf"{FILM}$"))
    assert is_same_page(page)


def test_back_leads_to_the_view_before_and_keeps_what_was_typed(page):
    page.goto(FILM)
    page.get_by_label("Your review").fill("Half a thought")
    mark(page)
    view(page, "Highest").click()
    expect(view(page, "Highest")).to_have_attribute("aria-current", "true")

    page.go_back()

    expect(view(page, "Newest")).to_have_attribute("aria-current", "true")
    expect(page.get_by_label("Your review")).to_have_value("Half a thought")
    assert is_same_page(page)


def test_a_view_survives_a_reload(page):
    page.goto(f"{FILM}?sort=highest")

    expect(view(page, "Highest")).to_have_attribute("aria-current", "true")


def test_more_reviews_go_on_in_the_same_view(page):
    page.goto(f"{FILM}?sort=highest")
    stars = page.locator("#audience-reviews article .stars")
    first = stars.count()

    page.locator("#more-audience-reviews a").click()

    expect(stars).to_have_count(first + 10)


def test_without_javascript_the_views_are_pages(screen):
    plain_page = screen(script=False).page
    plain_page.goto(FILM)

    view(plain_page, "Most helpful").click()

    expect(plain_page).to_have_url(re.compile(r"/audience-reviews\?sort=helpful$"))
    expect(view(plain_page, "Most helpful")).to_have_attribute("aria-current", "true")


def test_a_spoiler_is_opened_by_its_switch_alone(page, newcomer):
    join(page, newcomer)
    rate(page, "4 stars", "Wait for it: ||the cat survives||.")
    post(page)
    own = page.locator("#audience-reviews article").filter(has_text=newcomer)

    secret = own.locator(".spoiler__text")
    expect(secret).to_be_hidden()
    own.get_by_role("checkbox", name="Show the spoiler").focus()
    page.keyboard.press("Space")

    expect(secret).to_be_visible()
    expect(secret).to_have_text("the cat survives")
