"""The picture of cost against size."""

from lxml import etree

from bench.chart import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Frame, Line, draw

NAMESPACE = {"svg": "http://www.w3.org/2000/svg"}
LINES = [
    Line("busiest & best", [(10_000, 10), (1_000_000, 12), (10_000_000, 11)]),
    Line("random", [(10_000, 9), (1_000_000, 9), (10_000_000, 20)]),
]


def drawn():
    """Return the picture, parsed."""
    return etree.fromstring(draw(LINES, "reviews", "cost").encode())


def test_it_is_an_svg_with_a_title_and_every_name():
    picture = drawn()

    words = [each.text for each in picture.iterfind(".//svg:text", NAMESPACE)]
    assert picture.findtext("svg:title", namespaces=NAMESPACE) == "cost by reviews"
    assert {"busiest & best", "random", "10,000", "10,000,000", "20"} <= set(words)


def test_each_measurement_has_a_dot_within_the_frame():
    dots = drawn().findall(".//svg:circle[@r='3.5']", NAMESPACE)

    assert len(dots) == 6
    for dot in dots:
        assert LEFT <= float(dot.get("cx")) <= WIDTH - RIGHT
        assert TOP <= float(dot.get("cy")) <= HEIGHT - BOTTOM


def test_ten_times_the_size_is_the_same_step_anywhere():
    frame = Frame(1_000, 1_000_000, 10)

    steps = {round(frame.x(10 * size) - frame.x(size)) for size in (1e3, 1e4, 1e5)}

    assert len(steps) == 1


def test_costs_begin_at_nought():
    frame = Frame(1, 10, 50)

    assert frame.y(0) == HEIGHT - BOTTOM
    assert frame.y(50) == TOP


def test_a_single_size_can_be_drawn():
    assert "circle" in draw([Line("one", [(10, 3)])], "reviews", "cost")
