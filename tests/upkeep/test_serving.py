"""The socket of a site, whoever has opened it."""

import os
import signal
import socket
import subprocess
import sys

import click
import pytest

from app import memory, serving
from tests.support.site import (
    command,
    environment,
    free_port,
    libraries,
    until,
)


def goes_out_at_once(connection: socket.socket) -> bool:
    """Tell whether a connection sends without waiting for word from the other end."""
    return bool(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))


@pytest.fixture(params=["new", "inherited"])
def listener(request, monkeypatch):
    """Return the socket that a site listens at."""
    port = free_port()
    if request.param == "inherited":
        with socket.create_server(("127.0.0.1", port)) as former:
            monkeypatch.setenv(serving.LISTENER, str(os.dup(former.fileno())))
            assert not goes_out_at_once(former)
    with serving.listening("127.0.0.1", port) as found:
        yield found


def test_the_end_of_an_answer_waits_for_no_word_of_the_reader(listener):
    with socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert goes_out_at_once(connection)


def test_who_vanishes_within_a_post_is_gone_after_a_minute(listener):
    with socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            said = connection.getsockopt
            assert said(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            idle, every, times = (
                said(socket.IPPROTO_TCP, option)
                for option in (
                    socket.TCP_KEEPIDLE,
                    socket.TCP_KEEPINTVL,
                    socket.TCP_KEEPCNT,
                )
            )
            assert idle + every * times <= 60


def test_a_socket_of_the_file_system_is_taken_as_it_is(tmp_path, monkeypatch):
    with socket.socket(socket.AF_UNIX) as former:
        former.bind(str(tmp_path / "site.sock"))
        monkeypatch.setenv(serving.LISTENER, str(os.dup(former.fileno())))

    with serving.listening("127.0.0.1", 0) as found:
        assert found.family is socket.AF_UNIX


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid"])
def test_where_nobody_can_listen_it_is_said_in_a_sentence(host):
    with pytest.raises(click.ClickException, match="Nobody can listen at HOST and PO"):
        serving.listening(host, free_port())


def test_what_takes_too_long_to_start_does_not_start(monkeypatch):
    monkeypatch.setattr(serving, "READY_WITHIN", 0.01)

    assert not serving.starts()


def test_a_web_process_goes_without_what_reads_the_settings(made_site):
    site = made_site("sqlite", MATINEE_JOB_WORKERS="0").start()

    (web,) = site.web_processes()

    loaded = [libraries(pid) for pid in (web, site.pid)]
    assert all("sqlite" in each for each in loaded)
    assert not any("pydantic" in each for each in loaded)


def test_the_server_is_told_to_keep_little_memory(made_site):
    site = made_site("sqlite").start()

    worker = site.worker()

    assert worker is not None
    assert environment(worker).items() >= memory.OF_SERVER.items()


@pytest.mark.parametrize("wish", [signal.SIGTERM, signal.SIGINT])
def test_a_site_that_is_still_starting_ends_at_once(made_site, wish):
    site = made_site("sqlite", MATINEE_WORKERS="2", MATINEE_JOB_WORKERS="0")
    site.process = site.begun("serve")
    until(lambda: len(site.web_processes()) == 2, of=site.process)
    web = site.web_processes()

    os.killpg(site.pid, wish)

    # A process that does not listen is ended by force only then.
    site.process.wait(serving.GONE_WITHIN - 5)
    assert not any(command(pid) for pid in web)


def test_a_wish_to_renew_does_not_end_a_site_that_is_still_starting(made_site):
    site = made_site("sqlite", MATINEE_JOB_WORKERS="0")
    with site.written.open("ab") as file:
        site.process = subprocess.Popen(
            [sys.executable, "-m", "matinee", "serve"],
            env=site.environment,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    # Its code is being loaded.
    until(lambda: "markupsafe" in libraries(site.pid), of=site.process)

    os.kill(site.pid, signal.SIGHUP)

    until(site.answers, of=site.process, what=lambda: site.output)


def test_a_setting_that_is_refused_is_said_in_a_line(made_site):
    said = made_site("sqlite").run("serve", MATINEE_THREADS="abc", PORT="0")

    assert said.returncode == 2
    assert [line.partition(":")[0] for line in said.stdout.splitlines()] == [
        "Error",
        "MATINEE_THREADS is refused",
    ]
