"""Every point of safety and of embedding has a test that bears its name."""

import re

import pytest

from app.config import ROOT
from tests.support import points

ROW = re.compile(r"^\| ([SOCW]\d{1,2}) \| (.+) \| (.+) \|$", re.MULTILINE)
FILE = re.compile(r"`([\w/]+\.py)`")
KEPT = points.kept()


@pytest.mark.parametrize("point", points.POINTS)
def test_a_point_has_a_test(point):
    assert KEPT[point], f"no test is named after {point}"


def test_no_test_bears_a_point_that_there_is_not():
    assert set(KEPT) == set(points.POINTS)


def test_the_table_of_points_names_each_once_with_its_tests():
    rows = ROW.findall((ROOT / "docs" / "security.md").read_text())
    named = {point: set(FILE.findall(tests)) for point, _, tests in rows}

    assert [point for point, _, _ in rows] == points.POINTS
    for point, tests in KEPT.items():
        files = {each.partition("::")[0] for each in tests}
        assert named[point], point
        assert named[point] <= files, point
