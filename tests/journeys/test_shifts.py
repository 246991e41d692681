"""Nothing jumps while a page comes: pictures, faces, and the reader's own place."""

import pytest

FILM = "/movies/ai-weiwei-never-sorry"
MOST_SHIFT = 0.02
WATCH = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const nodes = entry.sources.map((source) => source.node);
    const moved = nodes.map((node) => node?.className || node?.nodeName);
    window.shifts.push([entry.value, moved]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
DRAWN = """async () => {
  await document.fonts.ready;
  for (let frame = 0; frame < 3; frame++) {
    await new Promise((drawn) => requestAnimationFrame(drawn));
  }
}"""


def shifts(page) -> list:
    """Return how far things moved by themselves, and which."""
    page.wait_for_load_state("networkidle")
    page.evaluate(DRAWN)
    return page.evaluate("window.shifts")


@pytest.mark.parametrize("width", [320, 768, 1440])
@pytest.mark.parametrize("path", [FILM, f"{FILM}/photos", "/movies"])
def test_nothing_moves_while_a_page_comes(screen, width, path):
    page = screen(width=width).page
    page.add_init_script(WATCH)

    page.goto(path)

    moved = shifts(page)
    assert sum(value for value, _ in moved) <= MOST_SHIFT, moved


def test_what_moves_is_seen(screen):
    page = screen().page
    page.add_init_script(WATCH)
    page.goto(FILM)
    shifts(page)

    page.evaluate(
        "document.querySelector('main').before("
        "Object.assign(document.createElement('canvas'), { height: 300 }))"
    )

    assert sum(value for value, _ in shifts(page)) > MOST_SHIFT
