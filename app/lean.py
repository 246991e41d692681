"""Keeps libraries from loading others that this site does not use.

Imported before all else. Some libraries load another one for a feature of theirs if it
happens to be installed. structlog would load rich and pygments, to colour tracebacks,
which we write as text (`core/logs.py`); huey would load psycopg, for a queue in
PostgreSQL, while ours is a file or the store. Together 16 MB in each process.
"""

import sys
from importlib import import_module

UNUSED = {"structlog": ("rich",), "huey": ("psycopg",)}


def load_without(library: str, *others: str) -> None:
    """Import a library as if others were not installed; they can be imported later."""
    hidden = {name: sys.modules.get(name) for name in others}
    # None there makes an import fail.
    sys.modules.update(dict.fromkeys(others))  # type: ignore[arg-type]
    try:
        import_module(library)
    finally:
        for name, module in hidden.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


for each, unused in UNUSED.items():
    load_without(each, *unused)
