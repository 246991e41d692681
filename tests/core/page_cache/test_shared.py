"""Pages that processes share: made once for all, never trusted without asking."""

import pytest

from app.core.page_cache import cache_of
from app.core.page_cache.shared import pack, unpacked
from tests.core.page_cache.test_middleware import retitle

PAGE = "/movies/the-lamplighter"


@pytest.fixture
def pair(start, valkey, site, film):
    """Return two sites that share a store."""
    return [start(cache_url=valkey.url) for _ in range(2)]


def test_what_one_has_made_the_other_takes(pair):
    one, other = (site.test_client() for site in pair)

    made, taken = one.get(PAGE), other.get(PAGE)

    assert taken.data == made.data
    assert taken.headers["ETag"] == made.headers["ETag"]
    assert [cache_of(site).made for site in pair] == [1, 0]


def test_what_is_old_is_not_taken(pair, film):
    one, other = (site.test_client() for site in pair)
    one.get(PAGE)

    retitle(pair[0], film, "The Night Lamp")

    assert b"The Night Lamp" in other.get(PAGE).data


def test_without_the_store_each_makes_its_own(pair, valkey):
    one, other = (site.test_client() for site in pair)
    one.get(PAGE)
    valkey.stop()

    assert other.get(PAGE).status_code == 200
    assert cache_of(pair[1]).made == 1


def test_a_page_is_the_same_packed_and_unpacked(site, film, cache):
    site.test_client().get(PAGE, headers={"Accept-Encoding": "gzip"})
    (entry,) = cache.shelf.entries.values()

    again = unpacked(pack(entry))

    entry.form("")
    assert again.forms["gzip"] == entry.forms["gzip"]
    assert again.form("") == entry.forms[""]
    assert (again.versions, again.tag) == (entry.versions, entry.tag)


@pytest.mark.parametrize("words", [b"", b"{}", b"\x80\n", b"[]\nxx", b"null\n"])
def test_what_nobody_has_packed_is_no_page(words):
    assert unpacked(words) is None


def test_a_page_that_is_cut_off_is_none(site, film, cache):
    site.test_client().get(PAGE)
    (entry,) = cache.shelf.entries.values()

    assert unpacked(pack(entry)[:-1]) is None
