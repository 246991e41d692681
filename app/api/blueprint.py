"""The one blueprint of the API, and what its reading views share."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn
from urllib.parse import urlencode

import marshmallow as ma
from flask import Response, abort, request, url_for

from app.api.arguments import Blueprint, View
from app.api.problems import Flaw, Invalid
from app.core.addresses import canonical
from app.core.public import TRAVELLING, as_typed, public, public_answer
from app.core.versions import Version

bp = Blueprint("api", __name__, url_prefix="/api/v1")

GONE = "Where this cursor stood is nothing any more. Begin the list anew."


def public_reading(schema: type[ma.Schema]) -> Callable[[View], View]:
    """Mark a public view whose arguments a schema reads, and refuses."""
    fields = schema._declared_fields.items()  # noqa: SLF001  its names are wanted before there is one
    names = [field.data_key or name for name, field in fields]
    return public(reads=dict.fromkeys(names, as_typed), strict=True)


def read_answer(
    make: Callable[[], Any],
    *versions: Version,
    schema: type[ma.Schema],
    wanted: Sequence[str] | None = None,
) -> Response:
    """Return one thing for everybody, or 304 to whom has it."""

    def made() -> str:
        return json.dumps(dumped(schema, make(), wanted))

    return public_answer(
        made, *versions, mimetype="application/json", caching=TRAVELLING
    )


def list_answer(
    make: Callable[[], tuple[Sequence[Any], str | None]],
    *versions: Version,
    schema: type[ma.Schema],
    wanted: Sequence[str] | None = None,
    total: int | None = None,
) -> Response:
    """Return a page of a list for everybody; `make` gives items and the next cursor."""
    following: list[str] = []

    def made() -> str:
        items, cursor = make()
        body = page_body([dumped(schema, item, wanted) for item in items], cursor)
        if total is not None:
            body["total"] = total
        if body["next"]:
            following.append(body["next"])
        return json.dumps(body)

    response = public_answer(
        made, *versions, mimetype="application/json", caching=TRAVELLING
    )
    for address in following:
        response.headers["Link"] = next_link(address)
    return response


def private_answer(body: Mapping[str, Any], status: int = 200) -> Response:
    """Return what is for the holder of a token alone."""
    response = Response(json.dumps(body), status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    if body.get("next"):
        response.headers["Link"] = next_link(body["next"])
    return response


def page_body(items: Sequence[Any], cursor: str | None) -> dict[str, Any]:
    """Return the body of a page, with the address of the next one."""
    following = None
    if cursor is not None:
        asked = {**request.args.to_dict(), "after": cursor}
        following = canonical(f"{request.path}?{urlencode(asked, safe=',')}")
    return {"items": items, "next": following}


def next_link(address: str) -> str:
    """Return the header that leads to the next page."""
    return f'<{address}>; rel="next"'


def dumped(
    schema: type[ma.Schema], thing: Any, wanted: Sequence[str] | None = None
) -> Any:
    """Return a thing as its schema writes it, with the fields that are wanted."""
    return schema(only=wanted or None).dump(thing)


def refuse_cursor() -> NoReturn:
    """End a request whose cursor stands at something that is gone."""
    raise Invalid([Flaw(GONE, parameter="after")], status=404)


def moved_or_404(slug: str | None) -> NoReturn:
    """End a request for a former name: 308 to the present one, else 404."""
    if slug is None:
        abort(404, "There is no such movie.")
    values = {**(request.view_args or {}), "slug": slug}
    path = url_for(request.endpoint or "", **values)
    query = request.query_string.decode("ascii", "ignore")
    response = Response(status=308)
    response.headers["Location"] = f"{path}?{query}" if query else path
    abort(response)
