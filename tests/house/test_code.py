"""What the code of the rooms keeps to, read from the files themselves."""

import ast
import base64
import re
from hashlib import sha256, sha384
from pathlib import Path

import pytest

from app.config import ROOT


def floors(name: str) -> list[Path]:
    """Return the modules of a floor in every room, be it one file or a folder."""
    rooms = ROOT / "app"
    return sorted([*rooms.glob(f"*/{name}.py"), *rooms.glob(f"*/{name}/**/*.py")])


OPERATIONS = floors("operations")
ROUTES = floors("routes")
MODELS = floors("models")
RULES = floors("rules")
MODULES = sorted((ROOT / "app").rglob("*.py"))
LONGEST_FILE = 360
WEB = {"flask", "flask_security", "flask_wtf", "werkzeug"}


def name_of(path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path) -> set[str]:
    """Return the modules that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def packages(path) -> set[str]:
    """Return the packages that a file imports from."""
    return {name.partition(".")[0] for name in imported(path)}


@pytest.mark.parametrize("path", OPERATIONS, ids=name_of)
def test_operations_leave_the_commit_to_who_called(path):
    calls = re.findall(r"\.commit\(", path.read_text())

    assert calls == []


@pytest.mark.parametrize("path", OPERATIONS, ids=name_of)
def test_operations_know_nothing_of_the_web(path):
    assert not packages(path) & WEB


@pytest.mark.parametrize("path", MODELS, ids=name_of)
def test_models_import_nothing_from_above(path):
    above = {"queries", "operations", "forms", "routes"}
    ours = [name.split(".") for name in imported(path) if name.startswith("app.")]

    assert not [name for name in ours if above & set(name)]


@pytest.mark.parametrize("path", RULES, ids=name_of)
def test_rules_know_neither_web_nor_database_nor_clock(path):
    assert not packages(path) & (WEB | {"sqlalchemy", "flask_sqlalchemy"})
    assert not {"app.core.clock", "app.core.db"} & {
        name.rpartition(".")[0] for name in imported(path)
    }


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_what_it_is_for(path):
    if path.read_text().strip():
        assert ast.get_docstring(ast.parse(path.read_text()))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_file_is_read_in_one_sitting(path):
    if "migrations" in path.parts:
        return
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_is_imported_inside_a_function(path):
    tree = ast.parse(path.read_text())
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    hidden = [
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, functions)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


def test_what_is_vendored_is_what_its_face_says():
    faces = sorted((ROOT / "static" / "vendor").glob("*/README.md"))

    assert faces
    for face in faces:
        words = face.read_text()
        for script in face.parent.glob("*.js"):
            body = script.read_bytes()
            digest = base64.b64encode(sha384(body).digest()).decode()
            known = (digest, sha384(body).hexdigest(), sha256(body).hexdigest())
            assert any(each in words for each in known), script.name


@pytest.mark.parametrize("path", ROUTES, ids=name_of)
def test_a_route_writes_only_at_home(path):
    room = path.relative_to(ROOT / "app").parts[0]
    # The API is another door to what the rooms do.
    doors = {"moderation": {"audience"}, "api": {"audience", "imports"}}
    allowed = {room} | doors.get(room, set())

    used = {
        name.split(".")[1]
        for name in imported(path)
        if re.match(r"app\.\w+\.operations\b", name)
    }

    assert used <= allowed
