"""What the movie page of the demo weighs over the wire, its pictures not counted.

Bodies and headers as they are sent, counted through the application: the page, its
sheets, scripts and faces, and what htmx fetches by itself.
"""

import re
from dataclasses import replace

import pytest

from app.demo.load import load

PAGE = "/movies/ai-weiwei-never-sorry"
MOST_BYTES = 50_000
MOST_REQUESTS = 8
FILE = re.compile(
    r'<(?:link rel="(?:stylesheet|preload)"|script defer)[^>]*="(/static/[^"]+)"'
)
FRAGMENT = re.compile(r'data-hx-get="([^"]+)" data-hx-trigger="load"')


@pytest.fixture
def demo(app, tmp_path):
    """Load the demo, its media in a folder of the test's own."""
    settings = replace(app.config["SETTINGS"], instance_path=tmp_path)
    load(settings, lambda *step: None)


def sent(client, path: str) -> int:
    """Return how many bytes an answer is, with its headers."""
    answer = client.get(path, headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200, path
    return len(answer.data) + len(str(answer.headers).encode())


def test_the_movie_page_is_light(demo, client):
    page = client.get(PAGE).text
    paths = [PAGE, *dict.fromkeys(FILE.findall(page)), *FRAGMENT.findall(page)]

    weights = {path: sent(client, path) for path in paths}

    assert any(path.endswith(".woff2") for path in paths)
    assert {"/fragments/me", f"/fragments{PAGE}/your-rating"} < set(paths)
    assert len(paths) <= MOST_REQUESTS, paths
    assert sum(weights.values()) <= MOST_BYTES, weights
