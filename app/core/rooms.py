"""Rooms that few requests want: their addresses are known, the rest comes when asked.

A web process that serves readers needs neither the desk nor the API. A stand-in is
behind each of their addresses, which `late_addresses.txt` has, and the first request
that wants one loads the room. Marks of views, such as `@public`, are the room's: who
looks for them has it loaded, too. `make addresses` writes the file from the rooms.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from flask import Blueprint, Flask

from app.config import ROOT

ADDRESSES = ROOT / "app" / "late_addresses.txt"
ADDED = {"HEAD", "OPTIONS"}
"""Methods that Flask adds by itself."""


@dataclass(frozen=True)
class Address:
    """An address of a late room, as a line of the file has it."""

    module: str
    endpoint: str
    methods: tuple[str, ...]
    rule: str

    def __str__(self) -> str:
        return f"{self.module} {self.endpoint} {','.join(self.methods)} {self.rule}"


class Room:
    """A module with the routes of a room, loaded by the first request that wants it.

    It has a blueprint `bp`, or `register(scratch, site)`, which registers what it has.
    """

    def __init__(self, site: Flask, module: str) -> None:
        self.site = site
        self.module = module
        self.lock = threading.RLock()
        self.views: Mapping[str, Any] = {}

    def opened(self) -> Mapping[str, Any]:
        """Return its views by endpoint, in the place of their stand-ins from now on."""
        with self.lock:
            if not self.views:
                self.views = self.scratch().view_functions
                known = self.site.view_functions
                for endpoint, view in self.views.items():
                    if isinstance(known[endpoint], StandIn):
                        known[endpoint] = view
        return self.views

    def scratch(self) -> Flask:
        """Load the room, and return an application that has nothing but its addresses.

        Flask lets nobody register what is found out after the first request.
        """
        room = import_module(self.module)
        scratch = Flask("matinee", root_path=self.site.root_path, static_folder=None)
        scratch.url_map.converters = self.site.url_map.converters
        if hasattr(room, "register"):
            room.register(scratch, self.site)
        else:
            scratch.register_blueprint(room.bp)
        return scratch


class StandIn:
    """Stands for a view of a room that is not loaded yet."""

    # Flask looks at them when an address is registered.
    required_methods = ()
    provide_automatic_options = None

    def __init__(self, room: Room, endpoint: str) -> None:
        self.room = room
        self.endpoint = endpoint

    def __call__(self, **values: Any) -> Any:
        """Let the view answer."""
        return self.room.opened()[self.endpoint](**values)

    def __getattr__(self, name: str) -> Any:
        """Return what the view is marked with."""
        return getattr(self.room.opened()[self.endpoint], name)


def init_app(app: Flask, modules: Iterable[str]) -> None:
    """Give the site the addresses of rooms that come later."""
    rooms = {module: Room(app, module) for module in modules}
    stand_ins: dict[str, StandIn] = {}
    for each in written():
        name = each.endpoint.partition(".")[0]
        if name not in app.blueprints:
            app.register_blueprint(Blueprint(name, each.module))
        view = stand_ins.setdefault(
            each.endpoint, StandIn(rooms[each.module], each.endpoint)
        )
        app.add_url_rule(each.rule, each.endpoint, view, methods=each.methods)


def written() -> Iterator[Address]:
    """Read the file."""
    for line in ADDRESSES.read_text(encoding="utf-8").splitlines():
        module, endpoint, methods, rule = line.split()
        yield Address(module, endpoint, tuple(methods.split(",")), rule)


def found(app: Flask, modules: Iterable[str]) -> Iterator[Address]:
    """Return what the file should say: the addresses that the rooms really have."""
    for module in modules:
        for rule in Room(app, module).scratch().url_map.iter_rules():
            if rule.defaults or not rule.strict_slashes or rule.redirect_to:
                raise ValueError(f"{rule} says more than the file can")
            methods = tuple(sorted((rule.methods or set()) - ADDED))
            yield Address(module, rule.endpoint, methods, rule.rule)
