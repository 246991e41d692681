"""The script that puts widgets into a page, on a host that is not kind to it."""

from math import ceil

import pytest
from playwright.sync_api import expect

from tests.journeys.host import Host, in_wordpress, measured
from tests.journeys.screen import FILM
from tests.support.site import until

SLUG = FILM.removeprefix("/movies/")
SETTLED = 250


@pytest.fixture
def host(site):
    """Return a site of another origin."""
    made = Host()
    yield made
    made.close()


@pytest.fixture
def window(screen, host):
    """Open a window that may visit both sites."""
    return screen(also=(host.origin,))


def place(widget="score", *, style="", more="", site=""):
    """Return the element of a widget, with the link that stands in its place."""
    return (
        f'<div data-matinee="{SLUG}" data-widget="{widget}"{more}{style}>'
        f'<a href="{site}{FILM}">{widget} of Never Sorry</a></div>'
    )


def loader(site):
    return f'<script async src="{site}/embed.js"></script>'


def from_gallery(page, query=""):
    """Return what the gallery offers to copy, by its name."""
    page.goto(f"{FILM}/widgets?{query}")
    return {
        name: page.get_by_role("textbox", name=name, exact=True).input_value()
        for name in ("Frame", "Script")
    }


def content_height(page, frame):
    return frame.content_frame.locator(".widget").evaluate(
        "(widget) => widget.getBoundingClientRect().height"
    )


def shown_height(frame):
    return float(frame.evaluate("(frame) => getComputedStyle(frame).height")[:-2])


def assert_fits(page, frame):
    """Assert that a frame is as high as what it shows, to two pixels."""
    expect(frame).to_be_visible()
    frame.content_frame.locator(".widget").wait_for()
    # Both change as long as faces come in.
    until(lambda: shown_height(frame) == ceil(content_height(page, frame)))


def test_w3_the_frame_is_set_up_with_care_and_the_link_makes_way(window, host, site):
    page = window.page
    page.goto(host.put("/", place(site=site) + loader(site)))
    frame = page.locator("iframe")

    assert_fits(page, frame)
    for name, value in {
        "title": "score of Never Sorry",
        "loading": "lazy",
        "referrerpolicy": "strict-origin-when-cross-origin",
        "sandbox": "allow-scripts allow-popups allow-popups-to-escape-sandbox",
    }.items():
        expect(frame).to_have_attribute(name, value)
    assert int(frame.get_attribute("width")) > 200
    assert int(frame.get_attribute("height")) > 0
    expect(page.get_by_role("link", name="score of Never Sorry")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 600])
@pytest.mark.parametrize("script_first", [True, False])
@pytest.mark.parametrize("viewport", [360, 1280])
def test_w4_the_copied_snippet_never_shifts_the_host(
    window, host, site, width, script_first, viewport
):
    page = window.page
    lines = [
        from_gallery(page, f"widget={widget}&width={width}")["Script"]
        for widget in ("critic-reviews", "score")
    ]
    body = "".join(lines)
    body = loader(site) + body if script_first else body
    page.set_viewport_size({"width": viewport, "height": 1400})

    page.goto(host.put("/", measured(body)))
    for number in range(2):
        assert_fits(page, page.locator("iframe").nth(number))
    page.wait_for_timeout(SETTLED)

    assert page.evaluate("window.shift") <= 0.02


def test_w4_a_frame_that_waits_below_widens_no_page(window, host, site):
    page = window.page
    above = '<p style="height: 5000px">A long article.</p>'
    page.set_viewport_size({"width": 360, "height": 700})

    page.goto(host.put("/", above + place(site=site) + loader(site)))
    expect(page.locator("iframe")).to_be_hidden()

    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_w4_height_messages_count_only_from_own_frames(window, host, site):
    page = window.page
    stranger = '<iframe srcdoc="<p>Stranger</p>" title="stranger"></iframe>'
    page.goto(host.put("/", place(site=site) + stranger + loader(site)))
    frame = page.locator("iframe").first
    assert_fits(page, frame)
    before = frame.bounding_box()["height"]

    forged = '{ type: "matinee:height", height: 3000 }'
    page.evaluate(f"postMessage({forged}, '*')")
    other = next(each for each in page.frames if each.url == "about:srcdoc")
    other.evaluate(f"parent.postMessage({forged}, '*')")
    page.wait_for_timeout(SETTLED)

    assert frame.bounding_box()["height"] == before


@pytest.mark.parametrize(
    ("height", "shown"),
    [
        ("1e9", "5000px"),
        ("-5", "40px"),
        ("Infinity", None),
        ("NaN", None),
        ("'9; color: red'", None),
        ("{}", None),
    ],
)
def test_w4_a_height_is_finite_and_clamped(window, host, site, height, shown):
    page = window.page
    page.goto(host.put("/", place(site=site) + loader(site)))
    frame = page.locator("iframe")
    assert_fits(page, frame)
    before = frame.evaluate("(frame) => frame.style.height")

    inside = frame.content_frame.locator("body")
    inside.evaluate(
        f"parent.postMessage({{type: 'matinee:height', height: {height}}}, '*')"
    )

    expect(frame).to_have_css("height", shown or before)


def test_w5_twice_the_script_and_many_places_make_one_frame_each(window, host, site):
    page = window.page
    tag = (
        f'<matinee-widget movie="{SLUG}" widget="quote" lang="de">'
        f'<a href="{site}{FILM}">Never Sorry</a></matinee-widget>'
    )
    body = loader(site) + place(site=site) + place("critic-reviews", site=site) + tag

    page.goto(host.put("/", body + loader(site)))
    frames = page.locator("iframe")

    expect(frames).to_have_count(3)
    for number in range(3):
        assert_fits(page, frames.nth(number))
    expect(frames.nth(2).content_frame.locator("html")).to_have_attribute("lang", "de")


def test_w5_a_place_that_comes_later_or_again_is_filled_once(window, host, site):
    page = window.page
    page.goto(host.put("/", f"<main></main>{loader(site)}"))
    page.wait_for_load_state()

    page.locator("main").evaluate("(main, html) => { main.innerHTML = html }",
                                  place(site=site))  # fmt: skip
    assert_fits(page, page.locator("iframe"))
    page.evaluate(
        "window.kept = document.querySelector('[data-matinee]'); kept.remove()"
    )
    expect(page.locator("iframe")).to_have_count(0)
    page.evaluate("document.querySelector('main').append(kept)")

    expect(page.locator("iframe")).to_have_count(1)
    assert_fits(page, page.locator("iframe"))
    page.locator("[data-matinee]").evaluate("(place) => place.dataset.widget = 'quote'")
    expect(page.locator("iframe")).to_have_attribute("src", f"{site}/embed{FILM}/quote")
    assert_fits(page, page.locator("iframe"))


def test_w6_a_widget_follows_the_hosts_theme_and_its_changes(window, host, site):
    page = window.page
    fixed = place(site=site, more=' data-theme="light"')
    body = place(site=site, more=' data-theme="auto"') + fixed + loader(site)
    page.goto(host.put("/", body))
    page.locator("html").evaluate("(html) => html.dataset.theme = 'dark'")
    follows, stays = (
        page.locator("iframe").nth(number).content_frame.locator("html")
        for number in range(2)
    )

    expect(follows).to_have_attribute("data-theme", "dark")
    expect(stays).to_have_attribute("data-theme", "light")
    page.locator("html").evaluate("(html) => html.dataset.theme = 'light'")
    expect(follows).to_have_attribute("data-theme", "light")
    page.locator("html").evaluate(
        "(html) => { delete html.dataset.theme; html.style.colorScheme = 'dark' }"
    )
    expect(follows).to_have_attribute("data-theme", "dark")
    expect(stays).to_have_attribute("data-theme", "light")


def test_w8_a_link_stays_where_no_frame_may_be(window, host, site):
    page = window.page
    window.expected.append("frame-src")
    policy = f"default-src 'none'; script-src {site}; frame-src 'none'; img-src data:"

    page.goto(host.put("/", place(site=site) + loader(site), policy=policy))

    expect(page.locator("iframe")).to_have_count(1)
    expect(page.get_by_role("link", name="score of Never Sorry")).to_be_visible()


def test_w8_a_link_stays_without_script(screen, host, site):
    page = screen(also=(host.origin,), script=False).page

    page.goto(host.put("/", place(site=site) + loader(site)))

    expect(page.get_by_role("link", name="score of Never Sorry")).to_be_visible()


def test_the_script_needs_no_more_of_the_hosts_policy_than_itself_and_frames(
    window, host, site
):
    page = window.page
    policy = (
        f"default-src 'none'; script-src {site}; frame-src {site}; img-src data:; "
        "style-src 'self'; require-trusted-types-for 'script'"
    )

    page.goto(host.put("/", place(site=site) + loader(site), policy=policy))

    assert_fits(page, page.locator("iframe"))


def test_a_place_of_another_site_is_left_alone(window, host, site):
    page = window.page
    other = place(site="https://films.example")

    page.goto(host.put("/", other + place(site=site) + loader(site)))

    assert_fits(page, page.locator("iframe"))
    expect(page.locator("iframe")).to_have_count(1)
    expect(page.get_by_role("link").first).to_be_visible()


def test_a_place_whose_link_only_begins_like_ours_is_left_alone(window, host, site):
    page = window.page
    theirs, ours = place(site=f"{site}@elsewhere.example"), place(site=site)

    page.goto(host.put("/", theirs + ours + loader(site)))

    assert_fits(page, page.locator("[data-matinee]").nth(1).locator("iframe"))
    expect(page.locator("iframe")).to_have_count(1)


def test_the_script_works_as_a_module_too(window, host, site):
    page = window.page
    script = f'<script type="module" src="{site}/embed.js"></script>'

    page.goto(host.put("/", place(site=site) + script))

    assert_fits(page, page.locator("iframe"))


@pytest.mark.parametrize(
    "named",
    [
        '<img name="currentScript" src="/a.png" alt="">',
        '<form name="currentScript"><input name="src" value="{host}/a"></form>',
    ],
)
def test_what_bears_the_name_of_a_script_does_not_say_whose_frames_are_shown(
    window, host, site, named
):
    host.put("/a.png", "No picture.")
    body = named.format(host=host.origin) + place(site=site)
    window.page.goto(host.put("/", body + loader(site)))

    frame = window.page.locator("iframe")
    expect(frame).to_have_attribute("src", f"{site}/embed{FILM}/score")
    assert_fits(window.page, frame)


@pytest.mark.parametrize("viewport", [320, 360, 480, 1280])
@pytest.mark.parametrize("widget", ["score", "critic-reviews", "audience-reviews"])
def test_w4_a_copied_frame_scrolls_on_no_screen(window, host, widget, viewport):
    page = window.page
    line = from_gallery(page, f"widget={widget}")["Frame"]
    page.set_viewport_size({"width": viewport, "height": 800})

    page.goto(host.put("/", line))
    frame = page.locator("iframe")
    frame.scroll_into_view_if_needed()
    frame.content_frame.locator(".widget").wait_for()

    assert frame.bounding_box()["width"] <= viewport
    assert content_height(page, frame) <= frame.bounding_box()["height"]


def test_a_plain_frame_is_sized_where_the_script_is_there(window, host, site):
    page = window.page
    source = f"{site}/embed{FILM}/critic-reviews"
    line = f'<iframe src="{source}" width="320" height="200" title="x"></iframe>'

    page.goto(host.put("/", line + loader(site)))

    assert_fits(page, page.locator("iframe"))


def test_c3_wordpress_shows_the_frame_by_its_messages_and_cuts_nothing(
    window, host, site
):
    page = window.page
    html = page.request.get(f"{site}/oembed?url={site}{FILM}/critic-reviews").json()
    post = in_wordpress(html["html"])
    page.set_viewport_size({"width": 360, "height": 800})

    page.goto(host.put("/", post))
    frame = page.locator("iframe")

    expect(frame).to_be_visible()
    expect(page.locator("blockquote")).to_be_hidden()
    inside = frame.content_frame
    until(
        lambda: int(frame.get_attribute("height")) == ceil(content_height(page, frame))
    )
    assert content_height(page, frame) <= 1000
    inside.locator(".widget__foot a").first.click()
    page.wait_for_function("window.left")
    assert page.evaluate("window.left").startswith(f"{site}{FILM}")


def test_c3_a_late_script_of_wordpress_is_answered(window, host, site):
    page = window.page
    html = page.request.get(f"{site}/oembed?url={site}{FILM}").json()["html"]
    frame_only, script = in_wordpress(html).split("<script>")
    page.goto(host.put("/", frame_only))
    page.frame_locator("iframe").locator(".widget").wait_for(state="attached")
    expect(page.locator("iframe")).to_be_hidden()

    script = script.removesuffix("</script>")
    page.evaluate(script.replace('addEventListener("load", () => {', "{").replace(
        "secret }, \"*\");\n});", "secret }, \"*\");\n}"))  # fmt: skip

    expect(page.locator("iframe")).to_be_visible()


def test_c2_filters_work_in_wordpress_and_keep_its_secret(window, host, site):
    page = window.page
    html = page.request.get(f"{site}/oembed?url={site}{FILM}/critic-reviews").json()
    page.goto(host.put("/", in_wordpress(html["html"])))
    inside = page.frame_locator("iframe")

    inside.get_by_role("link", name="Rotten").click()

    expect(inside.locator("article:not([hidden])")).to_have_count(2)
    assert inside.locator("html").evaluate("() => location.hash").endswith("aBcD123456")
