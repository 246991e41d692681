"""The viewer's way through a code, the organiser's desk, and the result."""

import csv
import io
from datetime import timedelta

import pytest

from app.core.clock import utcnow
from app.core.db import db
from app.screenings import operations, queries
from app.screenings.models import Screening
from app.screenings.routes.viewers import WRONG_CODES
from tests.factories import accounts, movies, screenings
from tests.factories.screenings import code
from tests.support.page import Page

DESK = "/desk/screenings"
NEW = {
    "movie": "asa",
    "place": "Kino Lantern",
    "held_on": "2199-03-04",
    "closes_on": "2199-03-05",
    "code_count": "3",
}


@pytest.fixture
def film(app):
    return movies.movie("Asa")


@pytest.fixture
def slip(film):
    return code(screenings.screening(film))


@pytest.fixture
def edda(client):
    client.sign_in(accounts.edda())
    return client


def test_a_viewer_scans_rates_and_is_thanked(slip, client):
    page = client.visit(f"/s/{slip}")
    assert "Asa" in page.headings

    answer = client.send(f"/s/{slip}", {"rating": "9"}, page=f"/s/{slip}")

    assert answer.status_code == 303
    thanks = client.visit(answer.location)
    assert "Your 4.5 stars are in. The movie's page counts it already." in thanks.text
    assert "User Ratings: 1" in client.visit("/movies/asa").text


def test_a_code_can_be_typed(slip, client):
    answer = client.send("/s", {"code": slip.upper()}, page="/s")

    assert answer.location.endswith(f"/s/{slip}")
    assert client.send("/s", {"code": "abc"}, page="/s").status_code == 422


def test_a_rating_without_stars_is_422_and_keeps_the_words(slip, client):
    answer = client.send(f"/s/{slip}", {"body": "Lovely."}, page=f"/s/{slip}")

    assert answer.status_code == 422
    assert "Lovely." in answer.text
    for bad in ("0", "11", "x", "10" * 20):
        sent = client.send(f"/s/{slip}", {"rating": bad}, page=f"/s/{slip}")
        assert sent.status_code == 422


def test_too_many_words_are_422(slip, client):
    sent = client.send(
        f"/s/{slip}", {"rating": "9", "body": "x" * 2001}, page=f"/s/{slip}"
    )

    assert sent.status_code == 422


def test_the_second_phone_is_told_kindly(slip, client, app):
    other = app.test_client()
    token = other.visit(f"/s/{slip}").token
    client.send(f"/s/{slip}", {"rating": "9"}, page=f"/s/{slip}")

    answer = other.post(f"/s/{slip}", data={"csrf_token": token, "rating": "1"})

    assert answer.status_code == 409
    assert "This code has been used." in answer.text
    assert client.visit(f"/s/{slip}", status=409)


@pytest.mark.parametrize("text", ["0" * 28, "x", "%00", "x" * 500, "🎬", "a" * 28])
def test_a_code_that_is_none_is_404(app, client, text):
    answer = client.get(f"/s/{text}")

    assert answer.status_code in (400, 404)


def test_guessing_is_slowed_down(slip, client):
    for _ in range(WRONG_CODES):
        assert client.get(f"/s/{'0' * 28}").status_code == 404

    answer = client.get(f"/s/{'0' * 28}")

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert client.visit(f"/s/{slip}")


def test_a_late_code_says_so(film, client):
    late = screenings.screening(film, closes_at=utcnow() - timedelta(hours=1))

    assert "stopped working" in client.visit(f"/s/{code(late)}", status=410).text


def test_an_editor_makes_a_screening_and_prints_its_codes(film, edda):
    answer = edda.send(DESK, NEW, page=DESK)
    assert answer.status_code == 303
    path = answer.location

    table = edda.get(f"{path}/codes.csv")
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [row["number"] for row in rows] == ["1", "2", "3"]
    assert edda.visit(rows[0]["address"].removeprefix("http://localhost"))
    sheet = edda.get(f"{path}/codes.pdf")
    assert sheet.data.startswith(b"%PDF-")
    assert "no-store" in sheet.headers["Cache-Control"]


WRONG = [
    ({"movie": "no-such-film"}, "address of a movie"),
    ({"movie": ""}, "address of a movie"),
    ({"place": ""}, "Say where it is."),
    ({"place": "  "}, "Say where it is."),
    ({"place": "x" * 121}, "At most 120 characters"),
    ({"held_on": "soon"}, "Give the day as in"),
    ({"held_on": "0001-01-01"}, "Give the day as in"),
    ({"closes_on": "2199-03-03"}, "cannot stop working before"),
    ({"closes_on": "9999-12-31"}, "Give the day as in"),
    ({"code_count": "0"}, "Give a number from 1"),
    ({"code_count": "2001"}, "Give a number from 1"),
    ({"code_count": "many"}, "Give a number from 1"),
    ({"code_count": "9" * 30}, "Give a number from 1"),
]


def test_a_screening_that_cannot_be_is_422_and_says_why(film, edda):
    token = edda.visit(DESK).token
    for wrong, said in WRONG:
        answer = edda.post(DESK, data=NEW | wrong | {"csrf_token": token})

        assert answer.status_code == 422, wrong
        errors = Page(answer).field_errors
        assert said in errors[next(iter(wrong))], (wrong, errors)
    assert db.session.query(Screening).count() == 0


def test_a_member_makes_none(film, client):
    client.sign_in(accounts.ada())

    assert client.get(DESK).status_code == 403


def test_codes_of_another_secret_are_not_printed(film, edda):
    other = screenings.screening(film, secret="another secret than the site's own one")

    assert edda.get(f"{DESK}/{other.id}/codes.pdf").status_code == 409


def test_a_sealed_result_shows_nothing_until_it_is_opened(film, edda):
    screening = screenings.screening(film, sealed=True)
    operations.cast(code(screening), 9, "", user_id=None, at=utcnow())
    db.session.commit()
    url = f"/movies/asa/screenings/{screening.id}"
    assert "The count is sealed" in edda.visit(url).text
    assert "sealed" in edda.visit(f"/s/{code(screening)}?thanks=").text
    edda.visit(f"{url}/ballots.csv", status=404)
    path = f"{DESK}/{screening.id}"

    assert edda.send(f"{path}/opening", page=path).status_code == 303

    assert "4.5 of 5 stars" in edda.visit(url).text
    assert edda.send(f"{path}/opening", page=DESK).status_code == 409


def test_anybody_counts_again_from_the_file(film, client):
    screening = screenings.screening(film)
    for number, rating in ((1, 9), (2, 4)):
        operations.cast(code(screening, number), rating, "", user_id=None, at=utcnow())
    db.session.commit()

    answer = client.get(f"/movies/asa/screenings/{screening.id}/ballots.csv")

    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert sorted(row["half_stars"] for row in rows) == ["4", "9"]
    held = queries.code(code(screening))
    assert held.fingerprint in {row["fingerprint"] for row in rows}
    assert code(screening) not in answer.text


def test_a_screening_stands_under_its_own_movie_alone(film, client):
    screening = screenings.screening(film)
    movies.movie("Other")

    client.visit(f"/movies/other/screenings/{screening.id}", status=404)
    assert "Kino Lantern" in client.visit("/movies/asa/screenings").headings
