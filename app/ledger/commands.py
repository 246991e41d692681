"""Commands that prove the scores: `matinee scores …`."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.core.clock import utcnow
from app.core.db import db
from app.ledger import operations, queries
from app.ledger.rules.book import Book, Check, recount
from app.ledger.rules.reading import Unreadable, read

UNREADABLE = 2


@click.group()
def scores() -> None:
    """Check and rebuild the tallies that scores are made from."""


@scores.command()
@with_appcontext
def verify() -> None:
    """Recount every movie from its rows; exit 1 and name each difference if any."""
    found = queries.differences()
    for difference in found:
        click.echo(
            f"{difference.slug}: {difference.what}: stored {difference.stored}, "
            f"counted {difference.counted}"
        )
    many = len(found)
    some = f"{many:,} {'difference' if many == 1 else 'differences'}"
    click.echo(some if found else "none differs")
    if found:
        sys.exit(1)


@scores.command()
@with_appcontext
def rebuild() -> None:
    """Count every movie anew and replace its tally."""
    count = operations.rebuild_all(at=utcnow())
    db.session.commit()
    click.echo(f"{count:,} {'movie' if count == 1 else 'movies'} counted")


@scores.command("recompute")
@click.argument("file", type=click.Path(path_type=Path))
def recompute(file: Path) -> None:
    """Work out every score from a ledger's FILE alone, saved as CSV or JSON.

    Needs no site and no database. Exits 1 if the file claims anything else than its own
    rows make, and 2 if it cannot be read.
    """
    try:
        book = read(file.read_bytes())
    except OSError as error:
        click.echo(f"{file}: {error.strerror}", err=True)
        sys.exit(UNREADABLE)
    except Unreadable as error:
        click.echo(f"{file}: {error}", err=True)
        sys.exit(UNREADABLE)
    checks = recount(book)
    for line in report(book, checks):
        click.echo(line)
    if not all(check.agrees for check in checks):
        sys.exit(1)


def report(book: Book, checks: Sequence[Check]) -> list[str]:
    """Return the lines of a recount, every figure beside its claim."""
    counted = sum(row.standing == "counted" for row in book.reviews)
    lines = [
        f"{book.film.title} ({book.film.slug}), policy {book.policy.preset} "
        f"version {book.policy.version}",
        f"{counted:,} of {len(book.reviews):,} critic reviews count, "
        f"{len(book.ratings):,} ratings",
        f"{'figure':<26}{'from the rows':>14}{'claimed':>14}",
    ]
    for check in checks:
        mark = "" if check.agrees else "  differs"
        lines.append(
            f"{check.name:<26}{shown(check.recounted):>14}{shown(check.claimed):>14}"
            f"{mark}"
        )
    different = sum(not check.agrees for check in checks)
    lines.append(f"{different} differ" if different else "none differs")
    return lines


def shown(value: str | int | None) -> str:
    """Return a figure, or a dash where there is none."""
    return "-" if value is None else str(value)
