"""The first page of the API, its document, and that document for people."""

import json
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.api import reference
from app.api.blueprint import bp, public_reading, read_answer
from app.api.schemas import IndexPage, NoArguments
from app.core.addresses import canonical, site_url
from app.core.public import TRAVELLING, public, public_answer

entrance = Blueprint("api_docs", __name__, url_prefix="/api")

BLOCKS = ("movies", "critics", "publications", "search")


@bp.route("", tags=["Start"])
@public_reading(NoArguments)
@bp.response(200, IndexPage)
@bp.arguments(NoArguments, location="query")
def index(asked: dict[str, Any]) -> Response:
    """Show where everything is."""

    def make() -> dict[str, Any]:
        links = {name: canonical(f"/api/v1/{name}") for name in BLOCKS}
        links["documentation"] = canonical(url_for("api_docs.page"))
        links["openapi"] = canonical(url_for("api_docs.document"))
        return {
            "site": current_app.jinja_env.globals["site_name"],
            "version": "1",
            "links": links,
        }

    return read_answer(make, schema=IndexPage)


@entrance.get("/v1/openapi.json")
@public
def document() -> Response:
    """Return the document, by which programs know the API."""

    def make() -> str:
        return json.dumps(current_app.extensions["openapi"])

    return public_answer(make, mimetype="application/json", caching=TRAVELLING)


@entrance.get("/v1/docs")
@public
def page() -> Response:
    """Show the document to people."""

    def make() -> str:
        written = current_app.extensions["openapi"]
        return render_template(
            "api/docs.html",
            document=written,
            groups=reference.groups(written, site_url()),
            problems=reference.problems(written),
            token_writes=current_app.config["SETTINGS"].token_writes,
            canonical_url=canonical(url_for("api_docs.page")),
        )

    return public_answer(make)


@entrance.get("")
@public
def front() -> AnyResponse:
    """Lead whoever only knows the word to the page."""
    return redirect(url_for("api_docs.page"), 308)
