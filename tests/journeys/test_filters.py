"""A reader filters the critics' reviews without leaving the page."""

import re

from playwright.sync_api import expect

from tests.journeys.screen import FILM

FILTERS = ("All Critics", "Top Critics", "Fresh", "Rotten")


def filter_link(page, name):
    return page.locator("#critic-reviews").get_by_role(
        "link", name=re.compile(rf"^{name} \(\d+\)$")
    )


def current(page) -> str:
    return page.locator("#critic-reviews [aria-current=true]").inner_text()


def mark(page) -> None:
    """Leave something on the window that a new page would not have."""
    page.evaluate("window.untouched = true")


def is_same_page(page) -> bool:
    return page.evaluate("window.untouched === true")


def test_the_four_filters_count_their_reviews(page):
    page.goto(FILM)

    names = page.locator("#critic-reviews nav a").all_inner_texts()

    assert [name.strip() for name in names] == [
        "All Critics (81)",
        "Top Critics (32)",
        "Fresh (79)",
        "Rotten (2)",
    ]


def test_a_filter_changes_the_list_and_not_the_page(page):
    page.goto(FILM)
    mark(page)

    filter_link(page, "Rotten").click()
    expect(filter_link(page, "Rotten")).to_have_attribute("aria-current", "true")

    expect(page.locator("#critic-reviews article")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"\?show=rotten$"))
    expect(filter_link(page, "Rotten")).to_be_focused()
    expect(page.locator("#announcer")).to_contain_text("2")
    assert is_same_page(page)


def test_a_filter_survives_a_reload(page):
    page.goto(f"{FILM}?show=top")
    assert "Top Critics" in current(page)

    page.reload()

    assert "Top Critics" in current(page)


def test_back_and_forward_walk_through_the_filters(page):
    page.goto(FILM)
    expect(page.locator("#review-form")).to_be_visible()
    mark(page)
    page.get_by_label("Your review").fill("Half a thought")
    for name in ("Top Critics", "Rotten"):
        filter_link(page, name).click()
        expect(filter_link(page, name)).to_have_attribute("aria-current", "true")

    page.go_back()
    expect(filter_link(page, "Top Critics")).to_have_attribute("aria-current", "true")
    expect(page).to_have_url(re.compile(r"\?show=top$"))
    page.go_back()
    expect(filter_link(page, "All Critics")).to_have_attribute("aria-current", "true")
    page.go_forward()
    expect(filter_link(page, "Top Critics")).to_have_attribute("aria-current", "true")

    expect(page.get_by_label("Your review")).to_have_value("Half a thought")
    assert is_same_page(page)


def test_more_reviews_come_below_the_first_ones(page):
    page.goto(FILM)
    mark(page)
    articles = page.locator("#critic-reviews article")
    expect(articles).to_have_count(10)
    first = articles.first.inner_text()

    page.locator("#critic-reviews").get_by_role("link", name="More reviews").click()

    expect(articles).to_have_count(20)
    assert articles.first.inner_text() == first
    assert len(set(articles.evaluate_all("all => all.map(each => each.id)"))) == 20
    assert is_same_page(page)


def test_without_javascript_a_filter_is_a_page(screen):
    page = screen(script=False).page
    page.goto(FILM)

    filter_link(page, "Top Critics").click()

    expect(page).to_have_url(re.compile(r"show=top"))
    assert "Top Critics" in current(page)


def test_without_javascript_more_reviews_lead_to_the_whole_list(screen):
    page = screen(script=False).page
    page.goto(FILM)

    page.locator("#critic-reviews").get_by_role("link", name="More reviews").click()

    expect(page).to_have_url(re.compile(r"/critic-reviews\?"))
    assert page.locator("article").count() > 10
