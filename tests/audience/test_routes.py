"""Posting on a movie's page: in place for htmx, by plain pages for everybody else."""

from io import BytesIO

import pytest

from app.audience import queries
from app.core.db import db
from app.ledger.queries import differences
from tests.factories.accounts import member
from tests.factories.audience import review
from tests.factories.movies import movie
from tests.support.page import Page

HTMX = {"HX-Request": "true"}
GOOD = {"rating": "7", "body": "A cat opens a door."}


@pytest.fixture
def film(app):
    return movie("Salt Year")


@pytest.fixture
def ada(client, sign_in):
    user = member("Ada")
    sign_in(client, user)
    return user


def post(client, fields, path="/movies/salt-year/audience-reviews", **options):
    return client.send(path, fields, page="/movies/salt-year/review", **options)


def test_without_javascript_a_post_leads_to_the_list(film, ada, client):
    answer = post(client, GOOD)

    assert answer.status_code == 303
    assert answer.location == "/movies/salt-year#audience-reviews"
    page = client.visit("/movies/salt-year")
    assert "User Ratings: 1" in page.text
    assert "A cat opens a door." in page.text


def test_with_htmx_the_post_moves_what_it_changed(film, ada, client):
    answer = post(client, GOOD, headers=HTMX)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<html" not in answer.text
    for part in ("#audience-score", "#audience-reviews", "#announcer"):
        assert f'hx-target="{part}"' in answer.text
    assert 'id="your-rating"' in answer.text
    assert "User Ratings: 1" in answer.text
    assert answer.text.count("A cat opens a door.") == 2  # the list and the form


def test_posting_again_edits(film, ada, client):
    post(client, GOOD)

    post(client, {"rating": "2", "body": "On reflection, no."})

    page = client.visit("/movies/salt-year")
    assert "User Ratings: 1" in page.text
    assert "On reflection, no." in page.text
    assert "A cat opens a door." not in page.text


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"body": "No stars."}, "rating"),
        ({"rating": "0", "body": "x"}, "rating"),
        ({"rating": "11", "body": "x"}, "rating"),
        ({"rating": "7.5", "body": "x"}, "rating"),
        ({"rating": "٣", "body": "x"}, "rating"),
        ({"rating": "99999999999999999999", "body": "x"}, "rating"),
        ({"rating": "5", "body": "x" * 10_001}, "body"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_error_stands_beside_its_field_with_the_text_kept(
    film, ada, client, fields, field, headers
):
    answer = post(client, fields, headers=headers)

    page = Page(answer)
    assert answer.status_code == 422
    assert field in page.field_errors
    assert page.values["body"].strip() == fields["body"]
    assert ("<html" in answer.text) is not bool(headers)
    assert "User Ratings: 0" in client.visit("/movies/salt-year").text


def test_ten_thousand_characters_with_line_breaks_are_let_in(film, ada, client):
    text = ("x" * 99 + "\r\n") * 100

    answer = post(client, {"rating": "5", "body": text})

    assert answer.status_code == 303


def test_a_zero_byte_in_a_text_is_left_out(film, ada, client):
    assert post(client, {"rating": "5", "body": "a\x00b"}).status_code == 303

    assert "ab" in client.visit("/movies/salt-year").text


def test_more_than_a_form_may_hold_is_413(film, ada, client):
    answer = post(client, {"rating": "5", "body": "x" * 400_000})

    assert answer.status_code == 413


def test_a_key_said_twice_is_400(film, ada, client):
    answer = post(client, {"rating": ["5", "6"]})

    assert answer.status_code == 400


def test_a_missing_token_is_400_and_the_text_is_kept(film, ada, client):
    answer = client.post("/movies/salt-year/audience-reviews", data=GOOD)

    assert answer.status_code == 400
    assert "A cat opens a door." in answer.text
    assert "load the page again" in answer.text


def test_another_members_token_is_400(film, ada, client, app, sign_in):
    bo = app.test_client()
    sign_in(bo, member("Bo"))
    foreign = bo.visit("/movies/salt-year/review").token

    fields = GOOD | {"csrf_token": foreign}
    answer = client.post("/movies/salt-year/audience-reviews", data=fields)

    assert answer.status_code == 400


def test_a_write_from_another_site_is_refused(film, ada, client):
    answer = post(client, GOOD, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403


def test_an_unknown_movie_is_404(ada, client, film):
    assert post(client, GOOD, "/movies/nope/audience-reviews").status_code == 404


def test_extra_fields_change_nothing(film, ada, client):
    bo = member("Bo")
    extra = {"user_id": str(bo.id), "verified": "y", "standing": "hidden", "id": "1"}

    post(client, GOOD | extra)

    mine = queries.of_member(film.id, ada.id)
    assert mine is not None
    assert not mine.verified
    assert mine.standing == "published"


def test_signed_out_the_text_waits_for_the_sign_in(film, client):
    answer = post(client, GOOD)

    assert answer.status_code == 303
    assert answer.location.startswith("/account/login?next=/movies/salt-year/review")
    page = client.visit("/movies/salt-year/review")
    assert page.values["body"].strip() == GOOD["body"]
    assert page.values["rating"] == "7"


def test_signed_out_htmx_is_led_to_the_sign_in_and_back_to_its_page(film, client):
    here = "http://localhost/movies/salt-year?show=top"
    answer = post(client, GOOD, headers=HTMX | {"HX-Current-URL": here})

    assert answer.status_code == 204
    way = answer.headers["HX-Redirect"]
    assert way == (
        "/account/login?next=/movies/salt-year%3Fshow%3Dtop%23your-rating-heading"
    )


def test_signed_out_an_error_is_told_at_once(film, client):
    assert post(client, {"body": "No stars."}).status_code == 422


def test_withdrawing_asks_once_and_counts_back_down(film, ada, client):
    post(client, GOOD)

    question = client.visit("/movies/salt-year/review/withdrawal")
    assert "Withdraw this review?" in question.headings
    answer = post(client, {}, "/movies/salt-year/review/withdrawal")

    assert answer.status_code == 303
    assert "User Ratings: 0" in client.visit("/movies/salt-year").text
    assert differences() == []


def test_withdrawing_twice_is_no_error(film, ada, client):
    post(client, GOOD)
    path = "/movies/salt-year/review/withdrawal"

    for _ in range(2):
        assert post(client, {}, path).status_code == 303

    assert differences() == []


def test_there_is_no_question_without_a_review(film, ada, client):
    client.visit("/movies/salt-year/review/withdrawal", status=404)


@pytest.mark.point("S13")
@pytest.mark.parametrize("address", ["http://[", "http://a:b/", "//x", "\\\\x", "%00"])
def test_a_strange_page_in_view_leads_to_the_forms_page(film, client, address):
    answer = post(client, GOOD, headers=HTMX | {"HX-Current-URL": address})

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/account/login?next=/")


@pytest.mark.parametrize("field", ["rating", "body", "spoiler", "anything"])
def test_a_file_in_a_form_is_400(film, ada, client, field):
    file = (BytesIO(b"text"), "a.txt")

    assert post(client, GOOD | {field: file}).status_code == 400


def test_after_the_sign_in_the_kept_text_is_told(film, client, app):
    user = member("Ada")
    post(client, GOOD)

    client.sign_in(user)

    page = client.visit("/fragments/movies/salt-year/your-rating")
    assert "Your review is kept" in page.text
    assert page.values["body"].strip() == GOOD["body"]


def test_a_page_that_stood_open_gets_a_token_that_works(film, client):
    old = client.visit("/movies/salt-year/review").token
    client.sign_in(member("Ada"))
    path, fields = "/movies/salt-year/audience-reviews", GOOD | {"csrf_token": old}

    refused = client.post(path, data=fields, headers=HTMX)
    fresh = client.visit("/fragments/token").find("[data-csrf-token]")
    token = fresh.get("data-csrf-token")

    assert refused.status_code == 400
    assert "press the button once more" in refused.text
    answer = client.post(path, data=GOOD, headers=HTMX | {"X-CSRFToken": token})
    assert answer.status_code == 200


def test_a_reader_cannot_withdraw(film, client):
    answer = post(client, {}, "/movies/salt-year/review/withdrawal")

    assert answer.status_code == 303
    assert "/account/login" in answer.location


def test_the_members_place_shows_what_they_posted(film, ada, client):
    review(film, ada, rating=9, body="Nine.", spoiler=True)

    page = client.visit("/fragments/movies/salt-year/your-rating")

    assert page.values["rating"] == "9"
    assert page.values["body"].strip() == "Nine."
    assert "Withdraw review" in page.links
    assert page.response.headers["Cache-Control"] == "no-store"


def test_a_helpful_vote_counts_in_place_and_can_be_taken_back(film, ada, client):
    of_bo = review(film, member("Bo"))
    path = f"/audience-reviews/{of_bo.id}/helpful-vote"

    answer = post(client, {}, path, headers=HTMX)
    assert "1 found this helpful" in answer.text

    answer = post(client, {}, f"{path}/delete", headers=HTMX)
    assert "found this helpful" not in answer.text.partition("<hx-partial")[0]


def test_a_vote_for_ones_own_review_is_403(film, ada, client):
    mine = review(film, ada)

    path = f"/audience-reviews/{mine.id}/helpful-vote"
    asked = client.visit(path)
    answer = post(client, {}, path)

    assert "Your own review" in asked.text
    assert asked.root.cssselect(f'form[action="{path}"]') == []
    assert answer.status_code == 403


@pytest.mark.parametrize("number", ["0", "99", "2147483648", "x", "-1", "1e3"])
def test_a_vote_for_no_review_is_404(film, ada, client, number):
    answer = post(client, {}, f"/audience-reviews/{number}/helpful-vote")

    assert answer.status_code == 404


def test_an_interest_is_kept_and_forgotten(film, ada, client):
    path = "/movies/salt-year/interest"

    answer = post(client, {"kind": "want_to_see"}, path, headers=HTMX)
    assert 'aria-pressed="true"' in answer.text

    answer = post(client, {"kind": ""}, path, headers=HTMX)
    assert 'aria-pressed="true"' not in answer.text


def test_an_interest_that_is_none_is_422(film, ada, client):
    answer = post(client, {"kind": "drop table"}, "/movies/salt-year/interest")

    assert answer.status_code == 422


def test_the_database_holds_one_row(film, ada, client):
    post(client, GOOD)
    post(client, GOOD)
    db.session.rollback()

    assert len(queries.reviews_of(film.id, after=None, limit=9).items) == 1
