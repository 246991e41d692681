"""What every sheet keeps: its layer, its place in the list, no stray names."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "static" / "css"
LISTS = ("matinee.css", "working.css", "embed.css")
BESIDE = {"working.css": "matinee.css"}
TEMPLATES = CSS.parents[1] / "templates"
READING = (
    "components",
    "layouts",
    "movies",
    "home",
    "critics",
    "people",
    "search",
    "audience",
)
SHEETS = sorted(
    path for path in CSS.rglob("*.css") if path.name not in {*LISTS, "layers.css"}
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
IMPORT = re.compile(r'@import url\("([^"]+)"\);')
LAYER = re.compile(r"\s*@layer ([a-z]+) \{")
LAYER_OF_FOLDER = {"components": "components", "rooms": "rooms"}
ADDRESS = re.compile(r'url\("([^"]+)"\)')
DECLARED = re.compile(r"(--[a-z0-9-]+)\s*:")
USED = re.compile(r"var\((--[a-z0-9-]+)(\s*,)?")
CLASS = re.compile(r"\.([a-z][\w-]*)")
NAMED = re.compile(r'class="([^"]*)"')
PART = re.compile(r'"([a-z]\w*(?:(?:__|--)[\w-]+)+)"')
ID_SELECTOR = re.compile(r"(?:^|[\s,>+~}])#[a-z][\w-]*[^;{}]*\{", re.MULTILINE)


def source(path: Path) -> str:
    return COMMENT.sub("", path.read_text())


def name(path: Path) -> str:
    return path.relative_to(CSS).as_posix()


def layers() -> list[str]:
    return re.findall(r"[a-z]+", source(CSS / "layers.css").removeprefix("@layer"))


def imported(sheet: str) -> list[str]:
    return IMPORT.findall((CSS / sheet).read_text())


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_a_sheet_is_wrapped_in_a_declared_layer(path: Path) -> None:
    text = source(path)
    opening = LAYER.match(text)

    assert opening is not None
    assert opening[1] in layers()
    assert opening[1] == LAYER_OF_FOLDER.get(path.parent.name, opening[1])
    depth = 0
    for place, sign in enumerate(text):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if sign == "}" and depth == 0:
            assert text[place + 1 :].strip() == "", "something stands outside the layer"
            break


@pytest.mark.parametrize("sheet", LISTS)
def test_a_list_names_the_layers_first_and_only_sheets_that_exist(sheet: str) -> None:
    names = imported(sheet)

    assert names[0] == "layers.css"
    assert len(names) == len(set(names))
    assert [each for each in names if not (CSS / each).is_file()] == []


def test_every_sheet_is_on_a_list() -> None:
    listed = {each for sheet in LISTS for each in imported(sheet)}

    assert {name(path) for path in SHEETS} - listed == set()


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_a_sheet_names_only_files_that_exist(path: Path) -> None:
    missing = [
        each
        for each in ADDRESS.findall(source(path))
        if not (path.parent / each).is_file()
    ]

    assert missing == []


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_a_sheet_selects_by_class_and_shouts_only_in_the_reset(path: Path) -> None:
    text = source(path)

    assert ID_SELECTOR.search(text) is None
    assert "!important" not in text or path.name == "reset.css"


@pytest.mark.parametrize("sheet", LISTS)
def test_every_custom_property_without_a_fallback_is_declared(sheet: str) -> None:
    text = "".join(source(CSS / each) for each in imported(sheet))
    if sheet in BESIDE:
        text += "".join(source(CSS / each) for each in imported(BESIDE[sheet]))
    declared = set(DECLARED.findall(text))

    unknown = {prop for prop, fallback in USED.findall(text) if not fallback} - declared

    assert unknown == set()


def classes_of(sheet: str) -> set[str]:
    text = "".join(source(CSS / each) for each in imported(sheet))
    return set(CLASS.findall(ADDRESS.sub("", text)))


@pytest.mark.parametrize("folder", READING)
def test_a_page_of_readers_is_drawn_by_the_first_sheet_alone(folder: str) -> None:
    elsewhere = classes_of("working.css") - classes_of("matinee.css")

    for path in sorted((TEMPLATES / folder).glob("*.html")):
        text = path.read_text()
        words = {each for group in NAMED.findall(text) for each in group.split()}
        words |= set(PART.findall(text))
        assert words & elsewhere == set(), path
        if '{% extends "layouts/base.html" %}' in text:
            assert "{% set reading = true %}" in text, path


def test_a_page_that_is_more_than_read_has_both_sheets() -> None:
    own = {path for folder in READING for path in (TEMPLATES / folder).glob("*.html")}

    others = [path for path in TEMPLATES.rglob("*.html") if path not in own]

    assert len(others) > 50
    assert [each for each in others if "set reading" in each.read_text()] == []
