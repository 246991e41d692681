"""The commands of the demo."""

import click
from flask import current_app
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from app.demo import members
from app.demo.load import AlreadyLoaded, NotEmpty, load

demo = AppGroup("demo", help="A database to try the site with.")


@demo.command("load")
def load_command() -> None:
    """Fill an empty database with the demo and print its sign-ins."""
    console = Console(highlight=False)
    try:
        load_with_progress(console)
    except AlreadyLoaded as refusal:
        console.print(str(refusal))
    except NotEmpty as refusal:
        raise click.ClickException(str(refusal)) from refusal
    print_sign_ins(console)


def load_with_progress(console: Console) -> None:
    """Load the demo and draw a bar for each step."""
    columns = (TextColumn("{task.description:<9}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console) as bars:
        tasks = {}

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done)

        load(current_app.config["SETTINGS"], report)


def print_sign_ins(console: Console) -> None:
    """Print who can sign in, as what, and with which password."""
    table = Table("Name", "E-mail", "Role", box=None, pad_edge=False)
    for person in members.SIGN_INS:
        table.add_row(person.name, person.email, person.title)
    console.print(table)
    console.print(f"Everybody's password is {members.PASSWORD}")
