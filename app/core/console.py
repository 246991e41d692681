"""Commands at a console: faults and Ctrl-C are told in a sentence, and by a code.

Disk full, folder read-only, database away or locked: what was committed stays, the rest
was rolled back, and the same command can be run again.
"""

import os
import resource
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

import click
from flask.cli import AppGroup, FlaskGroup, ScriptInfo

from app.core import errors
from app.setting import SettingsRefused

UNAVAILABLE = 75
"""What a command exits with then; the number that mail programs use for it, too."""

STAYS = (
    "Nothing is half done: what was committed stays, the rest was undone. Put that "
    "right and run the same command again."
)


class Unavailable(click.ClickException):
    """The machine or its database does not do what is needed."""

    exit_code = UNAVAILABLE

    def __init__(self, what: object) -> None:
        super().__init__(f"{what}. {STAYS}")


class Misconfigured(click.ClickException):
    """What is set is refused, so that there is no site to run a command of."""

    exit_code = 2


class Stopped(click.ClickException):
    """Somebody pressed Ctrl-C, and the command has nothing of its own to say of it."""

    exit_code = 1

    def __init__(self) -> None:
        super().__init__("Stopped. What was committed stays, the rest was undone.")

    def show(self, file: IO[Any] | None = None) -> None:
        """Say so, as no error."""
        click.echo(self.message, file=file, err=file is None)


@contextmanager
def told_when_stopped() -> Iterator[None]:
    """Say in a sentence that Ctrl-C, or the end of what is typed, ended a command."""
    try:
        yield
    except (KeyboardInterrupt, EOFError, click.Abort) as stop:
        # The terminal shows ^C in the line that it is at.
        click.echo(err=True)
        raise Stopped from stop


class LateCommands(click.Group):
    """Commands of which some are `late`: loaded when they are called, or listed.

    None pays in memory for what the others need. Each is named as `module:name`.
    """

    late: Mapping[str, str] = MappingProxyType({})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a command, loaded now if it is late."""
        if name in self.late and name not in self.commands:
            module, _, attribute = self.late[name].partition(":")
            self.add_command(getattr(import_module(module), attribute), name)
        return super().get_command(ctx, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands in their order."""
        return sorted({*super().list_commands(ctx), *self.late})


class Group(LateCommands, AppGroup):
    """A group of commands that run in the site's context."""


class Commands(LateCommands, FlaskGroup):
    """The commands of the site."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Read what was asked for."""
        with told_when_stopped():
            return super().make_context(info_name, args, parent, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands; without a site, those that need none."""
        try:
            ctx.ensure_object(ScriptInfo).load_app()
        except SettingsRefused as refused:
            click.echo(f"Error: {refused}\n", err=True)
            return sorted({*self.commands, *self.late})
        return super().list_commands(ctx)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; say plainly when it is stopped, or the machine fails it."""
        try:
            with told_when_stopped():
                return super().invoke(ctx)
        except SettingsRefused as refused:
            raise Misconfigured(str(refused)) from refused
        except errors.unavailable() as error:
            said = " ".join(str(getattr(error, "orig", error)).split())
            raise Unavailable(f"The database says: {said}") from error
        except OSError as error:
            if error.errno not in errors.OUR_MACHINE:
                raise
            where = f": {error.filename}" if error.filename else ""
            raise Unavailable(f"{error.strerror}{where}") from error


def writable(folder: Path) -> None:
    """Say so when nothing can be written to the instance folder; stop without one."""
    folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK):
        click.echo(
            f"Nothing can be written to {folder}: pages are shown, posts are answered "
            "503, no job is done. Make it writable: Matinee goes on by itself.",
            err=True,
        )


def open_as_many_as_allowed() -> None:
    """Let the server have more connections than the 1,024 that a shell allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
