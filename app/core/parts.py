"""Pieces of HTML that are kept by all that they show, and so are never old.

A part is a template, or a macro, that shows nothing but what it is given: the key it is
kept by is everything it was given, compared by value. A review that has not changed is
drawn once; a changed one has another key. What rows tell (`app/core/telling.py`) is not
even compared: the same rows are the same object. What is kept is bounded; the least
recently used goes first. A part asks neither the request nor the session.
"""

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

from flask import Flask, current_app
from jinja2 import Environment
from markupsafe import Markup

from app.core.telling import Told

Piece = TypeVar("Piece", str, bytes)
GAP = Markup("<!--gap-->")
"""Stands in a frame where its content goes; nothing that is escaped looks like it."""
HOLE = GAP.encode()

MOST_BYTES = 4 * 1024**2
"""How much a process keeps; with the keys it is about twice that."""


class Parts:
    """Kept pieces, by what made them; `templates` are those that parts are drawn by."""

    def __init__(self, templates: Environment, most_bytes: int = MOST_BYTES) -> None:
        self.templates = templates
        self.most_bytes = most_bytes
        self.bytes = 0
        self.kept: OrderedDict[Hashable, Any] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Piece]) -> Piece:
        """Return the piece of a key; make it if it is not here."""
        with self.lock:
            found: Piece | None = self.kept.get(key)
            if found is not None:
                self.kept.move_to_end(key)
                return found
        # Two may make the same at once: it is the same.
        made = make()
        size = sys.getsizeof(made)
        with self.lock:
            if key not in self.kept and size <= self.most_bytes:
                self.kept[key] = made
                self.bytes += size
            while self.bytes > self.most_bytes:
                _, oldest = self.kept.popitem(last=False)
                self.bytes -= sys.getsizeof(oldest)
        return made

    def part(self, template: str, **values: Any) -> str:
        """Return a template as it shows these values."""

        def make() -> str:
            return self.drawn(template, values)

        return self.get((template, *values.items()), make)

    def drawn(self, template: str, values: Mapping[str, Any]) -> str:
        """Draw a template anew."""
        given = {name: looked_at(value) for name, value in values.items()}
        text = self.templates.get_template(template).render(given)
        return Markup(text)  # noqa: S704  the template has escaped it

    def made_by(self, make: Callable[..., str], *values: Any, **named: Any) -> str:
        """Return what a macro, or a function of values alone, makes of them."""
        key = (make, values, *named.items())
        return self.get(key, lambda: make(*map(looked_at, values), **named))


class Section:
    """A part of a page, as bytes: a template, and the names of all values it shows."""

    def __init__(self, template: str, *names: str) -> None:
        self.template = template
        self.names = names

    def shown_by(self, parts: Parts, values: Mapping[str, Any]) -> bytes:
        """Return it as it shows the values that it names."""
        shown = [values[name] for name in self.names]

        def make() -> bytes:
            given = dict(zip(self.names, shown, strict=True))
            return parts.drawn(self.template, given).encode()

        return parts.get((self, *shown), make)


def init_app(app: Flask) -> None:
    """Give templates `part("file.html", name=value)`, `kept(macro, value)` and `gap`.

    Each template's values must be hashable: frozen dataclasses, tuples, words, numbers,
    and what rows tell, which is given to the template as it is.
    """
    parts = app.extensions["parts"] = Parts(app.jinja_env)
    app.jinja_env.globals["part"] = parts.part
    app.jinja_env.globals["kept"] = parts.made_by
    app.jinja_env.globals["gap"] = GAP


def part(template: str, **values: Any) -> str:
    """Return a template as it shows these values."""
    return all_parts().part(template, **values)


def framed(
    frame: Section, values: Mapping[str, Any], *contents: Sequence[Section]
) -> bytes:
    """Return a page that is made of parts alone; the frame around them is one, too.

    The frame shows `gap` once for each of the contents.
    """
    parts = all_parts()
    first, *others = frame.shown_by(parts, values).split(HOLE)
    page = [first]
    for sections, after in zip(contents, others, strict=True):
        page += [section.shown_by(parts, values) for section in sections]
        page.append(after)
    return b"".join(page)


def kept(make: Callable[..., str], *values: Any, **named: Any) -> str:
    """Return what a macro, or a function of values alone, makes of them."""
    return all_parts().made_by(make, *values, **named)


def looked_at(value: Any) -> Any:
    """Return what a part shows: what rows tell, or a value as it is."""
    return value.value if isinstance(value, Told) else value


def all_parts() -> Parts:
    """Return what this application keeps."""
    parts: Parts = current_app.extensions["parts"]
    return parts
