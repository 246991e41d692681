"""Somebody looks for a film: by typing, by keyboard, and without a script."""

from playwright.sync_api import expect

LAMPLIGHTER = "The Lamplighter of Ostrava"


def test_a_film_comes_while_one_types_and_the_keyboard_opens_it(screen):
    page = screen(width=320).page
    page.goto("/movies")
    field = page.get_by_role("combobox", name="Search")

    field.press_sequentially("lampl")

    option = page.get_by_role("option", name=LAMPLIGHTER)
    expect(option).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#announcer")).to_have_text("1 suggestion")

    field.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "hit-1")

    field.press("Enter")
    page.wait_for_url("**/movies/the-lamplighter-of-ostrava")


def test_what_was_chosen_stays_so_when_a_later_answer_has_it(page):
    page.goto("/movies")
    field = page.get_by_role("combobox", name="Search")
    field.press_sequentially("lampl")
    option = page.get_by_role("option", name=LAMPLIGHTER)
    expect(option).to_be_visible()
    field.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")

    page.locator("#search-hits").evaluate(
        "list => list.replaceChildren(...list.cloneNode(true).childNodes)"
    )
    # The list notices what was put into it only after the step that puts it there.
    page.evaluate("() => new Promise(requestAnimationFrame)")

    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "hit-1")
    page.locator("#search-hits").evaluate("list => list.firstElementChild.remove()")
    expect(field).not_to_have_attribute("aria-activedescendant", "hit-1")


def test_escape_closes_the_list_and_arrows_go_round(page):
    page.goto("/movies")
    field = page.get_by_role("combobox", name="Search")
    field.press_sequentially("lampl")
    expect(page.get_by_role("option")).to_have_count(2)

    field.press("ArrowUp")
    expect(field).to_have_attribute("aria-activedescendant", "hit-all")
    field.press("ArrowDown")
    expect(field).not_to_have_attribute("aria-activedescendant", "hit-all")
    field.press("Escape")

    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("lampl")


def test_the_list_is_reached_by_tab_and_closes_behind(page):
    page.goto("/movies")
    field = page.get_by_role("combobox", name="Search")
    field.press_sequentially("lampl")
    option = page.get_by_role("option", name=LAMPLIGHTER)
    expect(option).to_be_visible()

    field.press("Tab")
    page.keyboard.press("Tab")
    expect(option).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")

    expect(page.get_by_role("listbox")).to_be_hidden()


def test_emptying_the_field_closes_the_list(page):
    page.goto("/movies")
    field = page.get_by_role("combobox", name="Search")
    field.press_sequentially("lampl")
    expect(page.get_by_role("option", name=LAMPLIGHTER)).to_be_visible()

    field.fill("")

    expect(page.get_by_role("listbox")).to_be_hidden()


def test_without_script_the_field_leads_to_the_page_of_hits(screen):
    page = screen(script=False).page
    page.goto("/movies")

    page.get_by_role("searchbox", name="Search").fill("lampl")
    page.get_by_role("button", name="Search").click()

    page.wait_for_url("**/search?q=lampl")
    expect(page.get_by_role("link", name=LAMPLIGHTER)).to_be_visible()
