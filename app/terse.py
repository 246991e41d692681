"""Loads libraries without their docstrings, which no process of a site reads.

What `python -OO` does for all code, done for some packages alone: our own docstrings
are the help of commands and the words of the API's document. What was compiled is kept
beside what Python keeps, as `….opt-terse.pyc`; where nothing can be kept, it is made
anew, as Python would do, too. Imported before all else (by `lean.py`): a package that
is loaded stays as it is.
"""

import marshal
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import MAGIC_NUMBER, cache_from_source
from types import CodeType, ModuleType

PACKAGES = {
    *("sqlalchemy", "flask_sqlalchemy", "werkzeug", "jinja2", "flask", "flask_login"),
    *("flask_security", "flask_wtf", "wtforms", "passlib", "structlog", "huey"),
    *("marshmallow", "webargs", "markdown_it", "linkify_it", "whitenoise"),
    *("pydantic", "pydantic_settings"),
}
WITHOUT_DOCSTRINGS = 2


class TerseLoader(SourceFileLoader):
    """Loads a module from its source, or from what was kept of it."""

    def get_code(self, fullname: str) -> CodeType:
        """Return the code of a module without docstrings."""
        path = self.get_filename(fullname)
        place = cache_from_source(path, optimization="terse")
        mark = mark_of(path)
        code = kept(place, mark)
        if code is None:
            code = compile(
                self.get_data(path),
                path,
                "exec",
                dont_inherit=True,
                optimize=WITHOUT_DOCSTRINGS,
            )
            if not sys.dont_write_bytecode:
                # Whole or not at all; that it cannot be written does not matter.
                self.set_data(place, mark + marshal.dumps(code))
        return code


class TerseFinder:
    """Finds modules of such packages, where Python finds them.

    A package that was begun before stays as it is: SQLAlchemy counts on docstrings
    everywhere, or nowhere.
    """

    def __init__(self) -> None:
        self.packages = PACKAGES - sys.modules.keys()

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Say that a terse loader loads a module, if it is of source."""
        if name.partition(".")[0] not in self.packages:
            return None
        found = PathFinder.find_spec(name, path, target)
        if found is not None and type(found.loader) is SourceFileLoader:
            found.loader = TerseLoader(name, found.loader.path)
        return found


def mark_of(path: str) -> bytes:
    """Return how a kept file begins: Python's form, the source's time and size."""
    source = os.stat(path)
    numbers = (0, int(source.st_mtime) & 0xFFFFFFFF, source.st_size & 0xFFFFFFFF)
    return MAGIC_NUMBER + b"".join(each.to_bytes(4, "little") for each in numbers)


def kept(place: str, mark: bytes) -> CodeType | None:
    """Return the code that was kept, if it is of this source."""
    try:
        with open(place, "rb") as file:
            data = file.read()
        if not data.startswith(mark):
            return None
        code = marshal.loads(data[len(mark) :])  # noqa: S302  as Python loads its own
    except (OSError, EOFError, ValueError, TypeError):
        return None
    return code if isinstance(code, CodeType) else None


if not any(isinstance(each, TerseFinder) for each in sys.meta_path):
    sys.meta_path.insert(0, TerseFinder())
