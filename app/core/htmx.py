"""Page or fragment for answers that nobody keeps, and ways to send a reader on.

Nobody else reads the HX headers.
"""

from typing import Any
from urllib.parse import urlsplit

from flask import Response, make_response, redirect, render_template, request
from jinja2_fragments.flask import render_blocks

from app.core.redirects import local_path


def is_htmx() -> bool:
    """Tell whether htmx asks for a part of a page."""
    headers = request.headers
    if headers.get("HX-Request") != "true":
        return False
    return "true" not in (
        headers.get("HX-Boosted"),
        headers.get("HX-History-Restore-Request"),
    )


def render_page(
    template: str,
    *,
    fragments: tuple[str, ...] = (),
    status: int = 200,
    **context: Any,
) -> Response:
    """Return a private page, or its blocks `fragments` when htmx asks."""
    if fragments and is_htmx():
        body = render_blocks(template, list(fragments), **context)
    else:
        body = render_template(template, **context)
    response = make_response(body, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def see_other(path: str) -> Response:
    """Send the reader to another page after a write: 303, or HX-Redirect to htmx."""
    if is_htmx():
        response = Response(status=204, headers={"HX-Redirect": path})
    else:
        response = make_response(redirect(path, 303))
    response.headers["Cache-Control"] = "no-store"
    return response


def page_in_view() -> str | None:
    """Return path and query of the page that htmx asks from, if it is ours."""
    try:
        parts = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return None
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return local_path(path)
