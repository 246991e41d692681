"""The people of the demo: sign-ins to try each role, and members who only rate."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask_security import hash_password
from sqlalchemy import exists, select

from app.accounts import rules as account_rules
from app.accounts.models import Role, User, UserRole
from app.core.db import db
from app.critics.models import Critic
from app.demo import draw
from app.demo.content import DemoAudienceReview, Film
from app.demo.rows import Report, ids_by, insert_rows
from app.movies import rules as movie_rules

PASSWORD = "matinee-demo"
JOINED = datetime(2012, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SignIn:
    """An account of the demo that can be signed in to."""

    name: str
    email: str
    role: str | None

    @property
    def title(self) -> str:
        """What the account is for."""
        return self.role or "member"


SIGN_INS = (
    SignIn("Ada", "ada@demo.example", None),
    SignIn("Bo", "bo@demo.example", None),
    SignIn("Cleo", "cleo@demo.example", "critic"),
    SignIn("Edda", "edda@demo.example", "editor"),
    SignIn("Mo", "mo@demo.example", "moderator"),
)


def add(films: Sequence[Film], report: Report | None = None) -> None:
    """Add the roles, the sign-ins and every member who reviews one of the films."""
    # Hashing takes its time, so it comes before the first row is written.
    passwords = {person.email: hash_password(PASSWORD) for person in SIGN_INS}
    add_missing_roles()
    signing_in = [
        account(person.name, person.email, password=passwords[person.email])
        for person in SIGN_INS
    ]
    insert_rows(User, [*signing_in, *reviewers(films), *drawn_members()], report)
    give_roles()
    link_critics()


def are_present() -> bool:
    """Tell whether the database holds the sign-ins of the demo."""
    emails = [person.email for person in SIGN_INS]
    found = select(exists().where(User.demo, User.email.in_(emails)))
    return bool(db.session.scalar(found))


def add_missing_roles() -> None:
    """Add the roles that the database does not have yet."""
    present = set(db.session.scalars(select(Role.name)))
    missing = [
        {"name": name, "description": description, "permissions": None}
        for name, description in account_rules.ROLES.items()
        if name not in present
    ]
    insert_rows(Role, missing)


def reviewers(films: Sequence[Film]) -> Iterable[dict[str, Any]]:
    """Yield the accounts of those whose reviews the films' files hold."""
    reviews: dict[str, DemoAudienceReview] = {}
    for film in films:
        for review in film.audience_reviews:
            reviews.setdefault(review.name, review)
    for name, review in reviews.items():
        yield account(
            name,
            f"{movie_rules.slugify(name)}@demo.invalid",
            super_reviewer=review.super_reviewer,
        )


def drawn_members() -> Iterable[dict[str, Any]]:
    """Yield the accounts of the demo members."""
    for member in range(draw.MEMBERS):
        yield account(
            draw.member_name(member),
            f"member{member + 1:04}@demo.invalid",
            super_reviewer=member % draw.SUPER_REVIEWER_EVERY == 0,
        )


def account(
    name: str, email: str, *, password: str | None = None, super_reviewer: bool = False
) -> dict[str, Any]:
    """Return the row of an account; without a password nobody can sign in to it."""
    return {
        "name": name,
        "name_key": account_rules.name_key(name),
        "email": email,
        "password": password,
        "active": True,
        "fs_uniquifier": secrets.token_hex(32),
        "confirmed_at": JOINED,
        "created_at": JOINED,
        "super_reviewer_since": JOINED if super_reviewer else None,
        "demo": True,
    }


def give_roles() -> None:
    """Give the sign-ins their roles."""
    accounts, roles = ids_by(User.email, User.id), ids_by(Role.name, Role.id)
    insert_rows(
        UserRole,
        [
            {"user_id": accounts[person.email], "role_id": roles[person.role]}
            for person in SIGN_INS
            if person.role
        ],
    )


def link_critics() -> None:
    """Give each critic who can sign in their page."""
    accounts = ids_by(User.email, User.id)
    insert_rows(
        Critic,
        [
            {
                "slug": movie_rules.slugify(person.name),
                "name": person.name,
                "user_id": accounts[person.email],
                "demo": True,
            }
            for person in SIGN_INS
            if person.role == "critic"
        ],
    )
