"""A site is renewed, and ended, while it is asked: no request fails."""

import os
import re
import signal
import threading
from contextlib import nullcontext
from http.client import HTTPConnection
from pathlib import Path

import pytest

from app.serving import GONE_WITHIN, House
from tests.support.posting import Writers, miscounted, review_count
from tests.support.site import PATIENCE, children, command, descendants, until
from tests.support.visitor import Visitor

READERS = 4
WRITERS = 3
FILMS = 12


class Readers:
    """Readers who open pages until they are told to stop, each in their own way."""

    def __init__(self, site) -> None:
        self.site = site
        self.stopping = threading.Event()
        self.answered = 0
        self.wrong: list[str] = []
        self.threads = [
            threading.Thread(target=self.read, args=(number % 2 == 0,))
            for number in range(READERS)
        ]

    def read(self, keeps_its_connection: bool) -> None:
        visitor = Visitor(self.site.port)
        is_kept = False
        while not self.stopping.is_set():
            try:
                status = visitor.get("/movies/film-0").status
            except OSError as error:
                if is_kept:
                    # Left idle for the whole second before: as browsers, ask again.
                    is_kept = False
                    continue
                self.wrong.append(repr(error))
                return
            is_kept = keeps_its_connection
            if status != 200:
                self.wrong.append(str(status))
            self.answered += 1
            if not keeps_its_connection:
                visitor.close()
        visitor.close()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()


def renewed(site) -> None:
    """Renew a site, and wait until nobody but the new processes is there."""
    former = set(site.web_processes())
    times = site.output.count("the site was renewed")
    os.kill(site.pid, signal.SIGHUP)
    # Three programs start one after the other.
    until(
        lambda: site.output.count("the site was renewed") > times,
        of=site.process,
        what=lambda: site.output,
        seconds=3 * PATIENCE,
    )
    assert not former & set(site.web_processes())


def test_no_request_fails_while_a_site_is_renewed(database, made_site, filled):
    site = made_site(database, MATINEE_WORKERS="2")
    emails = filled(site, movies=FILMS, members=WRITERS)
    site.start()
    until(lambda: len(site.web_processes()) == 2)
    worker = site.worker()
    writers = Writers(site, emails, FILMS)

    with Readers(site) as readers:
        writers.run(beside=lambda: renewed(site))
        seen = readers.answered
        until(lambda: readers.answered > seen + READERS or readers.wrong)

    assert readers.wrong == []
    assert (writers.strange, writers.replays) == ([], 0)
    assert len(writers.acknowledged) == WRITERS * FILMS == review_count(site)
    assert miscounted(site) == []
    assert len(site.web_processes()) == 2
    assert site.worker() not in {None, worker}


def test_code_or_settings_that_do_not_start_leave_all_as_it_was(made_site, tmp_path):
    settings = tmp_path / "matinee.env"
    settings.write_text("")
    site = made_site(
        "sqlite", MATINEE_ENV_FILE=str(settings), MATINEE_JOB_WORKERS="0"
    ).start()
    before = site.web_processes()

    settings.write_text("MATINEE_THREADS=none\n")
    os.kill(site.pid, signal.SIGHUP)
    until(lambda: "do not start" in site.output, of=site.process)
    assert "MATINEE_THREADS is refused: it is no whole number." in site.output
    assert "Traceback" not in site.output
    assert site.answers()
    assert site.web_processes() == before

    settings.write_text("MATINEE_SITE_NAME=Renewed\n")
    renewed(site)
    visitor = site.visitor()
    assert "Renewed" in visitor.get("/").text
    visitor.close()


def is_tried(site) -> bool:
    return any("where" in command(pid) for pid in children(site.pid))


def has_turned(site) -> bool:
    """Tell whether the process is being replaced by its new image."""
    status = Path(f"/proc/{site.pid}/status").read_text()
    (blocked,) = re.findall(r"^SigBlk:\s*(\w+)", status, re.MULTILINE)
    return bool(int(blocked, 16) >> (signal.SIGTERM - 1) & 1)


@pytest.mark.parametrize("moment", [is_tried, has_turned])
def test_a_site_that_is_being_renewed_can_be_ended(made_site, moment):
    site = made_site("sqlite").start()
    os.kill(site.pid, signal.SIGHUP)
    until(lambda: moment(site), of=site.process, what=lambda: site.output)

    assert site.stop() == 0

    assert "Traceback" not in site.output


def begun(visitor, path: str, body: bytes) -> HTTPConnection:
    """Begin a post that the site is reading; its body is still to come."""
    late = visitor.connection
    late.putrequest("POST", path)
    late.putheader("Content-Type", "application/x-www-form-urlencoded")
    late.putheader("Content-Length", str(len(body)))
    cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    late.putheader("Cookie", cookie)
    late.putheader("Expect", "100-continue")
    late.endheaders()
    # The site says so when it has begun to read the form.
    assert late.sock.recv(1024).startswith(b"HTTP/1.1 100 ")
    return late


def test_what_was_begun_is_answered_before_the_end(made_site, filled):
    site = made_site("sqlite", MATINEE_JOB_WORKERS="0")
    (email,) = filled(site, movies=1, members=1)
    site.start()
    visitor = site.visitor(email)
    token = visitor.token("/movies/film-0/review")
    body = f"csrf_token={token}&rating=7&body=Late".encode()
    late = begun(visitor, "/movies/film-0/audience-reviews", body)

    site.process.terminate()
    # Whoever calls now may be let in, and never heard.
    until(lambda: not site.answers(wait=5))
    late.send(body)
    answer = late.getresponse()

    assert answer.status == 303
    answer.read()
    late.close()
    assert site.process.wait(PATIENCE) == 0
    assert review_count(site) == 1


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM])
def test_a_second_wish_to_end_waits_for_nobody(made_site, wish):
    site = made_site("sqlite", MATINEE_WORKERS="2").start()
    known = descendants(site.pid)
    late = begun(site.visitor(), "/account/login", b"email=ada")
    os.kill(site.pid, wish)
    until(lambda: "the site ends" in site.output, of=site.process)

    os.kill(site.pid, wish)

    assert site.process.wait(GONE_WITHIN - 5) == 0
    assert not any(map(command, known))
    assert "Traceback" not in site.output
    late.close()


def test_ctrl_c_that_comes_by_another_signal_as_well_is_one_wish(made_site):
    site = made_site("sqlite", MATINEE_JOB_WORKERS="0").start()
    late = begun(site.visitor(), "/account/login", b"email=ada")
    os.kill(site.pid, signal.SIGINT)
    until(lambda: "the site ends" in site.output, of=site.process)

    os.kill(site.pid, signal.SIGTERM)
    late.send(b"email=ada")

    assert late.getresponse().status == 400
    late.close()
    assert site.process.wait(PATIENCE) == 0


def test_a_socket_that_systemd_hands_over_is_served(made_site):
    import socket
    import subprocess
    import sys

    site = made_site("sqlite", MATINEE_JOB_WORKERS="0")
    with socket.create_server(("127.0.0.1", site.port)) as held:
        # As systemd does it: the socket is number 3, and the process knows its own.
        starter = (
            "import os, sys; fd = int(sys.argv[1]); os.dup2(fd, 3); "
            "os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid())); "
            "os.execv(sys.executable, [sys.executable, '-m', 'app.cli', 'serve'])"
        )
        with site.written.open("ab") as file:
            site.process = subprocess.Popen(
                [sys.executable, "-c", starter, str(held.fileno())],
                env=site.environment | {"PORT": "1"},
                pass_fds=(held.fileno(),),
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        until(site.answers, of=site.process, what=lambda: site.output)
        renewed(site)
        assert site.answers()
        site.stop()


@pytest.mark.parametrize("is_asked", [True, False])
def test_a_process_that_goes_by_itself_is_a_failure_unless_all_shall_end(
    monkeypatch, is_asked
):
    house = object.__new__(House)
    house.interrupt_signal, house.interrupt_children = is_asked, [0]
    house.metrics_enabled, house.hooks_shutdown = False, ()
    for step in (
        "_drop_shared_socket",
        "_stop_workers",
        "_stop_ipc",
        "_unlink_pidfile",
    ):
        monkeypatch.setattr(House, step, lambda self: None)
    monkeypatch.setattr(House, "_call_hooks", lambda self, hooks: None)

    with nullcontext() if is_asked else pytest.raises(SystemExit, match="1"):
        house.shutdown()
