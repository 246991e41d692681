"""Pages kept in memory: bounded by bytes, the least recently used out first."""

import threading
from collections import OrderedDict

from app.core.page_cache.asking import Key
from app.core.page_cache.entries import Entry

LARGEST_SHARE = 8
"""A page larger than this part of the whole is not kept."""


class Shelf:
    """Pages by their keys, up to `limit` bytes in all."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.entries: OrderedDict[Key, Entry] = OrderedDict()
        self.sizes: dict[Key, int] = {}
        self.lock = threading.Lock()

    def get(self, key: Key) -> Entry | None:
        """Return a page, and note that it was used.

        Each of the two steps is whole in itself, so that readers need not queue; a page
        that another thread let go of in between is still as good as it was.
        """
        entry = self.entries.get(key)
        if entry is not None:
            try:
                self.entries.move_to_end(key)
            except KeyError:
                return entry
        return entry

    def put(self, key: Key, entry: Entry) -> None:
        """Keep a page in the place of what was there, or weigh one that has grown."""
        size = entry.size
        with self.lock:
            self.drop(key)
            if size > self.limit // LARGEST_SHARE:
                return
            self.entries[key] = entry
            self.sizes[key] = size
            self.size += size
            while self.size > self.limit:
                # In one step: readers move entries about without the lock.
                oldest, _ = self.entries.popitem(last=False)
                self.size -= self.sizes.pop(oldest)

    def weigh(self, key: Key, entry: Entry) -> None:
        """Count a page anew that was made in another encoding, if it is still kept."""
        with self.lock:
            is_kept = self.entries.get(key) is entry
        if is_kept:
            self.put(key, entry)

    def drop(self, key: Key) -> None:
        """Let go of a page; the lock is held."""
        if self.entries.pop(key, None) is not None:
            self.size -= self.sizes.pop(key)
