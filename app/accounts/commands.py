"""Commands of accounts: add a member with a role, clear away what is over."""

from datetime import timedelta

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask.cli import AppGroup
from flask_security import hash_password

from app.accounts import operations, rules
from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import DomainError

members = AppGroup("members", help="Add members and give them roles.")
sessions = AppGroup("sessions", help="Look after sign-ins and drafts.")


@members.command("add")
@click.argument("email")
@click.argument("name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(list(rules.ROLES)),
    help="What the member may do; can be given several times.",
)
@click.password_option(help="Asked for when it is left out, which is safer.")
def add(email: str, name: str, roles: tuple[str, ...], password: str) -> None:
    """Add a member who may sign in at once."""
    try:
        address = validate_email(email, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise click.ClickException(str(error)) from error
    problem = rules.password_problem(password, name, address)
    if problem is not None:
        raise click.ClickException(problem)
    try:
        operations.add_member(
            email=address,
            name=name,
            password_hash=hash_password(password),
            roles=roles,
            at=utcnow(),
        )
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    click.echo(f"{rules.tidy_name(name)} may sign in as {address}")


@sessions.command("purge")
def purge() -> None:
    """Delete sign-ins and drafts whose time is over; run it once a day."""
    settings: Settings = current_app.config["SETTINGS"]
    idle = timedelta(days=settings.session_idle_days)
    count = operations.purge(at=utcnow(), idle=idle)
    db.session.commit()
    click.echo(f"{count} rows deleted")
