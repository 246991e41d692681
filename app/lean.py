"""Keeps libraries from loading others that this site does not use, or seldom.

Imported before all else. Some libraries load another one for a feature of theirs if it
happens to be installed. structlog would load rich and pygments, to colour tracebacks,
which we write as text (`core/logs.py`), and greenlet; huey would load psycopg, for a
queue in PostgreSQL, while ours is a file or the store. Together 17 MB in each process.

Others are wanted, but by few: webauthn and cryptography by who has a passkey or a
second factor, email_validator by who types an address, redis by sites that have a
store, Flask-Login's client by tests, and Python's debugger with it. Together 26 MB.
What a library imports from them is no more than a name, until somebody calls
`complete`; that must happen before the library uses it.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

UNUSED = {
    "structlog": ("rich", "greenlet"),
    "huey": ("psycopg",),
}
SELDOM = {
    "flask_security": (
        *("webauthn", "cryptography", "email_validator"),
        "flask_login.test_client",
    ),
    "huey": ("redis",),
}


class Absent(ModuleType):
    """A module that was not loaded; all that is imported from it is a name."""

    def __getattr__(self, name: str) -> Any:
        """Return a name in its place."""
        if name.startswith("__"):
            raise AttributeError(name)
        return Name(self.__name__, name)


class Name:
    """What somebody has imported from a module that was not loaded."""

    def __init__(self, module: str, name: str) -> None:
        self.module = module
        self.name = name

    def real(self) -> Any:
        """Load the module and return what it stands for."""
        module = import_module(self.module)
        try:
            return getattr(module, self.name)
        except AttributeError:
            return import_module(f"{self.module}.{self.name}")


class Absence:
    """Gives absent modules to whoever imports one of some packages or modules."""

    def __init__(self, packages: Sequence[str]) -> None:
        self.packages = [name for name in packages if name not in sys.modules]
        self.asked: list[str] = []

    def find_spec(
        self, name: str, path: object = None, target: object = None
    ) -> ModuleSpec | None:
        """Say that this makes the module, if it is one of them."""
        if not {name, package_of(name)} & set(self.packages):
            return None
        self.asked.append(name)
        return ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]  # it is one

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return an absent module."""
        return Absent(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: there is nothing in it."""


owed: dict[str, set[str]] = {}
"""The modules of a package that were asked for, and are absent."""


@contextmanager
def hidden(*packages: str) -> Iterator[None]:
    """Let packages be as if they were not installed; they can be imported later."""
    known = {name: sys.modules.get(name) for name in packages}
    # None there makes an import fail.
    sys.modules.update(dict.fromkeys(packages))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name, module in known.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


@contextmanager
def absent(*packages: str) -> Iterator[None]:
    """Let only names be imported from packages, until `complete`."""
    absence = Absence(packages)
    sys.meta_path.insert(0, absence)
    try:
        yield
    finally:
        sys.meta_path.remove(absence)
        for name in absence.asked:
            sys.modules.pop(name, None)
            owed.setdefault(package_of(name), set()).add(name)


def complete(package: str) -> None:
    """Put a package in the place of its names; nothing where that was done already.

    Two threads may do it at once: both put the same things in the same places.
    """
    if package not in owed:
        return
    for name in sorted(owed[package]):
        import_module(name)
    modules: tuple[Any, ...] = tuple(sys.modules.values())
    for module in modules:
        if not isinstance(module, ModuleType):
            continue
        fill(module, package)
        # A class may have kept a name, too. What stands for others is not asked.
        for value in tuple(vars(module).values()):
            if issubclass(type(value), type) and value.__module__ == module.__name__:
                fill(value, package)
    owed.pop(package, None)


def fill(place: ModuleType | type, package: str) -> None:
    """Put a package in the place of its names in a module or class."""
    for name, value in tuple(vars(place).items()):
        if type(value) is Absent and package_of(value.__name__) == package:
            setattr(place, name, import_module(value.__name__))
        elif type(value) is Name and package_of(value.module) == package:
            setattr(place, name, value.real())


def package_of(module: str) -> str:
    """Return the package that a module belongs to."""
    return module.partition(".")[0]


for each in dict.fromkeys((*UNUSED, *SELDOM)):
    with hidden(*UNUSED.get(each, ())), absent(*SELDOM.get(each, ())):
        import_module(each)
