"""Ctrl-C at a command is told in a sentence, whenever it comes; the code stays 1."""

import signal

import click
import pytest
from click.testing import CliRunner
from flask import Flask

from app.core.console import Commands

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
