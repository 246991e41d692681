"""Letters to a server that is encrypted, tried against a real one on this machine."""

import socket
import ssl
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from app.core.postman import NotSent, Server
from tests.support.certificates import certificate
from tests.support.mail_server import MailServer

# A name that is not this machine's, so that nothing is left out because of that.
HOST = "mail.example"
# The server would say so of every port where a password may be asked for.
UNENCRYPTED = pytest.mark.filterwarnings("ignore:Requiring AUTH while not")


@pytest.fixture
def named(monkeypatch):
    """Let the name of the server lead to this machine."""
    found = socket.getaddrinfo

    def lookup(host, *rest, **options):
        return found("127.0.0.1" if host == HOST else host, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)


@pytest.fixture
def serve(tmp_path, monkeypatch, named):
    """Start a server: `serve("smtps")`, with a certificate for its name."""
    started = []

    def start(kind, *names, days=30, trusted=True, **options):
        made = certificate(tmp_path / "own", *(names or (HOST,)), days=days)
        known = made if trusted else certificate(tmp_path / "other", HOST)
        monkeypatch.setenv("SSL_CERT_FILE", str(known.authority))
        monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(made.chain, made.key)
        side = "ssl_context" if kind == "smtps" else "tls_context"
        server = MailServer(**{side: context} | options)
        started.append(server)
        return server

    yield start
    for server in started:
        server.close()


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "films@example.org"
    message["To"] = "ada@example.org"
    message["Subject"] = "Lanterns"
    message["Date"] = datetime(2026, 11, 1, tzinfo=UTC)
    message.set_content("Over Ostrava.\n")
    return message


def address(kind, server, user=""):
    return Server.of(f"{kind}://{user}{HOST}:{server.port}")


@pytest.mark.parametrize("kind", ["smtp", "smtps"])
def test_a_letter_goes_over_an_encrypted_connection(serve, kind):
    server = serve(kind)

    address(kind, server).carry(letter())

    assert [each.rcpt_tos for each in server.letters] == [["ada@example.org"]]
    assert server.encrypted == [True]


@UNENCRYPTED
@pytest.mark.parametrize("kind", ["smtp", "smtps"])
def test_a_password_is_sent_over_an_encrypted_connection(serve, kind):
    server = serve(kind, asks_password=True)
    user = "films:tall%20hats%20%26%20p%40ss@"

    address(kind, server, user).carry(letter())

    assert server.users == ["films"]
    assert server.encrypted == [True]
    assert len(server.letters) == 1


@pytest.mark.parametrize("kind", ["smtp", "smtps"])
@pytest.mark.parametrize(
    "wrong",
    [
        (("other.example",), {}),
        (("127.0.0.1",), {}),
        ((), {"days": -2}),
        ((), {"trusted": False}),
    ],
    ids=["another host's", "the bare address's", "over", "of a strange authority"],
)
def test_a_wrong_certificate_is_refused_and_nothing_is_sent(serve, kind, wrong):
    names, options = wrong
    server = serve(kind, *names, **options)

    with pytest.raises(NotSent, match="certificate verify failed") as refused:
        address(kind, server, "films:word@").carry(letter())

    assert not refused.value.final
    assert (server.letters, server.users) == ([], [])


def test_by_smtps_nothing_is_said_to_a_server_without_encryption(named):
    server = MailServer()
    try:
        with pytest.raises(NotSent):
            address("smtps", server, "films:word@").carry(letter())

        assert (server.letters, server.users) == ([], [])
    finally:
        server.close()
