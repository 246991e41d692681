"""Policies: which films another one would change, and how it is put in force.

The preview counts from the stored tallies; putting a policy in force is one transaction
with every seal that it gives or takes.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select, update

from app.accounts.models import User
from app.core.db import db, insert_unless_there
from app.core.errors import Conflict
from app.movies.models import Movie, SiteVersion
from app.scores import bulk, queries, rules
from app.scores.models import ScorePolicy, SealEvent, Tally
from app.scores.rules.policy_change import Change, Standing, changes

REPLACED = (
    "Somebody has put another policy in force in the meantime. Look at it, and at the"
    " preview, once more."
)


@dataclass(frozen=True)
class ChangedFilm:
    """A film that another policy would change, with its counts."""

    title: str
    year: int | None
    url: str
    critics: rules.CriticTally
    audience: rules.AudienceTally
    changes: Sequence[Change]


@dataclass(frozen=True)
class Preview:
    """What another policy would change: how many films how, and the first of them."""

    films: Sequence[ChangedFilm]
    film_count: int
    counts: Sequence[tuple[str, int]]
    all_films: int


@dataclass(frozen=True)
class Version:
    """A policy that was or is in force."""

    policy: rules.Policy
    in_force_from: datetime
    made_by: str | None
    note: str | None
    seals_changed: int


def preview(after: rules.Policy, *, limit: int) -> Preview:
    """Count what would change under another policy, and return the first films."""
    before = queries.policy_in_force()
    rows = db.session.execute(
        select(Movie.title, Movie.year, Movie.slug, Movie.wide_release)
        .add_columns(*queries.TALLY_COLUMNS)
        .join(Tally, Tally.movie_id == Movie.id)
        .order_by(Movie.title_sort, Movie.id)
    )
    films: list[ChangedFilm] = []
    counts: Counter[Change] = Counter()
    film_count = all_films = 0
    for row in rows:
        all_films += 1
        critics, audience = queries.critic_tally(row), queries.audience_tally(row)
        film = Standing(critics, audience, bool(row.sealed), bool(row.wide_release))
        found = changes(film, before, after)
        if not found:
            continue
        film_count += 1
        counts.update(found)
        if len(films) < limit:
            url = f"/movies/{row.slug}"
            films.append(
                ChangedFilm(row.title, row.year, url, critics, audience, found)
            )
    named = [(change.sentence, number) for change, number in counts.most_common()]
    return Preview(films, film_count, named, all_films)


def put_in_force(
    policy: rules.Policy,
    *,
    replacing: int,
    note: str | None,
    made_by_id: int | None,
    at: datetime,
) -> int:
    """Make a policy the next version and settle every seal; return how many changed.

    `replacing` is the version that the preview was made against; raises Conflict when
    another one is in force. Whoever counts a review meanwhile waits for the end of this
    transaction, or this one for theirs, so that no seal follows the old policy.
    """
    if queries.policy_in_force().version != replacing:
        raise Conflict(REPLACED)
    is_next = insert_unless_there(
        ScorePolicy,
        **vars_of(replace(policy, version=replacing + 1)),
        in_force_from=at,
        made_by_id=made_by_id,
        note=note,
    )
    if not is_next:
        raise Conflict(REPLACED)
    movie_ids = db.session.scalars(
        select(Tally.movie_id).order_by(Tally.movie_id).with_for_update()
    ).all()
    db.session.execute(
        update(Tally).values(
            critic_minimum=max(1, policy.critic_minimum),
            audience_minimum=max(1, policy.audience_minimum),
        )
    )
    bulk.settle_seals(movie_ids, at=at)
    db.session.flush()
    # Every film's page names the policy, so every version moves, and the site's last.
    db.session.execute(update(Movie).values(version=Movie.version + 1))
    db.session.execute(update(SiteVersion).values(number=SiteVersion.number + 1))
    return seals_changed(replacing + 1, at)


def seals_changed(version: int, at: datetime) -> int:
    """Count the seals that a policy gave or took when it was put in force."""
    return (
        db.session.scalar(
            select(func.count(SealEvent.id)).where(
                SealEvent.policy_version == version, SealEvent.happened_at == at
            )
        )
        or 0
    )


def versions() -> list[Version]:
    """Return every policy there was, newest first, with who made it."""
    rows = db.session.execute(
        select(ScorePolicy, User.name)
        .outerjoin(User, ScorePolicy.made_by_id == User.id)
        .order_by(ScorePolicy.version.desc())
    )
    return [
        Version(
            row.as_rules(),
            row.in_force_from,
            name,
            row.note,
            seals_changed(row.version, row.in_force_from),
        )
        for row, name in rows
    ]


def vars_of(policy: rules.Policy) -> dict[str, object]:
    """Return the columns of a policy."""
    return {name: getattr(policy, name) for name in policy.__slots__}
