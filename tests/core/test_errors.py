"""Every error in the site's own look, as a page and as a fragment to htmx."""

import errno
import os
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import OperationalError, PendingRollbackError
from werkzeug.exceptions import InternalServerError

from app.core import errors
from app.core.errors import TITLES
from tests.support.page import Page


def answer_in(app, make, **request):
    """Make an answer within a request, as the tests read answers."""
    with app.test_request_context("/", **request):
        answer = make()
        return SimpleNamespace(
            status_code=answer.status_code,
            headers=answer.headers,
            text=answer.get_data(as_text=True),
        )


@pytest.mark.parametrize("code", TITLES)
def test_an_error_is_a_page_with_advice(app, code):
    answer = answer_in(app, lambda: errors.page(code, kept="What I typed."))

    page = Page(answer)
    assert answer.status_code == code
    assert answer.headers["Cache-Control"] == "no-store"
    assert TITLES[code] in page.headings
    assert errors.ADVICE[code] in page.text
    assert "What I typed." in page.text


@pytest.mark.parametrize("code", TITLES)
def test_to_htmx_an_error_is_a_fragment(app, code):
    htmx = {"HX-Request": "true"}
    answer = answer_in(app, lambda: errors.page(code), headers=htmx)

    assert answer.status_code == code
    assert "<html" not in answer.text
    assert "data-notice" in answer.text
    assert TITLES[code] in answer.text


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/nowhere", 404),
        ("DELETE", "/movies", 405),
        ("GET", "/movies/%ff", 404),
        ("GET", "/static/none.css", 404),
    ],
)
def test_the_router_answers_in_our_look(client, method, path, code):
    answer = client.open(path, method=method)

    assert answer.status_code == code
    assert TITLES[code] in Page(answer).headings


def test_too_many_tries_are_told_how_long_to_wait(app):
    with app.test_request_context("/"):
        answer = errors.on_domain_error(errors.TooMany("Slowly.", seconds=42))

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "42"


@pytest.mark.point("S30")
def test_a_fault_of_ours_is_a_500_without_its_insides(app):
    fault = InternalServerError(original_exception=ZeroDivisionError("the secret"))

    answer = answer_in(app, lambda: errors.on_server_error(fault))

    assert answer.status_code == 500
    assert "the secret" not in answer.text


def test_what_fails_because_the_database_has_gone_is_503(app):
    try:
        try:
            raise OperationalError("INSERT …", None, ConnectionError("it is gone"))
        except OperationalError:
            raise PendingRollbackError("it cannot be undone")  # noqa: B904  as libraries do
    except PendingRollbackError as error:
        fault = InternalServerError(original_exception=error)

    answer = answer_in(app, lambda: errors.on_server_error(fault))

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_what_fails_because_a_disk_takes_nothing_is_503(app, number):
    fault = OSError(number, os.strerror(number), "/srv/media/lamp.webp")

    answer = answer_in(app, lambda: errors.on_os_error(fault))

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "/srv/media" not in answer.text


def test_what_fails_for_another_reason_of_the_system_stays_a_fault(app):
    fault = OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    with pytest.raises(OSError, match=os.strerror(errno.EINVAL)):
        answer_in(app, lambda: errors.on_os_error(fault))


@pytest.mark.parametrize("path", ["/", "/movies", "/nowhere", "/api/v1/movies"])
def test_a_foreign_host_is_refused_in_plain_words(app, client, monkeypatch, path):
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["films.example.org"])

    answer = client.get(path, base_url="http://elsewhere.example")

    assert answer.status_code == 400
    assert answer.text == "This site does not go by that name."
    assert "Security-Policy" in str(answer.headers)
    named = client.get(path, base_url="http://films.example.org")
    assert named.status_code in {200, 404}
