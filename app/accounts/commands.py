"""Commands of accounts: members with roles, tokens, clearing away what is over."""

from datetime import timedelta
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import AppGroup
from flask_security import hash_password

from app.accounts import operations, queries, rules
from app.config import Settings
from app.core.clock import utcnow
from app.core.console import Group
from app.core.db import db
from app.core.errors import DomainError
from app.core.late import later

if TYPE_CHECKING:
    import email_validator
else:
    email_validator = later("email_validator")

members = Group("members", help="Add members and give them roles.")
sessions = AppGroup("sessions", help="Look after sign-ins and drafts.")

tokens = AppGroup("tokens", help="Make personal tokens for programs.")


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
        found = email_validator.validate_email(email, check_deliverability=False)
    except email_validator.EmailNotValidError as error:
        raise click.ClickException(str(error)) from error
    address = found.normalized.lower()
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


@tokens.command("add")
@click.argument("email")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([str(each) for each in rules.Scope]),
    help="What it may do; can be given several times.",
)
@click.option("--name", default="From the command line", show_default=True)
@click.option(
    "--days",
    "life",
    type=click.Choice(list(rules.LIVES)),
    default="30",
    show_default=True,
    help="How long it lasts.",
)
def add_token(email: str, scopes: tuple[str, ...], name: str, life: str) -> None:
    """Make a token for the member of that e-mail address, and print it this once."""
    user = queries.member_with_email(email)
    if user is None:
        raise click.ClickException("There is no member with this e-mail address.")
    try:
        secret = operations.make_token(
            user.id,
            name=name[: rules.LONGEST_TOKEN_NAME],
            scopes=[rules.Scope(each) for each in scopes],
            life=life,
            roles=queries.roles_of(user.id),
            at=utcnow(),
        )
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    click.echo(secret)


@sessions.command("purge")
def purge() -> None:
    """Delete sign-ins and drafts whose time is over; run it once a day."""
    settings: Settings = current_app.config["SETTINGS"]
    idle = timedelta(days=settings.session_idle_days)
    count = operations.purge(at=utcnow(), idle=idle)
    db.session.commit()
    click.echo(f"{count} rows deleted")
