"""Clients that are slow, or send what nobody should: others are served meanwhile.

What each of them is answered stands in docs/faults.md.
"""

import socket
from contextlib import ExitStack, suppress

import pytest

from app.imports.rules.member_files import LARGEST_UPLOAD
from tests.factories.accounts import member
from tests.factories.movies import movie
from tests.support.disk import MEGABYTE
from tests.support.site import Site, until
from tests.support.ticks import Ticks

HEAD = b"Host: 127.0.0.1\r\n"
FORM = HEAD + b"Content-Type: application/x-www-form-urlencoded\r\n"
POST = b"POST /account/login HTTP/1.1\r\n" + FORM
GET = b"GET /movies/film-0 HTTP/1.1\r\n" + HEAD
MANY = 60
THREADS = 4
SERVED_WITHIN = 5.0


@pytest.fixture(scope="module")
def site(databases, tmp_path_factory):
    """Return a running site of one process with few threads."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "instance").mkdir()
    site = Site(
        databases.with_tables("sqlite"),
        folder,
        MATINEE_THREADS=str(THREADS),
        MATINEE_JOB_WORKERS="0",
    )
    with site.rows():
        movie("Film 0")
        member("Member 0")
    yield site.start()
    site.stop()


@pytest.fixture
def connected(site):
    """Connect to the site, and send what a client begins with."""
    with ExitStack() as afterwards:

        def connect(said: bytes) -> socket.socket:
            client = socket.create_connection(("127.0.0.1", site.port), timeout=60)
            afterwards.enter_context(client)
            client.sendall(said)
            return client

        yield connect


def serves(site) -> None:
    """Assert that somebody else gets a page, and finds the way in."""
    visitor = site.visitor()
    assert visitor.get("/movies/film-0").status == 200


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(GET + b"X-Slow: ", id="a head that never ends"),
        pytest.param(POST + b"Content-Length: 900\r\n\r\nemail=", id="a short body"),
        pytest.param(
            POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nemail\r\n",
            id="chunks without end",
        ),
        pytest.param(b"", id="nothing at all"),
    ],
)
def test_many_who_are_slow_keep_nobody_from_the_pages(site, connected, said):
    slow = [connected(said) for _ in range(MANY)]

    with Ticks() as ticks:
        for _ in range(5):
            serves(site)
        assert ticks.seconds <= SERVED_WITHIN

    for client in slow:
        client.close()
    visitor = site.visitor()
    with Ticks() as ticks:
        ticks.until(
            lambda: visitor.try_to_sign_in("member.0@example.org").status == 303,
            seconds=SERVED_WITHIN,
        )


def test_who_is_slow_keeps_no_place_from_another_address(site, connected):
    for _ in range(MANY):
        connected(POST + b"Content-Length: 900\r\n\r\nemail=")

    for number in range(2, 12):
        elsewhere = (f"127.0.0.{number}", 0)
        with socket.create_connection(
            ("127.0.0.1", site.port), timeout=60, source_address=elsewhere
        ) as client:
            client.sendall(of_length(b"email=somebody"))
            # It was read, and lacks its token.
            assert answer_to(client).split()[1] == b"400"


def answer_to(client: socket.socket) -> bytes:
    """Return the first line of an answer; nothing where the site hung up."""
    try:
        return client.recv(100).partition(b"\r\n")[0]
    except ConnectionError:
        return b""


def of_length(body: bytes, kind: bytes = b"") -> bytes:
    """Return a post with a body of the length that it says."""
    head = b"Content-Type: " + kind + b"\r\n" if kind else b""
    start = POST if not kind else b"POST /account/login HTTP/1.1\r\n" + HEAD + head
    return start + b"Content-Length: %d\r\n\r\n" % len(body) + body


@pytest.fixture
def unhurried(site, connected):
    """See to it that slow clients of another test hold no place any more."""
    said = of_length(b"email=somebody")
    until(lambda: answer_to(connected(said)).startswith(b"HTTP/1.1 4"))


FIELDS = b"&".join(b"field%d=1" % number for number in range(10_000))
PARTS = b"".join(
    b'--b\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n1\r\n' % number
    for number in range(3_000)
)
NESTED = (
    b'--b\r\nContent-Disposition: form-data; name="a"\r\n'
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" * 200
)


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize(
    ("said", "codes"),
    [
        pytest.param(GET + b"X: " + b"a" * 2**20 + b"\r\n\r\n", (431,), id="a header"),
        pytest.param(
            GET + b"".join(b"X-%d: 1\r\n" % n for n in range(200)) + b"\r\n",
            (431,),
            id="many headers",
        ),
        pytest.param(
            b"GET /" + b"a" * 90_000 + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
            (414, 431),
            id="a long address",
        ),
        pytest.param(of_length(FIELDS), (400, 413), id="ten thousand fields"),
        pytest.param(
            of_length(PARTS + b"--b--\r\n", b"multipart/form-data; boundary=b"),
            (400, 413),
            id="three thousand parts",
        ),
        pytest.param(
            of_length(NESTED + b"--b--\r\n", b"multipart/form-data; boundary=b"),
            (400, 413),
            id="parts in parts",
        ),
        pytest.param(
            POST + b"Content-Length: 90000000\r\n\r\n", (413,), id="far too much"
        ),
        pytest.param(
            POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            (400,),
            id="two lengths",
        ),
        pytest.param(b"\x16\x03\x01\x02\x00\x01" * 40, (400,), id="TLS"),
    ],
)
def test_what_nobody_should_send_is_refused(site, connected, said, codes):
    client = connected(b"")
    with suppress(ConnectionError):
        client.sendall(said)

    line = answer_to(client)

    assert line == b"" or int(line.split()[1]) in codes, line
    serves(site)


FILE = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n'
    b"Content-Type: application/zip\r\n\r\n"
)


def sending_a_file(size: int, more: bytes = b"") -> bytes:
    """Return the head of a post with a file of so many bytes."""
    return (
        b"POST /account/import HTTP/1.1\r\n"
        + HEAD
        + more
        + b"Content-Type: multipart/form-data; boundary=b\r\n"
        + b"Content-Length: %d\r\n\r\n" % (len(FILE) + size)
    )


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize(
    ("email", "code"), [("member.0@example.org", b"413"), ("", b"401")]
)
def test_who_sends_a_file_that_is_refused_gets_to_the_answer(
    site, connected, email, code
):
    cookies = site.visitor(email).cookies if email else {}
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    size = LARGEST_UPLOAD + 8 * MEGABYTE
    client = connected(sending_a_file(size, f"Cookie: {cookie}\r\n".encode()) + FILE)

    # A connection that is closed meanwhile takes no more.
    for _ in range(size // MEGABYTE):
        client.sendall(bytes(MEGABYTE))

    assert answer_to(client).split()[1] == code
    serves(site)


@pytest.mark.usefixtures("unhurried")
def test_who_sends_a_text_that_is_too_long_gets_to_the_answer(site, connected):
    size = 4 * MEGABYTE
    client = connected(POST + b"Content-Length: %d\r\n\r\n" % size)

    for _ in range(size // MEGABYTE):
        client.sendall(b"a" * MEGABYTE)

    assert answer_to(client).split()[1] == b"413"


@pytest.mark.parametrize(
    ("size", "more"), [(9 * 1024**3, b""), (9_000, b"Expect: 100-continue\r\n")]
)
def test_what_is_far_too_large_or_asks_before_is_refused_at_once(
    site, connected, size, more
):
    assert answer_to(connected(sending_a_file(size, more))).split()[1] == b"401"


def test_requests_in_a_row_are_answered_in_a_row(site, connected):
    one = b"GET /robots.txt HTTP/1.1\r\n" + HEAD
    client = connected((one + b"\r\n") * 19 + one + b"Connection: close\r\n\r\n")

    answered = b""
    while chunk := client.recv(65_536):
        answered += chunk

    assert answered.count(b"HTTP/1.1 200 OK") == 20


def test_who_hangs_up_half_way_harms_nobody(site, connected):
    for _ in range(MANY):
        connected(GET + b"\r\n").shutdown(socket.SHUT_WR)
        connected(GET + b"\r\n").close()

    serves(site)
