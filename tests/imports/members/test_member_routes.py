"""The way files come in: how large, how often, from whom, and what they begin with."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs import run_waiting
from app.imports import storage
from app.imports.models.member_imports import ImportState, MemberImport
from tests.support import brought
from tests.support.page import Page

HTMX = {"HX-Request": "true"}
SALT = {"Date": "2024-05-31", "Name": "Salt Year", "Year": "2012", "Rating": "4"}
GOOD = brought.letterboxd(ratings=[SALT])


def send(client, content, name="export.zip", **fields):
    return client.send(
        "/account/import",
        fields | {"file": (BytesIO(content), name)},
        page="/account/import",
    )


def send_raw(client, content):
    """Send a large file; the client's own way keeps it in a file it never closes."""
    token = client.visit("/account/import").token
    head = (
        f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="r.csv"\r\n\r\n'
    )
    return client.post(
        "/account/import",
        data=head.encode() + content + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )


def stored():
    return sorted(path.name for path in storage.folder().iterdir())


def test_an_upload_lies_under_a_name_of_our_own_until_it_is_read(app, ada, client):
    answer = send(client, GOOD, "../../etc/passwd.zip")

    assert answer.status_code == 303
    row = db.session.scalar(select(MemberImport))
    assert stored() == [row.stored_file]
    assert len(row.stored_file) == 32
    assert "/" not in row.stored_file
    run_waiting(app)
    assert stored() == []


@pytest.mark.parametrize(
    "content",
    [b"", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", b"MZ\x90", b"\x1f\x8b\x08", b"<svg>"],
)
def test_what_is_no_list_is_refused_at_the_field(app, ada, client, content):
    answer = send(client, content, "ratings.csv")

    assert answer.status_code == 422
    assert Page(answer).field_errors["file"]
    assert stored() == []


def test_a_form_without_a_file_says_so(app, ada, client):
    answer = client.send("/account/import", {}, page="/account/import")

    assert answer.status_code == 422
    assert "Choose a file" in Page(answer).field_errors["file"]


def test_a_file_that_is_too_large_is_refused_in_words(app, ada, client):
    answer = send_raw(client, b"x" * (21 * 1024 * 1024))

    assert answer.status_code == 413
    assert "20 MB" in answer.text
    assert stored() == []


def test_a_large_file_has_room_where_files_are_taken(app, ada, client):
    content = brought.listed("ratings.csv", SALT).encode()
    content += b"2024-01-01,Dust,1999,,4\n" * 100_000

    assert send_raw(client, content).status_code == 303


def test_other_forms_take_no_files_and_stay_small(app, ada, client):
    for path in ("/account/export", "/account/import/1/commit", "/account/logout"):
        with_file = client.post(path, data={"file": (BytesIO(b"x"), "x.csv")})
        too_large = client.post(path, data={"kind": "x" * 300_000})

        assert with_file.status_code == 400
        assert "takes files" in with_file.text
        assert too_large.status_code == 413


def test_two_files_in_one_form_are_refused(app, ada, client):
    answer = client.send(
        "/account/import",
        {"file": [(BytesIO(GOOD), "a.zip"), (BytesIO(GOOD), "b.zip")]},
        page="/account/import",
    )

    assert answer.status_code == 400
    assert stored() == []


def test_a_strangers_file_is_not_even_read(app, client):
    token = client.visit("/account/login").token
    data = {"csrf_token": token, "file": (BytesIO(GOOD), "export.zip")}

    answer = client.post("/account/import", data=data)

    assert answer.status_code == 401
    assert "Sign in first" in answer.text
    assert stored() == []


def test_one_file_at_a_time(app, ada, client):
    send(client, GOOD)

    answer = send(client, GOOD)

    assert answer.status_code == 409
    assert "still being worked on" in answer.text
    assert len(stored()) == 1
    assert "still being worked on" in client.visit("/account/import").text


def test_so_many_files_a_day_and_then_wait(app, ada, client):
    now = utcnow()
    for number in range(20):
        db.session.add(
            MemberImport(
                user_id=ada.id,
                state=ImportState.DISCARDED,
                file_name="x.csv",
                byte_count=1,
                remarks=[],
                uploaded_at=now - timedelta(hours=20, minutes=number),
                beat_at=now,
            )
        )
    db.session.commit()

    answer = send(client, GOOD)

    assert answer.status_code == 429
    assert 3 * 3600 < int(answer.headers["Retry-After"]) <= 4 * 3600
    assert stored() == []


def test_while_it_works_the_page_asks_again_by_itself(app, ada, client):
    path = send(client, GOOD).location

    page = client.visit(path)
    bar = page.find("#import-progress")
    assert bar.get("data-hx-get") == path
    assert page.links["Look again"] == path
    fragment = client.get(path, headers=HTMX)
    assert "<html" not in fragment.text
    assert 'id="import-progress"' in fragment.text
    run_waiting(app)
    done = client.get(path, headers=HTMX)
    assert (done.status_code, done.headers["HX-Redirect"]) == (204, path)


def test_a_preview_can_be_thrown_away_once(app, ada, client):
    path = send(client, GOOD).location
    run_waiting(app)

    gone = client.send(f"{path}/discard", page="/account/import")
    again = client.send(f"{path}/discard", page="/account/import")

    assert gone.status_code == 303
    assert again.status_code == 404
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("verb", ["undo", "discard"])
def test_a_step_at_the_wrong_time_is_a_conflict(app, ada, client, verb):
    path = send(client, GOOD).location

    assert client.send(f"{path}/{verb}", page="/account/import").status_code == 409


def test_a_commit_asked_twice_is_told_so(app, ada, client):
    path = send(client, GOOD).location
    run_waiting(app)
    first = client.send(f"{path}/commit", {"keep": "newer"}, page="/account/import")

    second = client.send(f"{path}/commit", {"keep": "mine"}, page="/account/import")

    assert (first.status_code, second.status_code) == (303, 409)


def test_a_commit_needs_a_known_choice(app, ada, client):
    path = send(client, GOOD).location
    run_waiting(app)

    answer = client.send(f"{path}/commit", {"keep": "both"}, page="/account/import")

    assert answer.status_code == 422


def test_a_long_preview_is_shown_in_parts(app, ada, client):
    rows = [SALT | {"Name": f"Film {number:03}"} for number in range(120)]
    path = send(client, brought.letterboxd(ratings=rows)).location
    run_waiting(app)

    shown = []
    address = path
    while address:
        page = client.visit(address)
        shown += page.all(".brought__title")
        address = page.links.get("More")

    assert len(shown) == len(set(shown)) == 120


@pytest.mark.parametrize("query", ["show=x", "after=x", "after=9999999999", "show=%00"])
def test_strange_addresses_show_the_first_page(app, ada, client, query):
    path = send(client, GOOD).location
    run_waiting(app)

    assert client.get(f"{path}?{query}").status_code == 200


def test_a_preview_asks_the_database_little(app, ada, client, count_queries):
    rows = [SALT | {"Name": f"Film {number:03}"} for number in range(120)]
    path = send(client, brought.letterboxd(ratings=rows)).location
    run_waiting(app)

    with count_queries() as statements:
        client.visit(path)

    assert len(statements) <= 12, statements
