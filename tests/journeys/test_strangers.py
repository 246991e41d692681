"""What a crowd does to a page: endless words, two tabs at once, lost places."""

from playwright.sync_api import expect

from tests.journeys.screen import FILM, join, post, rate, register

ENDLESS = "W" * 400
QUIET = "/movies/nine-winters"


def test_the_longest_word_does_not_push_a_page_wide(screen, newcomer):
    window = screen(width=320)
    page = window.page
    join(page, newcomer, QUIET)
    rate(page, "3 stars", f"{ENDLESS} https://example.org/{ENDLESS}")
    post(page)
    expect(page.locator("#your-rating")).to_contain_text("Posted")

    for path in (QUIET, f"{QUIET}/audience-reviews", "/account"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, f"{path}: {wide}"


def test_signing_in_in_another_tab_costs_one_press_and_no_text(screen, newcomer):
    window = screen()
    window.expect_status(400)
    page = window.page
    page.goto(FILM)
    rate(page, "4 stars", "Written before I signed in.")
    join(window.open(), newcomer)

    post(page)
    expect(page.locator("#flash")).to_contain_text("press the button once more")
    with page.expect_response("**/audience-reviews") as answer:
        post(page)

    assert answer.value.status == 200
    expect(page.locator("#your-rating")).to_contain_text("Posted")
    expect(page.locator("#audience-reviews")).to_contain_text("before I signed in")


def test_focus_is_never_lost_on_the_way_through_a_withdrawal(page, newcomer):
    join(page, newcomer)
    rate(page, "2 stars", "To be withdrawn.")
    post(page)
    expect(page.locator("#your-rating")).to_contain_text("Posted")

    page.get_by_role("link", name="Withdraw review").click()
    expect(page.locator("#withdrawal-question")).to_be_focused()
    page.get_by_role("link", name="Keep it").click()
    expect(page.get_by_role("link", name="Withdraw review")).to_be_focused()
    page.get_by_role("link", name="Withdraw review").click()
    page.get_by_role("button", name="Yes, withdraw").click()

    expect(page.locator("#your-rating")).to_contain_text("Withdrawn")
    inside = "document.activeElement.closest('#your-rating') !== null"
    assert page.evaluate(inside)


def test_after_the_sign_in_the_form_is_in_view_with_a_word(page, newcomer):
    page.goto(FILM)
    rate(page, "4 stars", "Kept through the door.")
    post(page)
    page.wait_for_url("**/account/login**")
    page.get_by_role("link", name="Register").first.click()
    page.wait_for_url("**/account/register**")
    register(page, newcomer)

    expect(page.locator("#your-rating")).to_contain_text("Your review is kept")
    expect(page.locator("#your-rating-heading")).to_be_in_viewport()
    expect(page.get_by_label("Your review")).to_have_value("Kept through the door.")
