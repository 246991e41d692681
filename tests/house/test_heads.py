"""What every page tells other sites of itself: one description, one address, a card."""

import pytest

from tests.house.addresses import filled, furnish, is_public, rules_of
from tests.support.page import Page

NO_PAGES = ("/embed/", "/fragments/")


@pytest.fixture
def pages(app, client):
    """Return every public page, by its address."""
    values = furnish()
    found = {}
    for rule in rules_of(app, "GET"):
        path = filled(app, rule, values)
        if not is_public(app, rule) or path.startswith(NO_PAGES):
            continue
        answer = client.get(path)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            found[path] = Page(answer)
    return found


def test_a_page_describes_itself_once_and_names_its_one_address(pages):
    assert len(pages) > 10
    for path, page in pages.items():
        descriptions = page.root.cssselect("head meta[name=description]")
        addresses = page.root.cssselect("head link[rel=canonical]")

        assert len(descriptions) == 1, path
        assert descriptions[0].get("content").strip(), path
        assert len(addresses) == 1, path
        assert addresses[0].get("href").startswith("http://localhost/"), path


def test_a_page_has_a_card_that_says_the_same(pages):
    for path, page in pages.items():
        card = {
            each.get("property"): each.get("content")
            for each in page.root.cssselect("head meta[property^='og:']")
        }

        assert card["og:title"].strip(), path
        assert card["og:description"].strip(), path
        assert card["og:image"].startswith("http://localhost/sharing/"), path
        assert card["og:url"] == page.find("link[rel=canonical]").get("href"), path
        assert card["og:image:alt"].strip(), path
