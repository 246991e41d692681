"""The script that other sites load: small, kept a while, and without any wish (W3)."""

import re

import brotli
import pytest

from app.config import ROOT

MOST = 2_000


@pytest.fixture
def answer(app, client):
    return client.get("/embed.js", headers={"Accept-Encoding": "br"})


def test_w12_the_loader_is_under_two_kilobytes(answer):
    assert answer.headers["Content-Encoding"] == "br"
    assert len(answer.data) < MOST
    assert (
        brotli.decompress(answer.data).decode()
        == (ROOT / "static/js/embed.js").read_text()
    )


def test_w15_any_site_may_load_it_without_credentials(answer):
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_w11_it_may_be_kept_and_is_asked_for_by_its_version(answer, client):
    again = client.get(
        "/embed.js",
        headers={"Accept-Encoding": "br", "If-None-Match": answer.headers["ETag"]},
    )

    assert again.status_code == 304
    for name in ("max-age", "stale-while-revalidate", "stale-if-error"):
        assert f"{name}=" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_w15_no_padding_by_a_name_of_the_callers(app, client):
    plain = client.get("/embed.js").data

    assert client.get("/embed.js?callback=evil").data == plain


@pytest.mark.parametrize("name", ["embed.js", "embed-frame.js"])
def test_w2_no_script_of_a_widget_keeps_anything_or_runs_words(name):
    text = (ROOT / "static" / "js" / name).read_text()

    for wish in ("cookie", "Storage", "indexedDB", "eval(", "innerHTML", "Function("):
        assert wish not in text, wish
    assert re.search(r"https?://", text) is None
