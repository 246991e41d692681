"""How a score is made, as a page: sums, past, rules, and reviews with reasons."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from app.core.clock import today, utcnow
from app.core.db import db
from app.critics import operations as critic_operations
from app.ledger.queries import Show
from app.ledger.rules.book import recount
from app.ledger.rules.reading import read
from app.scores.rules import Verdict
from tests.factories import accounts, audience, critics, movies

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SCORE = "/movies/the-lamplighter/score"
FRAGMENT = f"/fragments{SCORE}/reviews"


@pytest.fixture
def film(app):
    return movies.movie("The Lamplighter")


@pytest.fixture
def uncounted(film):
    """Add one review for each reason not to count."""
    gazette = critics.publication("The Rag", approved=False)
    cleo = critics.critic("Cleo Marsh")
    original = critics.review(film)
    rows = critics.reviews(film, 4, critic_id=cleo.id, original_grade="C-")
    critics.review(film, publication_id=gazette.id)
    critics.review(film, verdict=None)
    critic_operations.withdraw(rows[0], at=NOW)
    critic_operations.mark_duplicate(rows[1], original.id, at=NOW)
    critic_operations.disclose_interest(rows[2], "Her brother played in it.", at=NOW)
    critic_operations.embargo(rows[3], utcnow() + timedelta(days=9), at=NOW)
    db.session.commit()
    return rows


def on_days(film, *kinds):
    """Add reviews of these verdicts, one a day from the first of August 2012."""
    return [
        critics.review(film, verdict=kind, reviewed_on=date(2012, 8, 1 + place))
        for place, kind in enumerate(kinds)
    ]


def test_the_sum_is_shown_with_its_arithmetic(film, client):
    critics.reviews(film, 6, top_critic=True)
    critics.reviews(film, 2, verdict=Verdict.ROTTEN)
    audience.review(film, accounts.ada(), rating=9)

    page = client.visit(SCORE)

    assert "6 Fresh of 8 = 75%" in page.text
    assert "6 × 100 = 600 is not less than 60 × 8 = 480" in page.text
    assert "settle between 46 and 91%, nine times in ten" in page.text
    assert "6 Fresh of 6 = 100%" in page.text
    assert "they add up to 600.00; divided by 8 and by ten, that makes 7.5" in page.text
    assert "1 of 1 positive" in page.text
    assert "All ratings add up to 4½ stars" in page.text
    hover = page.root.cssselect("#critic-sum ~ .prose .sum [title]")[0].get("title")
    assert hover.endswith("settle between 46 and 91%, nine times in ten.")


def test_without_any_review_the_page_says_so(film, client):
    page = client.visit(SCORE)

    assert page.all("#history svg, #history table") == []
    assert "There is nothing to tell yet." in page.text
    assert "No reviews yet." in page.text
    assert "No ratings yet" in page.text


def test_every_reason_stands_beside_its_review(uncounted, client):
    page = client.visit(f"{SCORE}?show=not-counted")

    words = page.all("#ledger-rows tr")
    assert len(words) == 6
    for reason in (
        "Withdrawn Its critic or its publication has taken it back.",
        "Duplicate It is the same review as another one in this list.",
        "“Her brother played in it.”",
        "Outlet not approved This site has not approved its publication.",
        "Unsure Its grade does not tell the verdict",
        "Embargoed It may not be read before its embargo ends. That is on",
    ):
        assert any(reason in line for line in words), reason


def test_nothing_of_a_review_under_embargo_is_told_anywhere(film, client):
    review = critics.review(
        film,
        critic_id=critics.critic("Cleo Marsh").id,
        original_grade="C-",
        url="https://reel.example/secret",
    )
    critic_operations.embargo(review, utcnow() + timedelta(days=9), at=utcnow())
    db.session.commit()

    for path in (
        SCORE,
        FRAGMENT,
        f"{SCORE}.csv",
        f"{SCORE}.json",
        "/movies/the-lamplighter",
    ):
        text = client.get(path).text
        for secret in ("Cleo", "C-<", "C-,", '"C-"', "secret", "Worth an evening"):
            assert secret not in text, (path, secret)


def test_the_filters_count_and_lead_to_addresses(uncounted, client):
    page = client.visit(SCORE)

    names = page.all("nav[aria-label='Filter the ledger'] a")
    assert names == [
        "All (7)",
        "Counted (1)",
        "Fresh (1)",
        "Not counted (6)",
        "Embargoed (1)",
        "Withdrawn (1)",
        "Duplicate (1)",
        "Disclosed interest (1)",
        "Outlet not approved (1)",
        "Unsure (1)",
    ]
    for name in names:
        found = client.visit(page.links[name])
        assert f"({len(found.all('#ledger-rows tr'))})" in name
        assert found.all("nav [aria-current]") == ["Movies", name]


@pytest.mark.parametrize("show", list(Show))
@pytest.mark.parametrize("day", ["", "&on=2000-01-01"])
def test_a_filter_under_which_nothing_stands_is_there(film, client, show, day):
    page = client.visit(f"{SCORE}?show={show}{day}")
    part = client.visit(f"{FRAGMENT}?show={show}{day}")

    (chosen,) = page.all("nav[aria-label='Filter the ledger'] [aria-current]")
    assert chosen.endswith("(0)")
    assert part.all("nav [aria-current]") == [chosen]


@pytest.mark.parametrize(("show", "number"), [("fresh", 3), ("rotten", 2), ("top", 2)])
def test_counted_reviews_filter_by_verdict_and_top_critics(film, client, show, number):
    critics.reviews(film, 2, top_critic=True)
    critics.review(film)
    critics.reviews(film, 2, verdict=Verdict.ROTTEN)
    critics.review(film, verdict=None, top_critic=True)

    page = client.visit(f"{SCORE}?show={show}")

    assert len(page.all("#ledger-rows tr")) == number


def test_the_list_goes_on_where_it_stopped(film, client):
    critics.reviews(film, 120)
    seen = []
    page = client.visit(SCORE)
    while True:
        seen += [row.get("id") for row in page.root.cssselect("#ledger-rows tr")]
        if "More reviews" not in page.links:
            break
        page = client.visit(page.links["More reviews"].partition("#")[0])

    assert len(seen) == len(set(seen)) == 120


def test_a_fragment_is_the_list_alone_and_then_its_next_lines(film, client):
    critics.reviews(film, 60)

    first = client.visit(f"{FRAGMENT}?show=fresh")
    after = first.find("#more-ledger-reviews a").get("data-hx-get")
    rest = client.get(after)

    assert len(first.all("#ledger-rows tr")) == 50
    assert first.all("h1") == []
    assert rest.text.count("<tr ") == 10
    assert "<h2" not in rest.text
    assert 'hx-target="#ledger-rows"' in rest.text


def test_the_history_is_drawn_with_its_moments_and_as_a_table(film, client):
    kinds = [Verdict.FRESH] * 4 + [Verdict.ROTTEN] * 3 + [Verdict.FRESH]
    reviews = on_days(film, *kinds)

    page = client.visit(SCORE)

    assert page.find("svg.chart title").text == "The Critic Score through time"
    assert page.all("#history .moments__what") == [
        "The score appeared",
        "It became Rotten",
        "It became Fresh",
    ]
    assert len(page.all("#history tbody tr")) == 8
    cause = page.find("#history .moments li:nth-child(2) a").get("href")
    address, _, anchor = cause.partition("#")
    assert anchor == f"critic-review-{reviews[6].id}"
    first = client.visit(address).root.cssselect("#ledger-rows tr")[0]
    assert first.get("id") == anchor


def test_the_score_as_of_a_day_counts_what_was_published_by_then(film, client):
    on_days(film, *[Verdict.FRESH] * 5, Verdict.ROTTEN)
    critics.review(film, reviewed_on=None, listed_on=date(1, 1, 1))
    early = datetime(2012, 8, 5, 23, 59, tzinfo=UTC)
    audience.review(film, accounts.ada(), rating=9, at=early)
    audience.review(film, accounts.bo(), rating=2, at=early + timedelta(minutes=1))

    page = client.visit(f"{SCORE}?on=2012-08-05")

    assert "5 Fresh of 5 = 100%" in page.text
    assert "1 of 1 positive" in page.text
    assert "at the end of Aug 5, 2012" in page.text
    assert len(page.all("#ledger-rows tr")) == 5
    assert page.values["on"] == "2012-08-05"
    assert "1 review carries no date that is known." in page.text
    now = client.visit(SCORE)
    assert "6 Fresh of 7 = 86%" in now.text


def test_a_day_before_the_first_review_is_told(film, client):
    on_days(film, *[Verdict.FRESH] * 5)

    page = client.visit(f"{SCORE}?on=1999-12-31")

    assert "No review that counts is of that day or before." in page.text
    assert "Nobody had rated it by then." in page.text


@pytest.mark.parametrize(
    "day", ["2012-13-40", "yesterday", "0000-00-00", "%00", "9" * 400, "2012-8-1", "🎬"]
)
def test_a_day_that_is_none_is_told_and_the_present_shown(film, client, day):
    critics.reviews(film, 5)

    page = client.visit(f"{SCORE}?on={day}")

    assert (
        "is no day. Write it like 2012-08-15."
        in page.find("[role=alert]").text_content()
    )
    assert "5 Fresh of 5 = 100%" in page.text
    assert client.get(f"{FRAGMENT}?on={day}").status_code == 200


def test_a_day_to_come_is_told_and_forgotten_when_it_has_come(
    film, client, monkeypatch
):
    critics.reviews(film, 5)
    tomorrow = today() + timedelta(days=1)
    path = f"{SCORE}?on={tomorrow}"
    first = client.get(path)
    assert "That day is still to come." in first.text

    monkeypatch.setattr("app.ledger.routes.today", lambda: tomorrow)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 200
    assert "That day is still to come." not in again.text


def test_a_change_of_standing_is_a_new_version_of_the_page(film, client):
    (review, *_) = critics.reviews(film, 6)
    for path in (SCORE, FRAGMENT, f"{SCORE}.csv", f"{SCORE}.json"):
        tag = {"If-None-Match": client.get(path).headers["ETag"]}
        assert client.get(path, headers=tag).status_code == 304

        critic_operations.disclose_interest(review, f"She said {path}.", at=NOW)
        db.session.commit()

        assert client.get(path, headers=tag).status_code == 200


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_the_file_gives_the_same_figures(uncounted, film, client, ending):
    critics.reviews(film, 5, verdict=Verdict.ROTTEN, top_critic=True)
    audience.review(film, accounts.ada(), rating=9)
    audience.review(film, accounts.bo(), rating=3)

    answer = client.get(f"{SCORE}.{ending}")

    book = read(answer.data)
    assert all(check.agrees for check in recount(book))
    assert book.claims["critic.approval"] == 17
    assert (len(book.reviews), len(book.ratings)) == (12, 2)
    assert f"the-lamplighter-score.{ending}" in answer.headers["Content-Disposition"]


def test_the_files_name_no_member(film, client):
    audience.review(film, accounts.ada(), rating=9)

    document = json.loads(client.get(f"{SCORE}.json").text)

    assert list(document["ratings"][0]) == ["half_steps", "date", "verified"]
    assert "Ada" not in client.get(f"{SCORE}.csv").text


def test_a_film_with_many_reviews_costs_no_more_statements(film, client, count_queries):
    critics.reviews(film, 30)
    with count_queries() as few:
        client.visit(SCORE)
    rows = [
        {"reviewed_on": date(2000, 1, 1) + timedelta(days=place)}
        for place in range(300)
    ]
    for row in rows[:-1:30]:
        critics.reviews(film, 30, **row)

    with count_queries() as many:
        page = client.visit(SCORE)

    assert len(few) == len(many) <= 10
    assert len(page.all("#ledger-rows tr")) == 50


def test_a_long_history_is_thinned_and_says_so(film, client):
    critics.reviews(film, 3)
    db.session.execute(
        db.insert(critics.CriticReview),
        [
            {
                "movie_id": film.id,
                "verdict": "fresh",
                "standing": "counted",
                "reviewed_on": date(2013, 1, 1) + timedelta(days=place),
                "listed_on": date(2013, 1, 1) + timedelta(days=place),
            }
            for place in range(400)
        ],
    )
    db.session.commit()

    page = client.visit(SCORE)

    assert 100 < len(page.all("#history tbody tr")) <= 160
    assert "of the 401 days with reviews" in page.text


def test_a_seal_is_won_and_lost_and_logged(film, client):
    critics.reviews(film, 12, top_critic=True)
    critics.reviews(film, 8, verdict=Verdict.ROTTEN)

    page = client.visit(SCORE)

    assert "the seal was gained, with 12 Fresh of 12, 12 by top critics" in page.text
    assert "the seal was lost, with 12 Fresh of 20" in page.text


def test_every_version_of_the_policy_stands_on_the_page(film, client):
    page = client.visit(SCORE)

    assert page.all("[aria-labelledby=policies-table] tbody th") == ["1"]


def test_an_unknown_movie_has_no_score_page(app, client):
    for path in ("score", "score.csv", "score.json"):
        client.visit(f"/movies/nope/{path}", status=404)
