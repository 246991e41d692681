"""The command `generate`."""

import click

from app.cli import main
from app.generate import commands


def test_the_command_says_what_it_made(site):
    done = site.test_cli_runner().invoke(
        commands.generate, ["--movies", "12", "--reviews", "90", "--ratings", "80"]
    )

    assert done.exit_code == 0, done.output
    assert "12 films, 90 critic reviews, 80 ratings" in " ".join(done.output.split())
    assert "ratings" in done.output


def test_a_full_site_is_refused_with_a_word(site):
    arguments = ["--movies", "3", "--reviews", "9", "--ratings", "8"]
    site.test_cli_runner().invoke(commands.generate, arguments)

    again = site.test_cli_runner().invoke(commands.generate, arguments)
    beside = site.test_cli_runner().invoke(commands.generate, [*arguments, "--beside"])

    assert again.exit_code == 1
    assert "--beside" in again.output
    assert beside.exit_code == 0


def test_who_is_stopped_is_told_what_is_there(site, monkeypatch):
    def stopped(*arguments, **named):
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "make", stopped)
    done = site.test_cli_runner().invoke(commands.generate, [])

    assert done.exit_code == commands.STOPPED
    assert "whole" in done.output


def test_the_site_has_the_command():
    context = click.Context(main)

    assert "generate" in main.list_commands(context)
    assert main.get_command(context, "generate") is commands.generate
