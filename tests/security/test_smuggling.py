"""One request is one request: no shape hides a second one from a proxy in front."""

import socket

import pytest

from tests.support.site import Site

HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
LAST = b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
HEAD = b"POST /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n"
LENGTH = b"Content-Length: %d\r\n" % len(HIDDEN)
CHUNKED = b"Transfer-Encoding: chunked\r\n"
SHAPES = {
    "length, then chunks": HEAD + LENGTH + CHUNKED + b"\r\n0\r\n\r\n" + HIDDEN,
    "chunks, then length": HEAD + CHUNKED + LENGTH + b"\r\n0\r\n\r\n" + HIDDEN,
    "two lengths": HEAD + b"Content-Length: 0\r\n" + LENGTH + b"\r\n" + HIDDEN,
    "a list of lengths": HEAD + b"Content-Length: 0, 9\r\n\r\n" + HIDDEN,
    "a signed length": HEAD + b"Content-Length: +0\r\n\r\n" + HIDDEN,
    "a length below nothing": HEAD + b"Content-Length: -1\r\n\r\n" + HIDDEN,
    "a folded line": HEAD + b"X: a\r\n Content-Length: 0\r\n" + LENGTH + b"\r\n",
    "a folded coding": HEAD + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "a space before the colon": HEAD + b"Content-Length : 0\r\n\r\n" + HIDDEN,
    "another coding": HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "a coding after chunks": HEAD
    + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"
    + HIDDEN,
    "a size that is no number": HEAD + CHUNKED + b"\r\n0x0\r\n\r\n" + HIDDEN,
    "a sign that ends words": HEAD + b"X: a\x00b\r\n\r\n" + HIDDEN,
    "a bare return": HEAD + b"X: a\rContent-Length: 0\r\n\r\n" + HIDDEN,
}


@pytest.fixture(scope="module")
def site(databases, tmp_path_factory):
    """Return a running site, as `matinee serve` sets it up."""
    folder = tmp_path_factory.mktemp("smuggling")
    (folder / "instance").mkdir()
    site = Site(databases.with_tables("sqlite"), folder, MATINEE_JOB_WORKERS="0")
    yield site.start()
    site.stop()


def answers_to(site, said: bytes) -> list[int]:
    """Return the codes of all answers until the site hangs up, asked for one more."""
    came = b""
    with socket.create_connection(("127.0.0.1", site.port), timeout=60) as client:
        try:
            client.sendall(said + LAST)
            while more := client.recv(65_536):
                came += more
        except ConnectionError:
            pass
    return [int(part[1:4]) for part in came.split(b"HTTP/1.1")[1:]]


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_no_shape_hides_a_second_request(site, shape):
    answers = answers_to(site, shape)

    # It is refused, or one request is answered, and the site hangs up: where two say
    # differently how long a body is, nothing that comes after it is believed.
    assert answers in ([], [400], [405], [501])


def test_a_body_is_never_read_as_a_request(site):
    plain = HEAD + LENGTH + b"\r\n" + HIDDEN
    chunks = HEAD + CHUNKED + b"\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(HIDDEN), HIDDEN)

    for said in (plain, chunks):
        assert answers_to(site, said) == [405, 200]
