"""Pieces of HTML that are kept by all that they show, and so are never old.

A part is a template, or a macro, that shows nothing but what it is given: the key it is
kept by is everything it was given, compared by value. A review that has not changed is
drawn once; a changed one has another key. What rows tell (`app/core/reading.py`) is not
even compared: the same rows are the same object. What is kept is bounded; the least
recently used goes first. A part asks neither the request nor the session.
"""

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from flask import Flask, current_app
from jinja2 import Environment
from markupsafe import Markup

from app.core.reading import Told

GAP = Markup("<!--gap-->")
"""Stands in a frame where its content goes; nothing that is escaped looks like it."""

MOST_BYTES = 4 * 1024**2
"""How much a process keeps; with the keys it is about twice that."""


class Parts:
    """Kept pieces, by what made them; `templates` are those that parts are drawn by."""

    def __init__(self, templates: Environment, most_bytes: int = MOST_BYTES) -> None:
        self.templates = templates
        self.most_bytes = most_bytes
        self.bytes = 0
        self.kept: OrderedDict[Hashable, str] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], str]) -> str:
        """Return the piece of a key; make it if it is not here."""
        with self.lock:
            found = self.kept.get(key)
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
            given = {name: looked_at(value) for name, value in values.items()}
            text = self.templates.get_template(template).render(given)
            return Markup(text)  # noqa: S704  the template has escaped it

        return self.get((template, *values.items()), make)

    def made_by(self, make: Callable[..., str], *values: Any, **named: Any) -> str:
        """Return what a macro, or a function of values alone, makes of them."""
        key = (make, values, *named.items())
        return self.get(key, lambda: make(*map(looked_at, values), **named))


def init_app(app: Flask) -> None:
    """Give templates `part("file.html", name=value)` and `kept(macro, value)`.

    Each template's values must be hashable: frozen dataclasses, tuples, words, numbers,
    and what rows tell, which is given to the template as it is.
    """
    parts = app.extensions["parts"] = Parts(app.jinja_env)
    app.jinja_env.globals["part"] = parts.part
    app.jinja_env.globals["kept"] = parts.made_by


def part(template: str, **values: Any) -> str:
    """Return a template as it shows these values."""
    return all_parts().part(template, **values)


def framed(frame: str, around: Mapping[str, Any], content: str, **values: Any) -> str:
    """Return a template that shows parts, within a frame that is a part itself.

    The frame shows `gap` where the content goes, and `around`, which must be hashable.
    """
    before, _, after = part(frame, gap=GAP, **around).partition(GAP)
    between = all_parts().templates.get_template(content).render(values)
    return f"{before}{between}{after}"


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
