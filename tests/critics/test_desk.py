"""The desk: an editor keeps a movie's critic reviews with plain forms."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app.core.db import db
from app.critics import editions, operations
from app.critics.models import Critic, CriticReview, Publication
from app.ledger.queries import differences
from app.scores import queries as score_queries
from tests.factories import accounts, critics, movies
from tests.support.page import Page

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LIST = "/desk/movies/the-lamplighter/critic-reviews"


@pytest.fixture
def film(app):
    return movies.movie("The Lamplighter")


@pytest.fixture
def review(film):
    return critics.review(
        film,
        critic_id=critics.critic("Cleo Marsh").id,
        publication_id=critics.publication("The Evening Reel").id,
    )


@pytest.fixture
def edda(client):
    """Return an editor at the desk."""
    client.sign_in(accounts.edda())
    return client


def tally(film):
    return score_queries.critic_tally(score_queries.tally_row(film.id))


def standing(review):
    db.session.expire_all()
    return db.session.scalar(
        select(CriticReview.standing).where(CriticReview.id == review.id)
    )


def act(client, review, verb, fields=None, status=303):
    path = f"/desk/critic-reviews/{review.id}"
    answer = client.send(path + verb, fields, page=path)
    assert answer.status_code == status, answer.text
    return answer


def parsed(answer):
    """Return an answer as a page."""
    return Page(answer)


def test_the_desk_leads_to_the_critic_reviews_of_a_film(review, edda):
    rooms = edda.visit("/desk")
    found = edda.visit(rooms.links["Critic reviews"] + "?title=lamp")
    listed = edda.visit(found.links["The Lamplighter"])
    page = edda.visit(listed.links[f"Change #{review.id}"])

    assert "Cleo Marsh, The Evening Reel" in page.text
    assert "Counted" in page.text


def test_a_title_that_is_nowhere_is_told(review, edda):
    for title in ("nowhere", "100%", "%00", "_"):
        page = edda.visit(f"/desk/critic-reviews?title={title}")

        assert "No film is called that." in page.text or title == "%00"


def test_the_list_filters_by_standing_and_goes_on(film, edda):
    rows = critics.reviews(film, 40)
    operations.withdraw(rows[0], at=NOW)
    db.session.commit()

    page = edda.visit(LIST)
    withdrawn = edda.visit(page.links["Withdrawn (1)"])
    rest = edda.visit(page.links["More reviews"])

    assert len(page.all("tbody tr")) == 30
    assert len(withdrawn.all("tbody tr")) == 1
    assert len(rest.all("tbody tr")) == 10


def test_a_new_review_is_entered_with_names_that_are_new(film, edda):
    fields = {
        "critic": "Nils  Öberg",
        "publication": "The Harbour Post",
        "quote": "Light, and plenty of it.",
        "url": "https://harbour.example/lamplighter",
        "original_grade": "3/4",
        "reviewed_on": "2012-08-03",
        "top_critic": "y",
        "verdict": "",
    }

    answer = edda.send(LIST, fields, page=f"{LIST}/new")

    assert answer.status_code == 303
    row = db.session.scalars(select(CriticReview)).one()
    assert (row.critic.name, row.critic.slug) == ("Nils Öberg", "nils-oberg")
    assert row.publication.name == "The Harbour Post"
    assert (tally(film).fresh, tally(film).top_fresh) == (1, 1)
    assert differences(at=NOW) == []


def test_a_review_without_a_day_comes_as_browsers_send_it(film, edda):
    blank = edda.visit(f"{LIST}/new").values

    answer = edda.send(
        LIST, blank | {"quote": "It glows.", "verdict": ""}, page=f"{LIST}/new"
    )

    assert answer.status_code == 303, (blank, Page(answer).field_errors)
    assert db.session.scalar(select(CriticReview.reviewed_on)) is None


def test_a_known_name_is_found_however_it_is_spelt_and_a_namesake_gets_a_number(film):
    cleo = critics.critic("Cleo Marsh")

    assert editions.named(Critic, "CLEO marsh") == cleo.id
    other = editions.named(Critic, "Cleo-Marsh")
    assert other != cleo.id
    assert db.session.get(Critic, other).slug == "cleo-marsh-2"
    assert editions.named(Publication, "") is None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("url", "javascript:alert(1)", "a whole address"),
        ("url", "https://[", "a whole address"),
        ("reviewed_on", "2012-02-31", "Give the day"),
        ("reviewed_on", "0001-01-01", "Give the day"),
        ("original_grade", "x" * 41, "At most 40 characters"),
        ("critic", "x" * 201, "At most 200 characters"),
        ("quote", "x" * 5001, "At most 5,000 characters"),
        ("verdict", "maybe", "Choose Fresh or Rotten"),
    ],
)
def test_a_new_review_with_an_error_keeps_what_was_typed(
    film, edda, field, value, words
):
    fields = {"critic": "Nils Oberg", "verdict": "fresh"} | {field: value}

    answer = edda.send(LIST, fields, page=f"{LIST}/new")

    page = parsed(answer)
    assert answer.status_code == 422
    assert words in page.field_errors[field]
    assert page.values["critic"] == fields["critic"]
    assert db.session.scalar(select(CriticReview.id)) is None


def test_an_edit_changes_the_words_and_the_tally(film, review, edda):
    path = f"/desk/critic-reviews/{review.id}"
    kept = edda.visit(path).values
    assert kept["original_grade"] == "B"

    act(
        edda,
        review,
        "",
        {
            "critic": "Cleo Marsh",
            "publication": "",
            "quote": "Better than I said.",
            "original_grade": "4/4",
            "reviewed_on": "2013-02-03",
        },
    )

    db.session.expire_all()
    assert (review.quote, review.publication_id) == ("Better than I said.", None)
    assert (review.reviewed_on, tally(film).grade_sum) == (date(2013, 2, 3), 10_000)
    assert differences(at=NOW) == []


def test_a_verdict_is_decided(film, edda):
    unsure = critics.review(film, verdict=None, original_grade="2.5/4")

    act(edda, unsure, "/verdict", {"verdict": "rotten"})

    assert (standing(unsure), tally(film).rotten) == ("counted", 1)


@pytest.mark.parametrize("verdict", ["", "maybe"])
def test_no_verdict_or_a_strange_one_is_refused(review, edda, verdict):
    answer = act(edda, review, "/verdict", {"verdict": verdict}, status=422)

    assert "Choose Fresh or Rotten." in answer.text


def test_an_embargo_is_set_and_taken_off(film, review, edda):
    act(edda, review, "/embargo", {"until": "2999-01-01T18:00"})
    assert (standing(review), tally(film).total) == ("embargoed", 0)
    page = edda.visit(f"/desk/critic-reviews/{review.id}")
    assert page.values["until"] == "2999-01-01T18:00"

    act(edda, review, "/embargo", {"until": ""})

    assert (standing(review), tally(film).total) == ("counted", 1)


def test_a_moment_that_is_none_is_refused_and_kept(review, edda):
    answer = act(edda, review, "/embargo", {"until": "tomorrow"}, status=422)

    assert "Give day and time" in parsed(answer).field_errors["until"]
    assert parsed(answer).values["until"] == "tomorrow"


def test_a_review_is_withdrawn_and_restored(film, review, edda):
    act(edda, review, "/withdrawal")
    assert (standing(review), tally(film).total) == ("withdrawn", 0)
    assert act(edda, review, "/withdrawal", status=409)

    act(edda, review, "/withdrawal/delete")

    assert (standing(review), tally(film).total) == ("counted", 1)


def test_a_duplicate_is_marked_by_the_number_of_its_original(film, review, edda):
    copy = critics.review(film)

    act(edda, copy, "/original", {"original": f"#{review.id}"})
    assert (standing(copy), tally(film).total) == ("duplicate", 1)

    act(edda, copy, "/original", {"original": ""})
    assert (standing(copy), tally(film).total) == ("counted", 2)


@pytest.mark.parametrize(
    ("original", "words"),
    [
        ("one", "Give the number"),
        ("9" * 30, "Give the number"),
        ("999999", "another review of the same film"),
    ],
)
def test_an_original_that_is_none_is_refused_and_kept(review, edda, original, words):
    answer = act(edda, review, "/original", {"original": original}, status=422)

    assert words in parsed(answer).field_errors["original"]
    assert parsed(answer).values["original"] == original
    assert standing(review) == "counted"


def test_an_interest_is_disclosed(film, review, edda):
    act(edda, review, "/interest", {"interest": "She wrote the songs."})

    assert (standing(review), tally(film).total) == ("disclosed_interest", 0)
    assert "She wrote the songs." in edda.get("/movies/the-lamplighter/score").text


def test_an_outlet_loses_its_approval_and_gets_it_back(film, review, edda):
    outlet = f"/desk/publications/{review.publication_id}/approval"

    edda.send(f"{outlet}/delete", page=f"/desk/critic-reviews/{review.id}")
    assert (standing(review), tally(film).total) == ("outlet_not_approved", 0)
    page = edda.visit("/desk/critic-reviews")
    assert "Approve The Evening Reel" in page.text

    edda.send(outlet, page="/desk/critic-reviews")
    assert (standing(review), tally(film).total) == ("counted", 1)


def test_a_review_is_removed_for_good(film, review, edda):
    path = f"/desk/critic-reviews/{review.id}"

    answer = act(edda, review, "/delete")

    assert answer.headers["Location"].endswith(LIST)
    assert tally(film).total == 0
    edda.visit(path, status=404)


def test_members_and_critics_have_no_desk(review, client):
    client.sign_in(accounts.cleo())

    for path in (
        "/desk",
        "/desk/critic-reviews",
        LIST,
        f"/desk/critic-reviews/{review.id}",
    ):
        client.visit(path, status=403)


def test_unknown_reviews_and_films_are_not_found(review, edda):
    for path in (
        "/desk/movies/nope/critic-reviews",
        "/desk/movies/nope/critic-reviews/new",
        "/desk/critic-reviews/999",
    ):
        edda.visit(path, status=404)
    here = f"/desk/critic-reviews/{review.id}"
    for path in ("/desk/critic-reviews/999/delete", "/desk/publications/999/approval"):
        assert edda.send(path, page=here).status_code == 404
