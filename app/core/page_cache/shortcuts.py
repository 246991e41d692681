"""The quick way to an answer, past Flask, for views that are marked so.

Whatever goes wrong on it is raised anew in Flask's round, which knows how to say it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask
from werkzeug.sansio.utils import get_host
from werkzeug.utils import get_content_type

from app.core import limits, metrics, readers, security
from app.core.clock import utcnow
from app.core.page_cache.entries import Entry, Headers
from app.core.public import FRESH, FURTHER, is_further, tag_of
from app.core.quick import FAILED, View, Words
from app.core.security import Besides

OWN_HEADERS = [("Cache-Control", FRESH), ("Vary", "Accept-Encoding")]


@dataclass(frozen=True, slots=True)
class Shortcut:
    """The quick way to one address: its view, and what the view is given."""

    endpoint: str
    view: View
    limit: str | None
    of_the_path: Mapping[str, Any]
    words: Words

    @classmethod
    def to(
        cls, app: Flask, endpoint: str, of_the_path: Mapping[str, Any], words: Words
    ) -> "Shortcut | None":
        """Return the quick way to a view, if it is marked so."""
        marked: Any = app.view_functions[endpoint]
        view: View | None = getattr(marked, "quick", None)
        if view is None:
            return None
        limit: str | None = getattr(marked, "limit", None)
        return cls(endpoint, view, limit, of_the_path, words)

    def taken(self, app: Flask, environ: dict[str, Any]) -> Entry | None:
        """Return the answer; None leaves it to Flask, which is told what went wrong."""
        try:
            return self.answer(app, environ)
        except Exception as error:
            environ[FAILED] = error
            return None

    def answer(self, app: Flask, environ: dict[str, Any]) -> Entry:
        """Follow the view's recipe; raises what the view raises.

        Host and query of the environ are in their one spelling.
        """
        scheme, trusted = environ["wsgi.url_scheme"], app.config["TRUSTED_HOSTS"]
        host = get_host(scheme, environ["HTTP_HOST"], None, trusted)
        with app.app_context():
            if self.limit is not None:
                limits.count(self.limit, environ.get("REMOTE_ADDR", ""))
                environ[limits.COUNTED] = True
            with readers.aside():
                recipe = self.view(self.words, **self.of_the_path)
                plain = recipe.make().encode()
        environ[metrics.ENDPOINT] = self.endpoint
        address = f"{scheme}://{host}/{environ['PATH_INFO']}"
        address = f"{address}?{environ['QUERY_STRING']}"
        is_more = is_further(self.words, recipe.mimetype)
        return Entry(
            tag=tag_of(app.config["BUILD"], address, *recipe.versions),
            plain=plain,
            content_type=get_content_type(recipe.mimetype, "utf-8"),
            headers=headers_of(security.headers_of_pages(app), is_more),
            versions=recipe.versions,
            valid_until=None,
            made_at=utcnow(),
            compressed=True,
        )


@lru_cache(maxsize=8)
def headers_of(pages: Besides, is_more: bool) -> Headers:
    """Return the headers of an answer beside those of its body, made once for many."""
    return pages.joined([*OWN_HEADERS, FURTHER] if is_more else OWN_HEADERS)
