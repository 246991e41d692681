"""What goes out of the page cache: one page, however it is asked for."""

import gzip

import brotli
import pytest
from sqlalchemy import update

from app.core.db import db
from app.core.page_cache import asking
from app.movies import operations
from app.movies.models import Movie
from tests.factories import accounts

PAGE = "/movies/the-lamplighter"
DECODED = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


@pytest.fixture
def reader(site, film):
    """Return a reader of the site, who finds the movie there."""
    return site.test_client()


def retitle(site, film, title):
    """Change a movie as an editor's form would."""
    with site.app_context():
        db.session.execute(update(Movie).where(Movie.id == film).values(title=title))
        operations.touch(film)
        db.session.commit()


def headers_of(answer):
    """Return the headers of an answer but for its own id."""
    return sorted(pair for pair in answer.headers if pair[0] != "X-Request-ID")


def test_a_page_is_made_once(reader, cache):
    pages = [reader.get(PAGE) for _ in range(3)]

    assert {page.data for page in pages} == {pages[0].data}
    assert {page.status_code for page in pages} == {200}
    assert cache.made == 1


def test_a_page_from_the_cache_has_every_header_of_one_that_was_made(
    reader, start, film
):
    plain = start(page_cache=0).test_client()

    for path in (PAGE, f"/embed{PAGE}/score", "/robots.txt", f"/api/v1{PAGE}"):
        for encoding in ("br", "gzip", "identity"):
            asked = {"Accept-Encoding": encoding}
            reader.get(path, headers=asked)
            made, kept = (each.get(path, headers=asked) for each in (plain, reader))

            assert kept.data == made.data
            assert headers_of(kept) == headers_of(made)


def test_the_next_answer_after_a_change_shows_it(reader, site, film, cache):
    before = reader.get(PAGE)

    retitle(site, film, "The Night Lamp")
    after = reader.get(PAGE)

    assert b"The Night Lamp" in after.data
    assert after.headers["ETag"] != before.headers["ETag"]
    assert reader.get(PAGE).data == after.data
    assert cache.made == 2


def test_a_change_to_another_movie_makes_no_page_anew(reader, site, film, cache):
    with site.app_context():
        other = Movie(slug="other", title="Other", title_sort="other")
        db.session.add(other)
        db.session.commit()
        reader.get(PAGE)

        operations.touch(other.id)
        db.session.commit()

    reader.get(PAGE)
    assert cache.made == 1


def test_each_form_says_what_it_is(reader):
    reader.get(PAGE)
    for encoding in ("br", "gzip", "", "identity"):
        answer = reader.get(PAGE, headers={"Accept-Encoding": encoding})

        packed = answer.headers.get("Content-Encoding", "")
        assert packed == (encoding if encoding != "identity" else "")
        assert b"</html>" in DECODED[packed](answer.data)
        assert answer.headers["Content-Length"] == str(len(answer.data))
        assert answer.headers["Vary"] == "Accept-Encoding"


LIKED = {
    "gzip, deflate, br, zstd": "br",
    "gzip": "gzip",
    "br;q=0, gzip": "gzip",
    "br;q=0.2, gzip;q=0.8": "gzip",
    "*": "br",
    "*;q=0": None,
    "br;q=0, *": "gzip",
    "identity;q=1, br;q=0.5": None,
    "nonsense;;;q=x": None,
}


def test_the_encoding_is_what_the_reader_likes(reader):
    # The first time it is made, and then kept.
    for accepted, packed in [*LIKED.items(), *LIKED.items()]:
        answer = reader.get(PAGE, headers={"Accept-Encoding": accepted})

        assert answer.headers.get("Content-Encoding") == packed, accepted


def test_who_has_the_page_is_told_so(reader, cache):
    for encoding in ("br", "gzip", "identity"):
        asked = {"Accept-Encoding": encoding}
        tag = reader.get(PAGE, headers=asked).headers["ETag"]
        for has in ("{tag}", "W/{tag}", '"other", {tag}', "*", '"a",W/{tag} , "b"'):
            known = {"If-None-Match": has.format(tag=tag)}
            again = reader.get(PAGE, headers=asked | known)

            assert (again.status_code, again.data) == (304, b""), has
            assert again.headers["ETag"] == tag
            assert "Content-Encoding" not in again.headers
            assert again.headers["Cache-Control"]
    assert cache.made == 1


def test_who_has_what_was_gets_what_is(reader, site, film):
    tag = reader.get(PAGE).headers["ETag"]
    retitle(site, film, "The Night Lamp")

    answer = reader.get(PAGE, headers={"If-None-Match": tag})

    assert answer.status_code == 200
    assert b"The Night Lamp" in answer.data


def test_a_form_that_the_reader_cannot_read_is_not_what_it_has(reader):
    packed = reader.get(PAGE, headers={"Accept-Encoding": "br"})

    answer = reader.get(
        PAGE,
        headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]},
    )

    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("is_first", [True, False])
def test_head_is_get_without_the_body(reader, is_first):
    if not is_first:
        reader.get(PAGE)
    head = reader.head(PAGE)

    page = reader.get(PAGE)
    assert head.data == b""
    assert headers_of(head) == headers_of(page)
    tag = {"If-None-Match": page.headers["ETag"]}
    assert reader.head(PAGE, headers=tag).status_code == 304


def test_a_member_gets_what_everybody_gets(reader, site, cache):
    page = reader.get(PAGE)
    with site.app_context():
        ada = accounts.ada()
        screen = site.test_client()
        screen.sign_in(ada)

    kept = screen.get(PAGE)

    assert kept.data == page.data
    assert "Set-Cookie" not in kept.headers
    assert cache.made == 1


def test_what_is_personal_or_missing_is_never_kept(reader, cache):
    for path in ("/fragments/me", "/account/login", "/movies/none", "/no/such/page"):
        for _ in range(2):
            assert "no-store" in reader.get(path).headers["Cache-Control"]

    assert not cache.shelf.entries


def test_a_write_goes_through(reader):
    assert reader.post(f"{PAGE}/audience-reviews", data={}).status_code == 400


def test_what_nobody_reads_of_an_address_makes_no_other_page(reader, cache):
    pages = [
        reader.get(f"{PAGE}?{query}").data
        for query in (
            "",
            "utm_source=letter",
            "x=1&y=2",
            "show=all",
            "show=nonsense",
            "show=&sort=newest",
            "sort=newest&show=all&x=%00",
            "after=1~2",
            "%ff=%fe&=&&;",
        )
    ]

    assert len(set(pages)) == 1
    assert cache.made == 1
    assert len(cache.shelf.entries) == 1


def test_a_filter_is_a_page_of_its_own(reader, cache):
    one = reader.get(f"{PAGE}?show=top&sort=lowest")
    other = reader.get(f"{PAGE}?sort=lowest&x=1&show=top&show=fresh")

    assert one.data == other.data != reader.get(PAGE).data
    assert cache.made == 2


def test_a_path_with_many_slashes_before_it_is_the_same_page(reader, cache):
    fragment = f"/fragments{PAGE}/critic-reviews"
    for path in (PAGE, fragment):
        plain = reader.get(path)
        for slashes in ("/", "//", "/" * 900):
            asked = {"PATH_INFO": f"{slashes}{path}"}
            answer = reader.get("/", environ_overrides=asked)

            assert answer.data == plain.data
            assert headers_of(answer) == headers_of(plain)

    assert cache.made == 2


def test_a_name_of_the_site_is_the_same_however_it_is_written(reader, cache):
    for host in ("films.example", "FILMS.example", "films.example:80"):
        reader.get(PAGE, headers={"Host": host})

    assert cache.made == 1


def test_another_scheme_or_name_is_another_page(reader, cache):
    reader.get("/sitemap.xml", base_url="http://one.example")
    two = reader.get("/sitemap.xml", base_url="http://two.example")
    safe = reader.get("/sitemap.xml", base_url="https://two.example")

    assert b"http://two.example/" in two.data
    assert b"https://two.example/" in safe.data
    assert cache.made == 3


def test_a_proxy_that_is_trusted_says_who_the_site_is(start, film):
    reader = start(proxies=1).test_client()
    forwarded = {"X-Forwarded-Host": "films.example", "X-Forwarded-Proto": "https"}

    reader.get("/sitemap.xml")
    answer = reader.get("/sitemap.xml", headers=forwarded)

    assert b"https://films.example/" in answer.data


def test_a_foreign_name_is_refused_and_not_kept(start, film):
    site = start(base_url="https://films.example")
    reader = site.test_client()

    for number in range(20):
        answer = reader.get(PAGE, headers={"Host": f"evil{number}.example"})
        assert answer.status_code == 400

    assert not site.extensions["page_cache"].shelf.entries


def test_a_flood_of_strange_addresses_stays_within_its_bounds(start, film, monkeypatch):
    monkeypatch.setattr(asking, "MOST_ALIASES", 64)
    site = start(page_cache=1)
    reader, cache = site.test_client(), site.extensions["page_cache"]
    alias = cache.asking.aliases

    for number in range(70):
        reader.get(f"{PAGE}?x={number}")
    for number in range(80):
        reader.get(f"/search?q=lamp{number}", headers={"Accept-Encoding": "gzip"})
        reader.get("/", headers={"Host": f"h{number}.example"})
    reader.get(f"{PAGE}?x={'y' * 3000}")

    assert len(cache.shelf.entries) < cache.made
    assert 512 * 1024 < cache.shelf.size <= 1024 * 1024
    assert cache.shelf.size == sum(cache.shelf.sizes.values())
    assert len(alias) <= 64
    assert max(sum(map(len, key)) for key in alias) <= 1024


def test_a_flood_of_strange_paths_stays_within_its_bounds(start, film, monkeypatch):
    monkeypatch.setattr(asking, "MOST_ALIASES", 64)
    site = start(page_cache=1)
    reader, places = site.test_client(), site.extensions["page_cache"].asking.places

    for number in range(80):
        assert reader.get(f"/movies/no-film-{number}").status_code == 404
    assert reader.get(f"/media/{'x' * 3000}").status_code == 404
    assert reader.get(PAGE).status_code == 200

    assert PAGE in places
    assert len(places) <= 64
    assert max(map(len, places)) <= 1024


def test_an_old_program_without_a_host_is_answered(site, film):
    answered = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": PAGE,
        "SERVER_NAME": "films.example",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.0",
        "wsgi.url_scheme": "http",
        "wsgi.input": None,
        "wsgi.errors": None,
    }
    for _ in range(2):
        body = site.wsgi_app(dict(environ), lambda *head: answered.append(head))
        assert b"</html>" in b"".join(body)

    assert [status for status, _ in answered] == ["200 OK", "200 OK"]
    assert all(dict(headers)["Content-Length"] for _, headers in answered)


def test_a_page_that_is_kept_is_given_in_front_of_all_that_flask_needs(site, film):
    body = object()
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": PAGE,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": body,
        "wsgi.errors": None,
    }
    list(site.wsgi_app(dict(environ), lambda *head: None))

    list(site.wsgi_app(environ, lambda *head: None))

    assert environ["wsgi.input"] is body
