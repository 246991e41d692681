"""What every template keeps: no script or style inside, only files that exist."""

import base64
import re
from hashlib import sha384
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STATIC = ROOT / "static"
JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
FORBIDDEN = {
    "hx-on runs text as code": r"\bhx-on\b",
    "js: runs text as code": r"""=\s*["']\s*(?:js|javascript):""",
    "a handler in an attribute": r"<[^>{]*\son[a-z]+\s*=",
    "a script in the page": r"<script(?![^>]*\bsrc=)",
    "a style in the page": r"<style\b",
    "a style attribute": r"\sstyle\s*=",
    "text that is not escaped": r"\|\s*safe\b",
    "escaping switched off": r"\{%-?\s*autoescape\s+false",
    "an htmx attribute without data-": r"(?<!data-)\bhx-(?!partial\b)[a-z:-]+\s*=",
}
# Data for search engines is no script: browsers run nothing in it, and tojson writes
# every sign that could end the element.
DATA_BLOCK = re.compile(
    r'<script type="application/ld\+json">\{\{ [a-z_.]+\|tojson \}\}</script>'
)
PARTIAL = re.compile(r"<hx-partial\b[^>]*>")
NAMED_ASSET = re.compile(r"asset_url\(\s*['\"]([^'\"]+)['\"]\s*\)")
NAMED_TEMPLATE = re.compile(
    r"\{%-?\s*(?:extends|include|from|import)\s+['\"]([^'\"]+)['\"]"
)
NAMED_ICON = re.compile(r"""icon\(["']([a-z-]+)["']\)|<use href="#([a-z-]+)\"""")
CHECKSUM = re.compile(r"`([A-Za-z0-9+/]{64})`")


def source(path: Path) -> str:
    return JINJA_COMMENT.sub("", path.read_text())


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_holds_no_code_and_no_style(path: Path) -> None:
    text = PARTIAL.sub("", DATA_BLOCK.sub("", source(path)))

    found = [why for why, pattern in FORBIDDEN.items() if re.search(pattern, text)]

    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_names_only_files_that_exist(path: Path) -> None:
    text = source(path)
    assets = [STATIC / each for each in NAMED_ASSET.findall(text)]
    templates = [ROOT / "templates" / each for each in NAMED_TEMPLATE.findall(text)]

    missing = [each.name for each in assets + templates if not each.is_file()]

    assert missing == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_draws_only_icons_that_exist(path: Path) -> None:
    sprite = (ROOT / "templates/components/icon.html").read_text()
    drawn = {one or other for one, other in NAMED_ICON.findall(source(path))}

    missing = {each for each in drawn if f'<symbol id="{each}"' not in sprite}

    assert missing == set()


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates/components").glob("*.html")), ids=name
)
def test_a_component_says_on_line_one_what_it_takes(path: Path) -> None:
    assert path.read_text().startswith("{#")


def test_only_the_adapter_listens_to_htmx() -> None:
    listeners = [
        name(path)
        for path in STATIC.rglob("*.js")
        if "vendor" not in path.parts and re.search(r"""["']htmx:""", path.read_text())
    ]

    assert listeners == ["static/js/matinee.js"]


@pytest.mark.parametrize(
    ("folder", "ending"), [("vendor/htmx", ".js"), ("fonts", ".woff2")]
)
def test_what_came_from_elsewhere_is_what_the_readme_says(
    folder: str, ending: str
) -> None:
    files = sorted((STATIC / folder).glob(f"*{ending}"))
    readme = (STATIC / folder / "README.md").read_text()

    sums = {
        base64.b64encode(sha384(path.read_bytes()).digest()).decode() for path in files
    }

    assert files
    assert sums == set(CHECKSUM.findall(readme))
