"""What is remembered stays within its bounds while others read and remember, too."""

from collections import OrderedDict

import pytest

from app.core.clock import utcnow
from app.core.page_cache import asking
from app.core.page_cache.entries import OVERHEAD, Entry
from app.core.page_cache.shelf import LARGEST_SHARE, Shelf

BODY = 1000


def page():
    """Return a page of a known size."""
    return Entry("tag", b"x" * BODY, "text/html", [], (), None, utcnow(), False)


class Busy(OrderedDict):
    """Things that another thread touches whenever somebody has begun to go through."""

    def __iter__(self):
        begun = super().__iter__()
        self.touched()
        return begun

    def touched(self):
        """Use the oldest, as a reader does."""
        self.move_to_end(next(super().__iter__()))


class Shrinking(Busy):
    """Things of which another thread lets one go."""

    def touched(self):
        """Let go of the newest."""
        self.popitem()


@pytest.fixture
def shelf():
    """Return a shelf with room for as many pages as one may take a part of."""
    return Shelf((OVERHEAD + BODY) * LARGEST_SHARE)


def test_the_least_recently_used_goes_first(shelf):
    for number in range(LARGEST_SHARE):
        shelf.put((str(number),), page())
    shelf.get(("0",))

    shelf.put(("new",), page())

    assert shelf.get(("0",)) is not None
    assert shelf.get(("1",)) is None
    assert shelf.size == shelf.limit == sum(shelf.sizes.values())


def test_a_page_goes_while_others_are_read(shelf):
    shelf.entries = Busy()

    for number in range(LARGEST_SHARE + 1):
        shelf.put((str(number),), page())

    assert len(shelf.entries) == LARGEST_SHARE
    assert shelf.size == shelf.limit


def test_an_address_is_remembered_while_others_are(monkeypatch):
    monkeypatch.setattr(asking, "MOST_ALIASES", 4)
    known = Shrinking((number, "page") for number in range(4))

    asking.remember(known, "new", "page")

    assert known["new"] == "page"
    assert len(known) <= 4
