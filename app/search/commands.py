"""Commands that look after the search index."""

import sys

import click
from flask.cli import with_appcontext

from app.core.db import db
from app.search import operations, queries

MOST_NAMED = 50


@click.group("search")
def search_group() -> None:
    """Check and rebuild the index that search reads."""


@search_group.command()
@with_appcontext
def verify() -> None:
    """Compare the index with what it is made of; exit 1 and name each difference."""
    found = queries.differences()
    for each in found[:MOST_NAMED]:
        click.echo(
            f"{each.kind} {each.row_id}: stored {each.stored!r}, "
            f"should be {each.expected!r}"
        )
    broken = queries.broken_indexes()
    db.session.rollback()
    for name in broken:
        click.echo(f"{name}: does not agree with the documents")
    count = len(found) + len(broken)
    click.echo(f"{count} differences" if count else "none differs")
    if count:
        sys.exit(1)


@search_group.command()
@with_appcontext
def rebuild() -> None:
    """Make the index anew from movies, people, critics and publications."""
    count = operations.rebuild()
    db.session.commit()
    click.echo(f"{count} names can be found")
