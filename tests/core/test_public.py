"""Answers for everybody: a version of its own for each form, and 304 to whom has it."""

import pytest

from tests.factories import movies

PAGE = "/movies/the-lamplighter"
SMALL = "/robots.txt"
ENCODINGS = ["br", "gzip", "identity"]


@pytest.fixture
def film(app):
    return movies.movie(slug="the-lamplighter")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("path", [PAGE, SMALL])
def test_who_has_an_answer_is_told_its_own_tag(film, client, path, encoding):
    first = client.get(path, headers={"Accept-Encoding": encoding})
    tag = first.headers["ETag"]

    again = client.get(
        path, headers={"Accept-Encoding": encoding, "If-None-Match": tag}
    )

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_tag_that_a_proxy_weakened_still_counts(film, client, encoding):
    tag = client.get(PAGE, headers={"Accept-Encoding": encoding}).headers["ETag"]

    again = client.get(
        PAGE, headers={"Accept-Encoding": encoding, "If-None-Match": f"W/{tag}"}
    )

    assert again.status_code == 304


def test_a_form_that_the_reader_cannot_read_is_not_what_it_has(film, client):
    packed = client.get(PAGE, headers={"Accept-Encoding": "br"})

    answer = client.get(
        PAGE,
        headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]},
    )

    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"


def test_a_plain_form_will_do_for_everybody(film, client):
    plain = client.get(PAGE, headers={"Accept-Encoding": "identity"})

    answer = client.get(
        PAGE,
        headers={"Accept-Encoding": "br", "If-None-Match": plain.headers["ETag"]},
    )

    assert answer.status_code == 304
    assert answer.headers["ETag"] == plain.headers["ETag"]
