"""What public views read of addresses: declared, and spelled in one way."""

from urllib.parse import urlencode

import pytest
from werkzeug.datastructures import ImmutableMultiDict

from app.core.public import canonical_words, declared
from tests.house.addresses import filled, furnish, is_public, rules_of

TEXTS = (
    "", "nonsense", "0", "-1", "007", "1", "5", "4.5", "all", "top", "newest", "title",
    "helpful", "words", "movie", "compact", "card", "dark", "#C42", "ember", "de-AT",
    "critic-12", "audience-7", "1~2", "2012-08-10.0012", "7.123", "1347580800000000.9",
    "  a   b  ", "2012-08-15", "\0", "ä" * 90, "9" * 40, "২", "json", "600", "2",
    "http://x/movies/asa/?utm=1&show=top#r", "https://x/embed/critics/a?x=1",
)  # fmt: skip


class Asked(ImmutableMultiDict):
    """The query of a request that tells which names were read."""

    read: set[str] = set()  # noqa: RUF012  one for all requests of a test

    def get(self, key, *others, **more):
        self.read.add(key)
        return super().get(key, *others, **more)

    def __getitem__(self, key):
        self.read.add(key)
        return super().__getitem__(key)


@pytest.fixture
def public_rules(app):
    """Return the rules of every public view."""
    return [rule for rule in rules_of(app, "GET") if is_public(app, rule)]


def test_a_view_reads_nothing_that_it_does_not_declare(
    app, client, public_rules, monkeypatch
):
    values = furnish()
    monkeypatch.setattr(app.request_class, "parameter_storage_class", Asked)
    undeclared = []

    for rule in public_rules:
        Asked.read.clear()
        client.get(filled(app, rule, values))
        known = set(declared(app, rule.endpoint).reads)
        undeclared += [f"{rule}: {name}" for name in Asked.read - known]

    assert not undeclared, "\n".join(undeclared)


def test_what_is_spelled_once_stays_so(app, public_rules):
    for rule in public_rules:
        view = declared(app, rule.endpoint)
        for name, read in view.reads.items():
            for text in TEXTS:
                once = read(text)
                if once is not None:
                    assert str(read(str(once))) == str(once), (rule.rule, name, text)


def test_a_spelled_query_is_spelled_already(app, public_rules):
    for rule in public_rules:
        view = declared(app, rule.endpoint)
        for text in ("top", "2012-08-10.12", "1.5"):
            query = "&".join(f"{name}={text}" for name in reversed([*view.reads]))
            once = canonical_words(view, query)
            assert canonical_words(view, urlencode(once)) == once, rule.rule


def test_strange_parameters_and_their_order_change_no_byte(app, client, public_rules):
    values = furnish()
    for rule in public_rules:
        view = declared(app, rule.endpoint)
        path = filled(app, rule, values)
        if view.strict or path.startswith("/oembed"):
            continue
        plain = client.get(path)
        strange = client.get(f"{path}?utm_source=x&b=%FF&a=2")

        assert strange.data == plain.data, path
        assert strange.headers.get("ETag") == plain.headers.get("ETag"), path
