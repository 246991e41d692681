"""The audit: after every kind of write, nothing that is kept is older than it."""

import pytest

from app.core.db import db
from app.core.page_cache import cache_of
from app.core.telling import told
from tests.core.page_cache.writes import PRIVATE, WRITES
from tests.house.addresses import SAFE, filled, furnish, is_public, rules_of

MORE = (
    "/movies/asa?show=top",
    "/movies/asa/score?on=2012-08-15",
    "/oembed?url=http://localhost/movies/asa",
    "/movies/asa/audience-reviews?sort=helpful",
    "/movies?sort=critics",
    "/search?q=asa",
    "/fragments/search?q=asa",
    "/search/suggestions?q=asa",
    "/api/v1/search?q=asa",
    "/members/Mo",
    "/members/Ada",
)
FROM_PARTS = {
    "/movies/asa",
    "/fragments/movies/asa/critic-reviews",
    "/fragments/movies/asa/audience-reviews",
}
"""Pages of parts that are kept by themselves: what is made anew is compared, too."""

OPEN = {"search_limit": 10**9, "oembed_limit": 10**9, "export_limit": 10**9}


@pytest.mark.parametrize("database", ["sqlite"])
def test_no_write_leaves_an_old_page_behind(start):
    site, plain = start(**OPEN), start(page_cache=0, **OPEN)
    reader, judge, cache = site.test_client(), plain.test_client(), cache_of(site)
    plain.extensions["parts"].most_bytes = 0
    with site.app_context():
        values = furnish()
        db.session.remove()
        paths = [
            filled(site, rule, values)
            for rule in rules_of(site, "GET")
            if is_public(site, rule)
        ]
    paths = [*dict.fromkeys(paths), *MORE]
    for path in paths:
        reader.get(path)
    stale = []
    assert set(paths) >= FROM_PARTS

    for write, _ in WRITES:
        with site.test_request_context():
            write()
            db.session.commit()
            db.session.remove()
        for path in paths:
            before = cache.made
            kept = reader.get(path)
            if cache.made != before and path not in FROM_PARTS:
                continue
            # It draws all of its pages from nothing.
            told.cache_clear()
            if kept.data != judge.get(path).data:
                stale.append(f"after {write.__name__}: {path}")

    assert not stale, "\n".join(stale)


def test_every_route_that_writes_is_tried_or_shown_to_nobody(start):
    tried = {name for _, endpoints in WRITES for name in endpoints}
    writing = {
        rule.endpoint
        for rule in start().url_map.iter_rules()
        if rule.methods - SAFE and not rule.endpoint.startswith("security.")
    }

    assert writing - tried - private() == set(), "routes that nobody has thought of"
    assert (tried | private()) - writing == set(), "routes that are no more"


def private() -> set[str]:
    """Return the endpoints of the table."""
    found, room = set(), ""
    for word in PRIVATE.split():
        if word.endswith(":"):
            room = word.removesuffix(":")
        else:
            found.add(f"{room}.{word}")
    return found
