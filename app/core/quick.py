"""Views that are made of the address alone: no request, no session, no hooks.

Flask's round of a request takes as long as a short answer itself. A view marked
`@quick` gets the words of its address and returns a `Recipe`; the page cache follows it
where it would have asked Flask (`page_cache/shortcuts.py`). Asked by Flask the view is
the same, and so is what a reader gets.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Response, request

from app.core.public import public_answer
from app.core.versions import Version

FAILED = "matinee.failed"
"""In an environ: what went wrong on the quick way, to be raised in Flask's round."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an answer is made, and the versions that it depends on, read before."""

    make: Callable[[], str]
    versions: tuple[Version, ...]
    mimetype: str = "text/html"


View = Callable[..., Recipe]
Words = Mapping[str, str]


def quick(view: View) -> Callable[..., Response]:
    """Mark a view that asks neither request nor session: `view(words, **of_the_path)`.

    It stands below `public` and `limited`; `words` are what `public` says that it
    reads. What it reads of the database goes past the session (`readers.py`).
    """

    @wraps(view)
    def asked(**of_the_path: Any) -> Response:
        failed: Exception | None = request.environ.pop(FAILED, None)
        if failed is not None:
            raise failed
        recipe = view(request.args, **of_the_path)
        return public_answer(recipe.make, *recipe.versions, mimetype=recipe.mimetype)

    asked.quick = view  # type: ignore[attr-defined]
    return asked
