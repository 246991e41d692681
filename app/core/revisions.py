"""Revisions of the tables: which one the database has, and which this code wants."""

import re
from dataclasses import dataclass

from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from app.config import ROOT
from app.core.db import db

REVISION = re.compile(r'^(revision|down_revision)\b[^=]*= "(\w+)"', re.MULTILINE)


@dataclass(frozen=True)
class Revisions:
    """The revisions that this code knows, and the one that it is written for."""

    known: frozenset[str]
    newest: str | None


def ours() -> Revisions:
    """Return the revisions of our migrations; the newest is the one before no other.

    Read from the files: Alembic would cost every process that is asked 12 MB.
    """
    revisions: set[str] = set()
    before: set[str] = set()
    for path in (ROOT / "app" / "migrations" / "versions").glob("*.py"):
        named = dict(REVISION.findall(path.read_text(encoding="utf-8")))
        revisions.add(named["revision"])
        before.add(named.get("down_revision", ""))
    return Revisions(frozenset(revisions), max(revisions - before, default=None))


def of_database() -> str | None:
    """Return the revision of the tables that the database has."""
    statement = text("SELECT version_num FROM alembic_version")
    found: str | None = db.session.execute(statement).scalar_one_or_none()
    return found


def has_tables() -> bool:
    """Tell whether a database that answers has any tables of ours."""
    return inspect(db.engine).has_table("alembic_version")


def is_behind() -> bool:
    """Tell whether the tables are missing, or of a version before this one.

    Not where the database does not say: it may be away, and come back with them.
    """
    try:
        if not has_tables():
            return True
        there, wanted = of_database(), ours()
    except DatabaseError:
        return False
    return there != wanted.newest and (there is None or there in wanted.known)


def is_ahead() -> bool:
    """Tell whether the tables are of a version that this one does not know."""
    there = of_database() if has_tables() else None
    return there is not None and there not in ours().known
