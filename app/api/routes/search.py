"""Search for programs: one box for movies, people, critics and publications."""

from collections.abc import Sequence
from typing import Any

from flask import Response

from app.api import cursors
from app.api.blueprint import bp, list_answer, public_reading, refuse_cursor
from app.api.schemas import SearchArguments, SearchHit, page_of
from app.core.addresses import canonical
from app.core.limits import limited
from app.movies import queries as movie_queries
from app.search import queries as search_queries
from app.search.models import Kind
from app.search.queries import Hit, Results


@bp.route("/search", tags=["Search"])
@public_reading(SearchArguments)
@limited("search")
@bp.response(200, page_of(SearchHit))
@bp.arguments(SearchArguments, location="query")
def search(asked: dict[str, Any]) -> Response:
    """Search.

    The best first. A name may be half typed or have a letter wrong.
    """
    kinds = tuple(Kind) if asked["kind"] is None else (Kind(asked["kind"]),)

    def find(limit: int, after: str | None) -> Results:
        return search_queries.find(asked["q"], kinds=kinds, limit=limit, after=after)

    def make() -> tuple[Sequence[Any], str | None]:
        after = asked["after"] and cursors.read_hit(asked["after"])
        found = find(asked["limit"], after)
        # A cursor that this search does not know would begin the list anew for ever.
        if after and found.items and found.items[0] == find(1, None).items[0]:
            refuse_cursor()
        last = found.after
        return (
            [hit_shape(hit) for hit in found.items],
            None if last is None else cursors.hit_text(last),
        )

    return list_answer(make, movie_queries.site_version(), schema=SearchHit)


def hit_shape(hit: Hit) -> dict[str, Any]:
    """Return something that was found; people have a page, but nothing here."""
    return {
        "kind": hit.kind,
        "title": hit.title,
        "year": hit.year,
        "url": canonical(hit.url),
        "api_url": (
            None if hit.kind is Kind.PERSON else canonical(f"/api/v1{hit.url}")
        ),
    }
