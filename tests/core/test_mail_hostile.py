"""Mail servers that hang, drip, talk without end or break off: all of it ends."""

import socket
import threading
from contextlib import suppress
from email import message_from_bytes

import pytest

from app.core import mail, postman
from app.core.clock import utcnow
from app.core.jobs import run_waiting
from app.core.mail import LetterState
from app.core.postman import NotSent, Server
from tests.core.test_mail import example, let_the_pause_pass, look, write
from tests.support.site import until

HELLO = b"220 mail.example\r\n"
TAKEN = b"250 Taken\r\n"
GO_ON = b"354 Go on\r\n"
# Banner, EHLO, MAIL, RCPT, DATA, and the letter itself.
ALL_OF_IT = [HELLO, TAKEN, TAKEN, TAKEN, GO_ON, TAKEN]
SHORT, LONG = 1.0, 60.0
"""Seconds of patience in these tests; in life it is 80."""


class Hostile:
    """Answers one line after the other to whoever connects, then hangs or hangs up.

    An answer that is a function gets the connection, to do as it likes.
    """

    def __init__(self, *answers, hangs_up=False) -> None:
        self.answers, self.hangs_up = answers, hangs_up
        self.letters, self.calls = [], 0
        self.ending = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self.listen)
        self.thread.start()

    def listen(self) -> None:
        while True:
            client, _ = self.socket.accept()
            if self.ending.is_set():
                client.close()
                return
            self.calls += 1
            client.settimeout(60)
            with client, suppress(OSError):
                self.talk(client)

    def talk(self, client) -> None:
        said = b""
        for number, answer in enumerate(self.answers):
            if number:
                said = heard(client, until_point=said == GO_ON)
            if said.endswith(b"\r\n.\r\n"):
                self.letters.append(said)
            said = answer
            if callable(answer):
                answer(client, self.ending)
            else:
                client.sendall(answer)
        while not self.hangs_up and (chunk := client.recv(65_536)):
            # Nothing more is said; a letter may be in it all the same.
            if chunk.endswith(b"\r\n.\r\n"):
                self.letters.append(chunk)

    def close(self) -> None:
        self.ending.set()
        socket.create_connection(self.socket.getsockname()).close()
        self.thread.join()
        self.socket.close()


def heard(client, *, until_point: bool) -> bytes:
    said, end = b"", b"\r\n.\r\n" if until_point else b"\r\n"
    while not said.endswith(end):
        chunk = client.recv(65_536)
        if not chunk:
            raise ConnectionError
        said += chunk
    return said


def drip(client, ending) -> None:
    """Send a sign now and then, and never a whole line."""
    while not ending.wait(SHORT / 10):
        client.sendall(b"2")


def talk_on(client, ending) -> None:
    """Send a reply that has always one line more."""
    while not ending.is_set():
        client.sendall(b"250-And another thing\r\n" * 100)


@pytest.fixture
def server(app, monkeypatch):
    """Start such a server, and let the site use it."""
    started = []

    def start(*answers, scheme="smtp", **options) -> Hostile:
        started.append(Hostile(*answers, **options))
        port = started[-1].socket.getsockname()[1]
        address = f"{scheme}://127.0.0.1:{port}"
        monkeypatch.setitem(app.extensions, "postman", Server.of(address))
        return started[-1]

    monkeypatch.setattr(postman, "PATIENCE", SHORT)
    monkeypatch.setattr(postman, "WHOLE_PATIENCE", SHORT)
    yield start
    for each in started:
        each.close()


@pytest.mark.parametrize(
    ("answers", "options"),
    [
        pytest.param([], {}, id="accepts and says nothing"),
        pytest.param([], {"scheme": "smtps"}, id="never begins TLS"),
        pytest.param([drip], {}, id="drips its first word"),
        pytest.param([HELLO, drip], {}, id="drips an answer"),
        pytest.param([HELLO, talk_on], {}, id="talks without end"),
        pytest.param(ALL_OF_IT[:5], {}, id="takes a letter and says nothing"),
        pytest.param(ALL_OF_IT[:5], {"hangs_up": True}, id="breaks off in a letter"),
        pytest.param([HELLO], {"hangs_up": True}, id="says hello and goodbye"),
    ],
)
def test_a_letter_waits_for_a_better_hour(app, server, answers, options):
    server(*answers, **options)
    letter_id = write(app)

    run_waiting(app)

    letter = look(app, letter_id)
    assert (letter.state, letter.attempts) == (LetterState.WAITING, 1)
    assert letter.reason
    assert letter.due_at > utcnow()


def test_the_whole_of_a_server_is_over_before_another_worker_takes_the_letter():
    assert mail.CLAIM.total_seconds() > postman.WHOLE_PATIENCE + postman.PATIENCE


@pytest.fixture
def patient(server, monkeypatch):
    """Wait for what is to come as long as a busy machine may need."""
    monkeypatch.setattr(postman, "PATIENCE", LONG)
    monkeypatch.setattr(postman, "WHOLE_PATIENCE", LONG)


@pytest.mark.parametrize("goodbye", [b"421 Busy\r\n", b"554 Go away\r\n", None])
def test_a_letter_that_was_taken_is_sent_whatever_is_said_for_goodbye(
    app, server, patient, monkeypatch, goodbye
):
    def take(client, ending):
        """Take the letter; who hangs then is waited for no longer."""
        monkeypatch.setattr(postman, "PATIENCE", SHORT)
        client.sendall(TAKEN)

    given = server(*ALL_OF_IT[:5], take, *([goodbye] if goodbye else []))
    letter_id = write(app)

    run_waiting(app)
    let_the_pause_pass(app)
    run_waiting(app)

    assert look(app, letter_id).state == LetterState.SENT
    assert len(given.letters) == 1


def test_a_letter_that_may_have_been_taken_comes_again_under_the_same_name(app, server):
    uncertain = server(*ALL_OF_IT[:5])
    write(app)
    run_waiting(app)
    until(lambda: uncertain.letters)
    given = server(*ALL_OF_IT)

    let_the_pause_pass(app)
    run_waiting(app)

    first, second = (
        message_from_bytes(each.letters[0])["Message-ID"] for each in (uncertain, given)
    )
    assert first == second
    assert first.endswith("@localhost>")


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([b"554 No service for your address\r\n"], id="at the door"),
        pytest.param([HELLO, b"550 No\r\n", b"550 No\r\n"], id="at hello"),
        pytest.param([HELLO, TAKEN, b"553 Not from you\r\n"], id="by its sender"),
    ],
)
def test_a_refusal_that_is_not_about_the_letter_does_not_end_it(app, server, answers):
    server(*answers)
    letter_id = write(app)

    run_waiting(app)

    assert look(app, letter_id).state == LetterState.WAITING


def test_of_many_letters_one_waits_for_a_server_that_does_not_answer(app, server):
    given = server()
    letters = [write(app) for _ in range(5)]

    run_waiting(app)

    assert given.calls == 1
    assert [look(app, each).attempts for each in letters] == [1, 0, 0, 0, 0]
    let_the_pause_pass(app)
    with app.app_context():
        assert mail.claim(letters[1], at=utcnow()) is not None


def test_a_password_that_mail_cannot_say_is_told_and_not_shown(app, server, patient):
    spoken = iter([HELLO, b"250-mail.example\r\n250 AUTH PLAIN\r\n"])
    given = server(*spoken)
    port = given.socket.getsockname()[1]
    letter = mail.message_of(example(), app.config["SETTINGS"])

    with pytest.raises(NotSent, match="plain letters") as refused:
        Server("127.0.0.1", port, "ada", "sésame").carry(letter)

    assert "sésame" not in str(refused.value)
    assert not refused.value.final
