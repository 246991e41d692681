"""Ctrl-C and refused settings are told in a sentence, at every command.

The code of the one stays 1, that of the other is 2.
"""

import os
import signal
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner
from flask import Flask

from app.config import ROOT
from app.core.console import Commands
from app.setting import SettingsRefused

STOPPED = "\nStopped. What was committed stays, the rest was undone.\n"


@pytest.fixture(autouse=True)
def heard():
    """Let Ctrl-C raise, whoever started the tests in the background or not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def pressed(*_arguments, **_named):
    signal.raise_signal(signal.SIGINT)


def commands(create_app=lambda: Flask("site")):
    group = Commands(create_app=create_app, add_default_commands=False, name="site")
    group.command("press")(pressed)
    group.command("ask")(lambda: click.confirm("Sure?", abort=True))
    return group


def stopped(group, *words, **fields):
    result = CliRunner().invoke(group, words, **fields)
    assert result.exit_code == 1
    assert "Aborted!" not in result.output
    assert STOPPED in result.output


SLOW = "import time; print(flush=True); time.sleep(60)"


def stopped_while_loading(folder, **where) -> str:
    """Press Ctrl-C once code in a folder has said a word; return what is said of it."""
    command = subprocess.Popen(
        [sys.executable, "-m", "matinee", "where"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **where,
    )
    command.stdout.readline()

    command.send_signal(signal.SIGINT)
    _, said = command.communicate()

    assert command.returncode == 1
    return said


def test_while_its_code_is_loaded(tmp_path):
    (tmp_path / "markupsafe.py").write_text(SLOW)

    said = stopped_while_loading(tmp_path)

    assert said == "\nStopped. Nothing was begun.\n"


def test_while_code_of_a_string_is_loaded(tmp_path):
    """Python has a memory of its own of a Ctrl-C that passed through such code."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app/__init__.py").touch()
    (tmp_path / "app/cli.py").write_text(f"exec({SLOW!r})")

    said = stopped_while_loading(tmp_path, cwd=tmp_path)

    assert said == "\nStopped. Nothing was begun.\n"


def test_before_the_command_has_started():
    stopped(commands(create_app=pressed), "elsewhere")


def test_while_it_is_read_what_was_asked_for(monkeypatch):
    monkeypatch.setattr(click.Group, "parse_args", pressed)

    stopped(commands(), "press")


def test_in_a_command_that_has_nothing_to_say_of_it():
    stopped(commands(), "press")


@pytest.mark.parametrize("typed", ["", "n\n"])
def test_as_the_answer_to_a_question(typed):
    stopped(commands(), "ask", input=typed)


def refused():
    raise SettingsRefused("MATINEE_THREADS is refused: it is no whole number.")


@pytest.mark.parametrize("words", [("ask",), ("elsewhere",)])
def test_refused_settings_are_all_that_is_said(words):
    group = commands(create_app=refused)
    group.command("ask")(refused)

    result = CliRunner().invoke(group, words)

    assert result.exit_code == 2
    said = "Error: MATINEE_THREADS is refused: it is no whole number.\n"
    assert result.output == said


def test_with_refused_settings_there_is_help_all_the_same():
    result = CliRunner().invoke(commands(create_app=refused), ["--help"])

    assert result.exit_code == 0
    assert "MATINEE_THREADS is refused" in result.stderr
    assert {"ask", "press"} <= set(result.stdout.split())
