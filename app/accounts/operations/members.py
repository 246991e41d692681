"""Verbs of members: their accounts, drafts, sessions and failed tries."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlalchemy.exc import IntegrityError

from app.accounts import queries, rules
from app.accounts.models import (
    AccessToken,
    Draft,
    LoginSession,
    Role,
    SignInFailure,
    User,
)
from app.accounts.operations.changes import change
from app.core.db import db, insert_unless_there
from app.core.errors import Conflict, DomainError, NotFound
from app.core.reading import Lean

DRAFTS: Any = Draft.__table__
DISCARD = Lean(
    delete(DRAFTS).where(
        DRAFTS.c.user_id == bindparam("member"), DRAFTS.c.target == bindparam("of")
    )
)
LONGEST_FIELD = 20_000
MOST_FIELDS = 20
GUEST_BYTES = 5


class NotAllowed(DomainError):
    """A name, an address or a role that an account cannot have."""


def add_member(
    *,
    email: str,
    name: str,
    password_hash: str | None,
    roles: Iterable[str] = (),
    at: datetime,
) -> User:
    """Add an account that may sign in at once."""
    name = rules.tidy_name(name)
    problem = rules.name_problem(name) or queries.name_clash(name)
    if problem is not None:
        raise NotAllowed(problem)
    if queries.member_with_email(email) is not None:
        raise NotAllowed("There is an account with this e-mail address.")
    user = User(
        email=email.lower(),
        name=name,
        name_key=rules.name_key(name),
        password=password_hash,
        active=True,
        fs_uniquifier=secrets.token_hex(32),
        confirmed_at=at,
        created_at=at,
        admitted_at=at,
        roles=[known_role(role) for role in roles],
    )
    db.session.add(user)
    flush_new_member()
    return user


def add_guest(*, at: datetime) -> User:
    """Add an account for somebody who spoke once, without one: nobody can enter it."""
    number = secrets.token_hex(GUEST_BYTES)
    name = f"Viewer {number}"
    guest = User(
        email=f"{number}@guest.invalid",
        name=name,
        name_key=rules.name_key(name),
        password=None,
        active=False,
        fs_uniquifier=secrets.token_hex(32),
        created_at=at,
        shows_profile=False,
    )
    db.session.add(guest)
    db.session.flush()
    return guest


def confirm_email(user: User, *, at: datetime) -> None:
    """Note that a member's e-mail address is theirs."""
    if user.confirmed_at is None:
        user.confirmed_at = at
    db.session.flush()


def change_email(user: User, email: str, *, at: datetime) -> None:
    """Give a member another e-mail address, which they have shown to be theirs.

    Their key changes with it, so that no sign-in and no link goes on that whoever reads
    the old address may have: a link to a new password is bound to the key alone.
    """
    user.email = email
    user.confirmed_at = at
    user.fs_uniquifier = secrets.token_hex(32)
    flush_new_member()


def end_session(session_id: int, *, user_id: int) -> None:
    """Sign a member out on one browser; raises NotFound where there is none."""
    ended = delete(LoginSession).where(
        LoginSession.id == session_id, LoginSession.user_id == user_id
    )
    if not change(ended):
        raise NotFound("This sign-in is over already.")


def known_role(name: str) -> Role:
    """Return a role of the site; the first member who gets it brings it in."""
    if name not in rules.ROLES:
        raise NotAllowed(
            f"There is no role {name!r}. Choose of {', '.join(rules.ROLES)}."
        )
    role = queries.role(name)
    if role is None:
        role = Role(name=name, description=rules.ROLES[name])
        db.session.add(role)
    return role


def flush_new_member() -> None:
    """Write a new account now, so that a rival for its name is met here."""
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise Conflict(
            "This name or address was taken a moment ago. If it was by you, sign in; "
            "else go back and choose another name."
        ) from error


def keep_draft(
    target: str,
    fields: Mapping[str, str],
    *,
    key: str,
    user_id: int | None,
    at: datetime,
) -> None:
    """Keep what was typed for a day; a key has one draft for each target."""
    kept = {name: text[:LONGEST_FIELD] for name, text in fields.items()}
    if len(kept) > MOST_FIELDS:
        raise DomainError("This form has too many fields to be kept.")
    key_hash = rules.digest(key)
    change(delete(Draft).where(Draft.key_hash == key_hash, Draft.target == target))
    insert_unless_there(
        Draft,
        key_hash=key_hash,
        user_id=user_id,
        target=target,
        fields=kept,
        expires_at=at + rules.DRAFT_LIFE,
    )


def claim_draft(key: str, *, user_id: int, at: datetime) -> int:
    """Give the drafts of a key to the member who signed in with it."""
    return change(
        update(Draft)
        .where(
            Draft.key_hash == rules.digest(key),
            Draft.user_id.is_(None),
            Draft.expires_at > at,
        )
        .values(user_id=user_id)
    )


def discard_draft(target: str, *, key: str | None, user_id: int | None) -> None:
    """Throw away what was kept for a target; it has been posted."""
    if user_id is not None:
        DISCARD.change(member=user_id, of=target)
    if key is not None:
        change(
            delete(Draft).where(
                Draft.key_hash == rules.digest(key), Draft.target == target
            )
        )


def end_sessions(user_id: int) -> int:
    """Sign a member out everywhere."""
    return change(delete(LoginSession).where(LoginSession.user_id == user_id))


def end_other_sessions(user_id: int, *, but: int | None) -> int:
    """Sign a member out everywhere but in the session with the id `but`."""
    ended = delete(LoginSession).where(LoginSession.user_id == user_id)
    if but is not None:
        ended = ended.where(LoginSession.id != but)
    return change(ended)


def enter(user_id: int, *, at: datetime) -> None:
    """Note that a member has come in, once."""
    change(
        update(User)
        .where(User.id == user_id, User.admitted_at.is_(None))
        .values(admitted_at=at)
    )


def note_failures(key_hashes: Iterable[bytes], *, at: datetime) -> None:
    """Count a failed try for each of the keys."""
    for key_hash in key_hashes:
        db.session.add(SignInFailure(key_hash=key_hash, happened_at=at))
    db.session.flush()


def forgive_failures(key_hash: bytes) -> None:
    """Forget the failed tries of a key; its owner has signed in."""
    change(delete(SignInFailure).where(SignInFailure.key_hash == key_hash))


def purge_unconfirmed(*, before: datetime) -> int:
    """Delete the registrations of before that nobody has confirmed or come in by."""
    return change(
        delete(User).where(
            User.confirmed_at.is_(None),
            User.admitted_at.is_(None),
            User.password.is_not(None),
            User.demo.is_(False),
            User.created_at <= before,
        )
    )


def purge(*, at: datetime, idle: timedelta) -> int:
    """Delete sessions and drafts whose time is over, and failures long past."""
    unvisited = LoginSession.user_id.is_not(None) & (LoginSession.seen_at <= at - idle)
    return sum(
        change(statement)
        for statement in (
            delete(LoginSession).where((LoginSession.expires_at <= at) | unvisited),
            delete(Draft).where(Draft.expires_at <= at),
            delete(AccessToken).where(
                AccessToken.expires_at <= at - rules.KEPT_EXPIRED
            ),
            delete(SignInFailure).where(
                SignInFailure.happened_at <= at - rules.FAILURE_WINDOW
            ),
        )
    )
