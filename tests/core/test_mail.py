"""Letters, and the mail server that takes them or does not."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select, update

from app.checking import read
from app.config import Environment
from app.core import mail, postman
from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs import run_waiting
from app.core.mail import Letter, LetterState
from app.core.postman import Console, NotSent, Pigeonhole, Server, postman_of
from tests.support.mail_server import MailServer

UNENCRYPTED = pytest.mark.filterwarnings("ignore:Requiring AUTH while not")
SECRET = "https://films.example/account/reset/key-to-the-account"


@pytest.fixture
def server(app, monkeypatch):
    """Start a mail server that this site uses: `server("451 Later", "250 Taken")`."""
    started = []

    def start(*answers, **options) -> MailServer:
        started.append(MailServer(*answers, **options))
        monkeypatch.setitem(app.extensions, "postman", Server.of(started[-1].address))
        return started[-1]

    yield start
    for each in started:
        each.close()


def write(app, recipient="ada@example.org", subject="A word", body=SECRET) -> int:
    with app.app_context():
        letter = mail.post_text(recipient, subject, body, at=utcnow())
        db.session.commit()
        return letter.id


def look(app, letter_id) -> Letter:
    with app.app_context():
        return db.session.get(Letter, letter_id)


def let_the_pause_pass(app) -> None:
    app.extensions.pop(mail.RESTS, None)
    with app.app_context():
        db.session.execute(update(Letter).values(due_at=utcnow()))
        db.session.commit()
        mail.send_due()


def test_a_letter_is_delivered_and_its_text_forgotten(app, server):
    given = server()
    letter_id = write(app, subject="Grüße, Ada", body="Über dir\nder Mond\n")

    run_waiting(app)

    [envelope] = given.letters
    message = message_from_bytes(envelope.original_content, policy=policy.default)
    assert envelope.rcpt_tos == ["ada@example.org"]
    assert message["Subject"] == "Grüße, Ada"
    assert message["From"] == "Matinee <matinee@localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert message.get_content().splitlines() == ["Über dir", "der Mond"]
    letter = look(app, letter_id)
    assert (letter.state, letter.body, letter.attempts) == (LetterState.SENT, "", 1)


def test_what_is_rolled_back_is_never_sent(app, server):
    given = server()
    with app.app_context():
        mail.post_text("ada@example.org", "A word", "Never.", at=utcnow())
        db.session.rollback()

    assert run_waiting(app) == 0
    assert given.letters == []


@pytest.mark.parametrize("answer", ["451 Busy", "to:450 Later"])
def test_refused_for_a_moment_then_delivered(app, server, answer):
    given = server(answer, "250 Taken")
    letter_id = write(app)

    run_waiting(app)

    letter = look(app, letter_id)
    assert letter.state == LetterState.WAITING
    assert letter.body == SECRET
    assert letter.reason.startswith(answer.removeprefix("to:"))
    pause = letter.due_at - utcnow()
    assert timedelta() < pause <= mail.PAUSES[0]

    let_the_pause_pass(app)
    run_waiting(app)

    assert len(given.letters) == 1
    assert look(app, letter_id).state == LetterState.SENT


@pytest.mark.parametrize("answer", ["554 Never", "to:550 Nobody here"])
def test_refused_for_ever_is_given_up_at_once(app, server, answer):
    given = server(answer)
    letter_id = write(app)

    run_waiting(app)
    let_the_pause_pass(app)
    run_waiting(app)

    letter = look(app, letter_id)
    assert (letter.state, letter.attempts) == (LetterState.GIVEN_UP, 1)
    assert (letter.body, given.letters) == ("", [])


def test_a_server_that_is_away_is_tried_again_for_two_days(app, server):
    server().close()
    letter_id = write(app)

    run_waiting(app)
    for _ in mail.PAUSES:
        assert look(app, letter_id).state == LetterState.WAITING
        let_the_pause_pass(app)
        run_waiting(app)

    assert look(app, letter_id).state == LetterState.GIVEN_UP
    assert sum(mail.PAUSES, timedelta()) > timedelta(days=1)


def test_a_letter_is_sent_once_though_its_job_runs_twice(app, server):
    given = server()
    letter_id = write(app)
    run_waiting(app)

    with app.app_context():
        mail.send(letter_id)

    assert len(given.letters) == 1


def test_a_letter_under_way_is_taken_by_nobody_else(app):
    letter_id = write(app)
    with app.app_context():
        assert mail.claim(letter_id, at=utcnow()) is not None
        assert mail.claim(letter_id, at=utcnow()) is None


def test_a_lost_job_is_found_by_the_sweep(app, server):
    given = server()
    write(app)
    app.extensions["jobs"].flush()

    with app.app_context():
        mail.send_due()
    run_waiting(app)

    assert len(given.letters) == 1


def test_letters_of_a_month_ago_are_forgotten(app):
    write(app)
    with app.app_context():
        long_ago = utcnow() - mail.KEPT
        db.session.execute(update(Letter).values(written_at=long_ago, state="sent"))
        db.session.commit()
        mail.forget()
        assert db.session.scalars(select(Letter)).all() == []


@pytest.mark.parametrize(
    ("recipient", "subject"),
    [
        ("ada@example.org\r\nBcc: all@example.org", "A word"),
        ("ada@example.org", "A word\nBcc: all@example.org"),
        ("ada@example.org", "A word\r\n\r\nOther text"),
        ("ada@example.org", "A word\u2028Bcc: all@example.org"),
    ],
)
def test_s25_a_header_of_two_lines_is_refused(app, recipient, subject):
    with pytest.raises(mail.BadHeader):
        mail.post_text(recipient, subject, "Words", at=utcnow())


@UNENCRYPTED
def test_a_password_goes_to_a_server_on_this_machine(app, server, monkeypatch):
    given = server(asks_password=True)
    address = f"smtp://ada:tall%20hats%20%26%20p%40ss@127.0.0.1:{given.port}"
    monkeypatch.setitem(app.extensions, "postman", Server.of(address))
    write(app)

    run_waiting(app)

    assert len(given.letters) == 1
    assert given.users[-1] == "ada"


@UNENCRYPTED
def test_a_wrong_password_keeps_the_letter_for_later(app, server, monkeypatch):
    given = server(asks_password=True)
    wrong = Server.of(f"smtp://ada:no@127.0.0.1:{given.port}")
    monkeypatch.setitem(app.extensions, "postman", wrong)
    letter_id = write(app)

    run_waiting(app)

    assert look(app, letter_id).state == LetterState.WAITING


@UNENCRYPTED
def test_a_password_never_leaves_unencrypted(app, server, monkeypatch):
    given = server(asks_password=True)
    monkeypatch.setattr(Server, "is_here", property(lambda self: False))
    plain = Server("127.0.0.1", given.port, "ada", "tall hats & p@ss")

    with pytest.raises(NotSent, match="no encryption"):
        plain.carry(mail.message_of(example(), app.config["SETTINGS"]))
    assert given.users == []


def example() -> Letter:
    return Letter(
        id=1, recipient="a@b.example", subject="S", body="B\n", written_at=utcnow()
    )


def test_addresses_of_servers_are_read():
    assert Server.of("smtps://mail.example") == Server(
        "mail.example", 465, encrypted=True
    )
    assert Server.of("smtp://mail.example") == Server("mail.example", 25)
    assert Server.of("smtp://a%40b:c%3Ad@[::1]:587") == Server("::1", 587, "a@b", "c:d")
    assert "c:d" not in repr(Server.of("smtp://a:c%3Ad@mail.example"))
    assert Server.of("smtp://localhost").is_here
    assert not Server.of("smtp://mail.example").is_here


def test_smtps_is_encrypted_from_the_first_byte(monkeypatch):
    asked = []
    monkeypatch.setattr(
        postman, "EncryptedLine", lambda *where, **how: asked.append(where) or 1 / 0
    )

    with pytest.raises(ZeroDivisionError):
        Server.of("smtps://mail.example:10465").connected()

    assert asked == [("mail.example", 10465)]


def test_in_development_a_letter_is_shown_on_the_console(app, capsys):
    Console().carry(mail.message_of(example(), app.config["SETTINGS"]))

    shown = capsys.readouterr().err
    assert "To: a@b.example\nSubject: S\n\nB\n" in shown


def test_who_carries_the_letters(tmp_path):
    def settings(**values):
        return read(instance_path=tmp_path, _env_file=None, **values)

    test = settings(environment=Environment.TEST)
    assert isinstance(postman_of(test), Pigeonhole)
    assert isinstance(postman_of(settings()), Console)
    served = settings(mail_server="smtp://mail.example")
    assert isinstance(postman_of(served), postman.Server)


@pytest.mark.parametrize(
    "values",
    [
        {"mail_server": "mail.example"},
        {"mail_server": "http://mail.example"},
        {"mail_server": "smtp://"},
        {"mail_sender": "nobody"},
        {"mail_sender": "a@b.example\r\nBcc: c@d.example"},
    ],
)
def test_a_wrong_setting_of_mail_is_refused(values):
    with pytest.raises(ValueError):
        read(_env_file=None, **values)
