"""The points of safety and of embedding, and which tests keep each.

A test keeps a point by its name (`test_s14_…`) or by a mark
(`@pytest.mark.point("S14", "S22")`), which may stand over a whole module, too.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from app.config import ROOT

TESTS = ROOT / "tests"
COUNTS = {"S": 34, "O": 14, "C": 8, "W": 15}
POINTS = [
    f"{letter}{number}"
    for letter, last in COUNTS.items()
    for number in range(1, last + 1)
]
NAMED = re.compile(r"test_([socw])0?(\d{1,2})_")


def kept() -> dict[str, set[str]]:
    """Return each point with its tests, as `room/test_file.py::test_name`."""
    found: dict[str, set[str]] = {point: set() for point in POINTS}
    for path in sorted(TESTS.rglob("test_*.py")):
        for point, test in points_in(path):
            found.setdefault(point, set()).add(
                f"{path.relative_to(TESTS).as_posix()}::{test}"
            )
    return found


def points_in(path: Path) -> Iterator[tuple[str, str]]:
    """Find what the tests of a file keep."""
    tree = ast.parse(path.read_text())
    over_all = [
        point
        for node in tree.body
        if isinstance(node, ast.Assign)
        and any(getattr(each, "id", "") == "pytestmark" for each in node.targets)
        for point in marked(node.value)
    ]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            named = NAMED.match(node.name)
            if named is not None:
                yield f"{named[1].upper()}{named[2]}", node.name
            for decorator in node.decorator_list:
                for point in marked(decorator):
                    yield point, node.name
            for point in over_all:
                yield point, node.name


def marked(expression: ast.expr) -> list[str]:
    """Return the points of a mark, or of a list of marks."""
    return [
        argument.value
        for call in ast.walk(expression)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "point"
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]
