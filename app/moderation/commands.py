"""Commands about members that stand in the log: roles, sign-ins, second factors.

They join the group `matinee members`, whose other commands stand in `app/accounts`
(see `setup.py`).
"""

from collections.abc import Callable
from datetime import datetime

import click
from flask.cli import AppGroup, with_appcontext

from app.accounts import queries as account_queries
from app.accounts import rules
from app.accounts.models import User
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import DomainError
from app.moderation import operations, queries
from app.moderation.models import ModerationAction

role_group = AppGroup("role", help="Give members roles, and take them.")
reason_option = click.option(
    "--reason",
    required=True,
    help="Why; the member reads it, and it stands in the log.",
)
name_of_role = click.argument("role", type=click.Choice(list(rules.ROLES)))


@role_group.command("give")
@click.argument("email")
@name_of_role
@reason_option
def give_role(email: str, role: str, reason: str) -> None:
    """Give a role to the member of that e-mail address, and end their sign-ins."""
    user = member_of(email)
    do(lambda at: operations.give_role(user.id, role, reason, by_id=None, at=at))
    click.echo(f"{user.name} is {role} now")


@role_group.command("take")
@click.argument("email")
@name_of_role
@reason_option
def take_role(email: str, role: str, reason: str) -> None:
    """Take a role from the member of that e-mail address, and end their sign-ins."""
    user = member_of(email)
    do(lambda at: operations.take_role(user.id, role, reason, by_id=None, at=at))
    click.echo(f"{user.name} is {role} no longer")


@click.command("list")
@click.option("--role", type=click.Choice(list(rules.ROLES)), help="Only who has it.")
@click.option("--begins", default="", help="Only whose name or address begins so.")
@with_appcontext
def list_members(role: str | None, begins: str) -> None:
    """List members with their roles, by name."""
    found = queries.found_members(begins, role or "", by_email=True)
    for member in found[: queries.MOST_FOUND]:
        roles = ", ".join(member.roles) or "member"
        out = "" if member.is_active else "  cannot sign in"
        click.echo(f"{member.email}  {member.name}  {roles}{out}")
    if len(found) > queries.MOST_FOUND:
        click.echo("There are more: say how the name begins.", err=True)


@click.command("show")
@click.argument("email")
@with_appcontext
def show(email: str) -> None:
    """Show the account of an e-mail address, and what was decided about it."""
    file = queries.account_file(member_of(email).id)
    if file is None:
        raise click.ClickException("This member has just left.")
    factor = f"on, {file.recovery_codes} recovery codes left"
    lines = {
        "name": file.name,
        "e-mail": f"{file.email}{'' if file.is_confirmed else ' (not confirmed)'}",
        "signs in": "yes" if file.is_active and file.can_sign_in else "no",
        "roles": ", ".join(file.roles) or "none",
        "sign-ins": str(file.sessions),
        "second factor": factor if file.has_second_factor else "off",
        "passkeys": str(file.passkeys),
        "critic's page": file.critic.url if file.critic else "none",
    }
    for name, words in lines.items():
        click.echo(f"{name:<14} {words}")
    for line in queries.latest_log(limit=20, member_id=file.id):
        detail = f" ({line.detail})" if line.detail else ""
        click.echo(f"{line.acted_at:%Y-%m-%d}     {line.done}{detail}: {line.reason}")


@click.command("end-sessions")
@click.argument("email")
@reason_option
@with_appcontext
def end_sessions(email: str, reason: str) -> None:
    """Sign the member of that e-mail address out everywhere."""
    user = member_of(email)
    do(lambda at: operations.end_member_sessions(user.id, reason, by_id=None, at=at))
    click.echo(f"{user.name} is signed out everywhere")


@click.command("reset-second-factor")
@click.argument("email")
@click.option("--passkeys", is_flag=True, help="Remove the passkeys, too.")
@reason_option
@with_appcontext
def reset_second_factor(email: str, passkeys: bool, reason: str) -> None:
    """Let somebody in by their password alone who has lost phone and recovery codes.

    Make sure who asks, face to face or by a call to a number that you know. A letter
    from their address is not enough: whoever reads their mail can replace the password.
    """
    user = member_of(email)
    do(
        lambda at: operations.reset_second_factor(
            user.id, reason, passkeys=passkeys, by_id=None, at=at
        )
    )
    click.echo(f"{user.name} signs in by password alone now")


def member_of(email: str) -> User:
    """Return the member of an e-mail address, or end the command."""
    user = account_queries.member_with_email(email)
    if user is None:
        raise click.ClickException("There is no member with this e-mail address.")
    return user


def do(change: Callable[[datetime], ModerationAction]) -> None:
    """Make a change and commit it, or say why it cannot be."""
    try:
        change(utcnow())
        db.session.commit()
    except DomainError as error:
        db.session.rollback()
        raise click.ClickException(str(error)) from error
