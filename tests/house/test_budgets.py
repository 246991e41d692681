"""No public page asks the database more than its budget, however much it shows.

A page that the cache does not hold is made anew; what it costs is mostly what it asks.
A post has a budget, too.
"""

from datetime import timedelta

import pytest

from app.audience.models import AudienceReview, Standing
from app.core.clock import utcnow
from app.core.db import db
from tests.factories import accounts, audience, critics, movies
from tests.house.addresses import filled, furnish, is_public, rules_of

USUAL = 6
BUDGETS = {
    "audience.member": 8,
    "home.index": 9,
    "ledger.show": 8,
    "movies.audience_reviews_fragment": 2,
    "movies.critic_reviews_fragment": 2,
    "sharing.sitemap_index": 10,
    "widgets.audience_reviews": 2,
    "widgets.critic": 3,
    "widgets.critic_reviews": 2,
    "widgets.quote": 2,
    "widgets.score": 1,
}
"""Pages that need more than usual, and pages that must do with less."""


@pytest.fixture
def values(app):
    """Give every kind of address something to show, and the lists more than one."""
    found = furnish()
    film = movies.movie("Bergwerk")
    movies.credit(film, movies.person("Bo Lind"))
    critics.reviews(film, 12)
    for name in ("Dora", "Emil", "Fay"):
        audience.review(film, accounts.member(name), body="A word.")
    return found


def test_no_public_page_asks_more_than_its_budget(app, client, values, count_queries):
    over = {}
    for rule in rules_of(app, "GET"):
        if not is_public(app, rule):
            continue
        path = filled(app, rule, values)
        db.session.commit()
        client.get(path)

        with count_queries() as statements:
            client.get(path)

        budget = BUDGETS.get(rule.endpoint, USUAL)
        if len(statements) > budget:
            over[rule.endpoint] = (len(statements), budget)

    lines = [f"{name}: {asked} of {most}" for name, (asked, most) in over.items()]
    assert not lines, ", ".join(lines)


def test_every_budget_is_that_of_a_page(app):
    endpoints = {rule.endpoint for rule in rules_of(app, "GET") if is_public(app, rule)}

    assert set(BUDGETS) <= endpoints


@pytest.mark.parametrize(
    ("sent_to", "headers", "status", "budget"),
    [
        ("new", {}, 303, 12),
        ("changed", {}, 303, 17),
        ("new", {"HX-Request": "true"}, 200, 15),
    ],
)
def test_a_post_asks_no_more_than_its_budget(
    app, client, sign_in, count_queries, sent_to, headers, status, budget
):
    ada = accounts.member("Ada", created_at=utcnow() - timedelta(days=30))
    film = movies.movie("Bergwerk")
    audience.review(movies.movie("Salt Year"), ada)
    if sent_to == "changed":
        audience.review(film, ada, body="At first I liked it.")
    sign_in(client, ada)
    fields = {
        "csrf_token": client.visit(f"/movies/{film.slug}/review").token,
        "rating": "4",
        "body": "On reflection, no.",
    }

    with count_queries() as statements:
        answer = client.post(
            f"/movies/{film.slug}/audience-reviews", data=fields, headers=headers
        )

    assert answer.status_code == status
    posted = db.session.query(AudienceReview).filter_by(movie_id=film.id).one()
    assert (posted.rating, posted.standing) == (4, Standing.PUBLISHED)
    assert len(statements) <= budget, "\n".join(statements)
