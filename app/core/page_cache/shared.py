"""Pages shared between processes, where there is a Valkey or Redis: the second level.

A page that another process has made saves the making, not the question whether it is
true: its versions are asked as if it had been made here. Nothing waits for it (see
`app/core/store.py`), and what it holds is read as plain data.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from itertools import accumulate, pairwise
from typing import Any

from app.core.page_cache.asking import Key
from app.core.page_cache.entries import Entry
from app.core.store import KEYS, Store
from app.core.versions import KINDS, Version

KEPT = 600
"""Seconds after which a page that nobody has made anew is forgotten."""


class Shared:
    """Pages of one build in a store that processes share."""

    def __init__(self, store: Store, build: str) -> None:
        self.store = store
        self.prefix = f"{KEYS}page:{build}:"

    def get(self, key: Key) -> Entry | None:
        """Return what a process has made; whether it is true is still to be asked."""
        name = self.name(key)
        packed: Any = self.store.ask(lambda client: client.get(name), None)
        return None if packed is None else unpacked(packed)

    def put(self, key: Key, entry: Entry) -> None:
        """Give a page to the other processes."""
        name, packed = self.name(key), pack(entry)
        self.store.ask(lambda client: client.set(name, packed, ex=KEPT), None)

    def name(self, key: Key) -> str:
        """Return the name of a page in the store."""
        return (
            self.prefix + sha256("\0".join(key).encode("utf-8", "replace")).hexdigest()
        )


def pack(entry: Entry) -> bytes:
    """Return a page as a line of JSON and its bodies after it."""
    bodies = {name: form.body for name, form in entry.forms.items() if name}
    head = {
        "tag": entry.tag,
        "type": entry.content_type,
        "headers": entry.headers,
        "versions": [
            (each.kind.name, each.number, each.key) for each in entry.versions
        ],
        "valid_until": entry.valid_until and entry.valid_until.isoformat(),
        "made_at": entry.made_at.isoformat(),
        "compressed": entry.compressed,
        "bodies": [("", len(entry.plain)), *((n, len(b)) for n, b in bodies.items())],
    }
    return b"".join([json.dumps(head).encode(), b"\n", entry.plain, *bodies.values()])


def unpacked(packed: bytes) -> Entry | None:
    """Return the page again; None for what this program has not written."""
    line, _, rest = packed.partition(b"\n")
    try:
        head = json.loads(line)
        bodies = dict(parts_of(rest, head["bodies"]))
        until = head["valid_until"]
        entry = Entry(
            tag=head["tag"],
            plain=bodies.pop(""),
            content_type=head["type"],
            headers=[(name, value) for name, value in head["headers"]],
            versions=tuple(
                Version(KINDS[kind], number, key)
                for kind, number, key in head["versions"]
            ),
            valid_until=until and datetime.fromisoformat(until),
            made_at=datetime.fromisoformat(head["made_at"]),
            compressed=head["compressed"],
        )
    except (ValueError, KeyError, TypeError):
        return None
    for name, body in bodies.items():
        entry.keep_form(name, body)
    return entry


def parts_of(rest: bytes, sizes: Sequence[tuple[str, int]]) -> list[tuple[str, bytes]]:
    """Return the bodies by their encodings; raises ValueError if that is not all."""
    ends = list(accumulate((size for _, size in sizes), initial=0))
    if ends[-1] != len(rest):
        raise ValueError("the page is not whole")
    names = [name for name, _ in sizes]
    spans = pairwise(ends)
    return [(name, rest[a:b]) for name, (a, b) in zip(names, spans, strict=True)]
