"""The script that other sites load, and the sheets that colour a widget."""

from flask import Response, abort

from app.config import ROOT
from app.core.public import public, public_answer
from app.widgets import accents
from app.widgets.blueprint import bp

LOADER = ROOT / "static" / "js" / "embed.js"
KEPT = "public, max-age=600, stale-while-revalidate=3600, stale-if-error=86400"


@bp.get("/embed.js")
@public
def loader() -> Response:
    """Send the script that puts widgets into a page and sizes them."""
    response = public_answer(LOADER.read_text, mimetype="text/javascript", caching=KEPT)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@bp.get("/embed/accents/<string:accent>.css")
@public
def accent_sheet(accent: str) -> Response:
    """Send the few rules that give a widget its accent."""
    colour = accents.read(accent)
    if colour != accent:
        abort(404, "A colour is six hexadecimal digits here, such as cc4422.")
    response = public_answer(
        lambda: accents.sheet(colour), mimetype="text/css", caching=KEPT
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
