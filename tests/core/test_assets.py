"""Static files: joined and lean, compressed ahead, rightly named, kept."""

import gzip

import brotli
import pytest

from app.core.assets import SCRIPTS, SOURCE, lean

TYPES = {
    "css/matinee.css": "text/css",
    "css/working.css": "text/css",
    "css/embed.css": "text/css",
    "js/matinee.js": "text/javascript",
    "vendor/htmx/htmx.min.js": "text/javascript",
    "img/favicon.svg": "image/svg+xml",
    "img/apple-touch-icon.png": "image/png",
    "fonts/league-gothic-basic.woff2": "font/woff2",
}
UNPACKED = {"br": brotli.decompress, "gzip": gzip.decompress}
LIKED = {
    "gzip, deflate, br, zstd": "br",
    "br;q=0, gzip": "gzip",
    "gzip;q=0": None,
    "br;q=0.2, gzip;q=0.8": "gzip",
    "*": "br",
    "*;q=0": None,
    "x-br": None,
}
SMALLER = ("text/css", "text/javascript", "image/svg+xml")


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("encoding", UNPACKED)
def test_a_file_comes_compressed_where_it_gains_by_it(app, client, name, encoding):
    assets = app.config["ASSETS"]

    answer = client.get(assets.urls[name], headers={"Accept-Encoding": encoding})

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] == TYPES[name]
    assert answer.headers["Cache-Control"].endswith(", public, immutable")
    if TYPES[name] in SMALLER:
        assert answer.headers["Content-Encoding"] == encoding
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert UNPACKED[encoding](answer.data) == assets.bodies[name]
    else:
        assert "Content-Encoding" not in answer.headers
        assert answer.data == assets.bodies[name]


@pytest.mark.parametrize("name", TYPES)
def test_who_takes_no_compression_gets_the_same_file(app, client, name):
    assets = app.config["ASSETS"]

    answer = client.get(assets.urls[name], headers={"Accept-Encoding": "identity"})

    assert "Content-Encoding" not in answer.headers
    assert answer.data == assets.bodies[name]


@pytest.mark.parametrize("accepted", LIKED)
def test_a_file_comes_as_the_reader_likes_it_best(app, client, accepted):
    url = app.config["ASSETS"].urls["css/matinee.css"]

    answer = client.get(url, headers={"Accept-Encoding": accepted})

    assert answer.headers.get("Content-Encoding") == LIKED[accepted]


def test_what_every_page_needs_of_scripts_is_one_file(app):
    assets = app.config["ASSETS"]

    whole = assets.bodies["js/matinee.js"].decode()

    assert "js/search.js" not in assets.urls
    assert whole == "".join(lean(SOURCE / each) for each in SCRIPTS["js/matinee.js"])
    assert '"htmx:config:request"' in whole
    assert '"search-field"' in whole


def test_a_script_goes_without_its_comments_and_with_everything_else(tmp_path):
    script = tmp_path / "a.js"
    script.write_text(
        '/* What it is for,\n   at length. */\nconst a = "/* text */";\n'
        "  /* Why. */\n  run(a); /* beside */\n"
    )

    assert lean(script) == 'const a = "/* text */";\n  run(a); /* beside */\n'


def test_what_others_made_goes_as_they_made_it(app):
    assets = app.config["ASSETS"]

    for name in ("vendor/htmx/htmx.min.js", "fonts/league-gothic-basic.woff2"):
        assert assets.bodies[name] == (SOURCE / name).read_bytes()
