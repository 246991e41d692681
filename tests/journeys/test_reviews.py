"""A member posts, changes and withdraws a review, with script and without."""

import re

from playwright.sync_api import expect

from tests.journeys.screen import FILM, join, post, rate, ratings, register
from tests.support.site import until

RARELY_RATED = "/movies/counterclockwise"
MOVING = (".score__number", ".actions", ".histogram")
TEXT = "Watched it twice in one evening."


def own(page, text):
    """Return the articles of the list that hold a text, or a name."""
    return page.locator("#audience-reviews article").filter(has_text=text)


def test_a_review_is_posted_in_place(page, newcomer):
    join(page, newcomer)
    page.evaluate("window.untouched = true")
    before = ratings(page)

    rate(page, "5 stars", TEXT)
    post(page)

    expect(own(page, newcomer)).to_have_count(1)
    expect(page.locator("#audience-reviews article").first).to_contain_text(TEXT)
    assert ratings(page) == before + 1
    expect(page.locator("#your-rating")).to_contain_text("Posted")
    assert page.evaluate("window.untouched === true")
    page.reload()
    assert ratings(page) == before + 1
    expect(own(page, newcomer)).to_have_count(1)


def test_the_whole_score_moves_with_a_post(page, newcomer):
    join(page, newcomer, RARELY_RATED)
    before = ratings(page)
    parts = {part: page.locator(f"#audience-score {part}") for part in MOVING}
    told = {part: place.inner_html() for part, place in parts.items()}

    rate(page, "0.5 stars")
    post(page)
    until(lambda: ratings(page) == before + 1)

    assert all(place.inner_html() != told[part] for part, place in parts.items())


def test_an_error_stands_at_its_field_and_the_text_stays(screen, newcomer):
    window = screen()
    window.expect_status(422)
    page = window.page
    join(page, newcomer)

    page.get_by_label("Your review").fill(TEXT)
    post(page)

    expect(page.locator("#review-form .field__error")).to_contain_text("Choose")
    expect(page.get_by_label("Your review")).to_have_value(TEXT)
    expect(own(page, newcomer)).to_have_count(0)


def test_posting_again_changes_the_review(page, newcomer):
    join(page, newcomer)
    before = ratings(page)
    rate(page, "1 star", "First thoughts, too quick.")
    post(page)
    expect(own(page, "First thoughts")).to_have_count(1)

    rate(page, "4.5 stars", "Second thoughts, better.")
    post(page)

    expect(own(page, "Second thoughts")).to_have_count(1)
    expect(own(page, "First thoughts")).to_have_count(0)
    assert ratings(page) == before + 1


def test_withdrawing_asks_once_and_counts_back(page, newcomer):
    join(page, newcomer)
    before = ratings(page)
    rate(page, "2 stars", TEXT)
    post(page)
    expect(own(page, newcomer)).to_have_count(1)

    page.get_by_role("link", name="Withdraw review").click()
    expect(own(page, newcomer)).to_have_count(1)
    page.get_by_role("button", name="Yes, withdraw").click()

    expect(own(page, newcomer)).to_have_count(0)
    assert ratings(page) == before


def test_pressing_twice_posts_once(page, newcomer):
    join(page, newcomer)
    before = ratings(page)
    rate(page, "3 stars", TEXT)

    page.get_by_role("button", name="Post review").dblclick()

    expect(own(page, newcomer)).to_have_count(1)
    page.wait_for_load_state("networkidle")
    expect(own(page, newcomer)).to_have_count(1)
    assert ratings(page) == before + 1


def test_signing_in_on_the_way_keeps_the_draft(page, newcomer):
    page.goto(FILM)
    rate(page, "3.5 stars", "Begun before I was known.")

    post(page)
    page.wait_for_url("**/account/login**")
    page.locator("main").get_by_role("link", name="Register").click()
    register(page, newcomer)
    page.wait_for_url(f"**{FILM}**")

    form = page.locator("#review-form")
    expect(form.get_by_label("Your review")).to_have_value("Begun before I was known.")
    expect(form.get_by_role("radio", name="3.5 stars", exact=True)).to_be_checked()
    post(page)
    expect(own(page, "Begun before I was known.")).to_have_count(1)


def test_without_javascript_everything_is_a_page(screen, newcomer):
    window = screen(script=False)
    window.expect_status(422)
    page = window.page
    page.goto(f"/account/register?next={FILM}")
    register(page, newcomer)
    before = ratings(page)

    page.get_by_role("link", name="Rate this movie").click()
    page.get_by_label("Your review").fill(TEXT)
    post(page)
    expect(page.locator(".field__error")).to_contain_text("Choose")
    expect(page.get_by_label("Your review")).to_have_value(TEXT)
    rate(page, "4 stars", TEXT)
    post(page)

    expect(page).to_have_url(re.compile(re.escape(FILM)))
    expect(own(page, newcomer)).to_have_count(1)
    assert ratings(page) == before + 1
    page.get_by_role("link", name="Rate this movie").click()
    page.get_by_role("link", name="Withdraw review").click()
    page.get_by_role("button", name="Yes, withdraw").click()
    expect(own(page, newcomer)).to_have_count(0)
    assert ratings(page) == before


def test_without_javascript_the_draft_is_kept_through_the_door(screen, newcomer):
    page = screen(script=False).page
    page.goto(f"{FILM}/review")
    rate(page, "2.5 stars", "Written on a plain page.")

    post(page)
    page.locator("main").get_by_role("link", name="Register").click()
    register(page, newcomer)

    expect(page.get_by_label("Your review")).to_have_value("Written on a plain page.")
    expect(page.get_by_role("radio", name="2.5 stars", exact=True)).to_be_checked()


def test_by_keyboard_alone(page, newcomer):
    join(page, newcomer)
    expect(page.locator("#review-form")).to_be_visible()
    before = ratings(page)

    reach(page, page.locator("#review-form input[type=radio]").first)
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("Typed without a mouse.")
    reach(page, page.get_by_role("button", name="Post review"))
    page.keyboard.press("Enter")

    expect(own(page, "Typed without a mouse.")).to_have_count(1)
    assert ratings(page) == before + 1
    expect(page.get_by_role("radio", name="3.5 stars", exact=True)).to_be_checked()


def reach(page, place) -> None:
    """Press Tab until a place has the focus."""
    for _ in range(200):
        if place.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab never came to it")
