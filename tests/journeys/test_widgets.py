"""Widgets in frames on somebody else's site, in every way that sites frame them."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.host import Host
from tests.journeys.screen import FILM
from tests.journeys.test_pages import violations

SLUG = FILM.removeprefix("/movies/")
FRAMES = {
    "score": f"/embed{FILM}/score",
    "compact": f"/embed{FILM}/score?size=compact",
    "critic-reviews": f"/embed{FILM}/critic-reviews",
    "audience-reviews": f"/embed{FILM}/audience-reviews",
    "quote": f"/embed{FILM}/quote",
    "critic": "/embed/critics/tom-long",
}
SANDBOXES = {"plain": "", "sandboxed": ' sandbox="allow-scripts"'}
WIDTHS = (200, 320, 768, 1200)


@pytest.fixture
def host(site):
    """Return a site of another origin."""
    made = Host()
    yield made
    made.close()


@pytest.mark.parametrize("kind", SANDBOXES)
def test_w2_widgets_work_on_another_site_without_cookies_or_storage(
    screen, host, site, kind
):
    frames = "".join(
        f'<iframe src="{site}{FRAMES[name]}" title="{name}" width="600" height="900"'
        f"{SANDBOXES[kind]}></iframe>"
        for name in ("critic-reviews", "score")
    )
    window = screen(also=(host.origin,))
    page = window.page

    page.goto(host.put("/", frames))
    list_, score = (
        page.frame_locator(f"iframe[title={name}]")
        for name in ("critic-reviews", "score")
    )

    expect(list_.locator("article").first).to_be_visible()
    expect(score.locator("body")).to_contain_text("Never Sorry")
    list_.get_by_role("link", name=re.compile("^Rotten")).click()
    expect(list_.locator("article")).to_have_count(2)
    expect(list_.locator("[aria-current=true]")).to_contain_text("Rotten")
    assert window.context.cookies() == []


def test_w2_the_hosts_back_button_never_walks_through_filters(screen, host, site):
    frame = f'<iframe src="{site}{FRAMES["critic-reviews"]}" title="x"></iframe>'
    page = screen(also=(host.origin,)).page
    page.goto(host.put("/", frame))
    before = page.evaluate("history.length")
    inside = page.frame_locator("iframe")

    for name in ("Rotten", "Fresh"):
        inside.get_by_role("link", name=re.compile(f"^{name}")).click()
        expect(inside.locator("[aria-current=true]")).to_contain_text(name)

    assert page.evaluate("history.length") == before


@pytest.mark.parametrize("name", FRAMES)
def test_w7_no_widget_scrolls_sideways_at_any_width(screen, name):
    page = screen().page
    for language in ("en", "de", "ar"):
        sign = "&" if "?" in FRAMES[name] else "?"
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 600})
            page.goto(f"{FRAMES[name]}{sign}lang={language}")

            wide = page.evaluate("document.documentElement.scrollWidth")

            assert wide <= width, f"{language} at {width}"


@pytest.mark.parametrize("name", FRAMES)
def test_w8_a_widget_is_whole_without_script(screen, name):
    page = screen(script=False).page
    page.goto(FRAMES[name])

    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".widget__foot a")).to_have_count(2)


def test_w8_filters_are_pages_without_script(screen):
    page = screen(script=False).page
    page.goto(f"{FRAMES['critic-reviews']}?theme=dark&lang=de")

    page.get_by_role("link", name=re.compile("^Faul")).click()

    expect(page.locator("article")).to_have_count(2)
    assert "lang=de" in page.url
    assert "theme=dark" in page.url


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("accent", ["000", "fff", "777", "ffd21f", "ember"])
def test_w13_axe_finds_nothing_in_any_theme_and_accent(screen, theme, accent):
    page = screen(bypass_csp=True).page
    for name in ("score", "compact", "critic-reviews"):
        sign = "&" if "?" in FRAMES[name] else "?"
        page.goto(f"{FRAMES[name]}{sign}theme={theme}&accent={accent}")

        assert violations(page) == [], name


@pytest.mark.parametrize("name", FRAMES)
def test_w6_forced_colours_keep_every_word_and_mark(screen, name):
    page = screen().page
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.goto(FRAMES[name])

    body = page.evaluate("getComputedStyle(document.body).color")
    title = page.evaluate("getComputedStyle(document.querySelector('h1 a')).color")
    icons = page.locator(".icon")

    assert title
    assert body
    for place in range(min(icons.count(), 3)):
        fill, ground = icons.nth(place).evaluate(
            "(icon) => [getComputedStyle(icon).fill,"
            " getComputedStyle(document.body).backgroundColor]"
        )
        assert fill != ground


def test_the_gallery_copies_with_one_press(screen, site):
    window = screen()
    window.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page = window.page
    page.goto(f"{FILM}/widgets")
    page.get_by_role("link", name="Critic Reviews", exact=True).click()
    page.get_by_role("link", name="Dark", exact=True).click()

    for name in ("Frame", "Script", "oEmbed link", "HTML", "Markdown"):
        page.get_by_role("button", name=f"Copy {name}", exact=True).click()

        expect(page.locator("#announcer")).to_have_text("Copied.")
        copied = page.evaluate("navigator.clipboard.readText()")
        field = page.get_by_role("textbox", name=name, exact=True)
        assert copied == field.input_value()
        page.evaluate("document.getElementById('announcer').textContent = ''")


def test_the_gallery_shows_each_widget_live_at_three_widths(screen):
    page = screen().page
    for name in ("Scores", "Critic Reviews", "Audience Reviews", "Pull quote"):
        page.goto(f"{FILM}/widgets")
        page.get_by_role("link", name=name, exact=True).first.click()
        for width in (320, 600, 900):
            page.get_by_role("link", name=f"{width} pixels").click()

            frame = page.locator(".preview iframe")
            expect(frame).to_have_attribute("width", str(width))
            expect(page.frame_locator("iframe").locator("h1")).to_contain_text("Never")


def test_without_script_the_gallery_lets_its_lines_be_selected(screen):
    page = screen(script=False).page
    page.goto(f"{FILM}/widgets?widget=badge&shape=round&theme=dark")

    field = page.get_by_role("textbox", name="Badge", exact=True)

    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    assert "shape=round" in field.input_value()
    expect(page.locator(".badges img")).to_have_count(3)
    for place in range(3):
        size = page.locator(".badges img").nth(place).bounding_box()
        assert size["width"] > 100


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_w4_a_foretold_height_is_never_too_low_nor_far_too_high(screen, language):
    """The gallery's preview is as high as was foretold; without script it stays so."""
    page = screen(script=False, width=1300).page
    wrong = []
    for widget in ("score", "critic-reviews", "audience-reviews", "quote"):
        for width in (320, 600, 900):
            query = f"widget={widget}&width={width}&lang={language}"
            page.goto(f"{FILM}/widgets?{query}")
            frame = page.locator(".preview iframe")
            inside = page.frame_locator(".preview iframe").locator(".widget")
            inside.wait_for()
            foretold = int(frame.get_attribute("height"))
            needed = inside.bounding_box()["height"]
            if not needed <= foretold <= needed * 1.3 + 40:
                wrong.append(f"{query}: {foretold} foretold, {needed} needed")
    assert wrong == []
