"""Everything of one member, a part at a time: their films, and every row of theirs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, select

from app.accounts.models import Role, User, UserRole
from app.audience.models import AudienceReview, Interest, InterestKind, Standing
from app.core.db import Model, db
from app.imports.models.member_imports import Viewing
from app.imports.rules.letterboxd import Outgoing
from app.imports.rules.private_columns import is_secret, owns
from app.movies.models import Credit, CreditRole, Movie, MovieIdentifier, Person

MANY = 500


@dataclass(frozen=True)
class OwnTable:
    """A table with rows of members: the columns that they may have."""

    table: Table
    columns: Sequence[Column[Any]]
    owner: Column[Any]

    @property
    def name(self) -> str:
        """The name of the table."""
        return self.table.name


def own_tables() -> Sequence[OwnTable]:
    """Return every table that holds rows of members, but for the account itself.

    Who else had to do with a row is not the member's to know.
    """
    return [
        OwnTable(
            table,
            [
                each
                for each in table.columns
                if not is_secret(table.name, each.name)
                and (each is owner or not is_of_account(each))
            ],
            owner,
        )
        for table in Model.metadata.sorted_tables
        for owner in [owner_of(table)]
        if owner is not None
    ]


def owner_of(table: Table) -> Column[Any] | None:
    """Return the column that says whose a row is."""
    for column in table.columns:
        if is_of_account(column) and owns(column.name):
            return column
    return None


def is_of_account(column: Column[Any]) -> bool:
    """Tell whether a column names an account."""
    return "account.id" in {key.target_fullname for key in column.foreign_keys}


def rows_of(own: OwnTable, user_id: int) -> Iterator[Mapping[str, Any]]:
    """Yield a member's rows of a table."""
    rows = db.session.execute(
        select(*own.columns)
        .where(own.owner == user_id)
        .order_by(*own.table.primary_key.columns)
        .execution_options(yield_per=MANY)
    )
    for row in rows:
        yield dict(row._mapping)  # noqa: SLF001  the row's public view of itself


def profile_of(user_id: int) -> Mapping[str, Any]:
    """Return what the account itself holds, and its roles."""
    table = Model.metadata.tables[User.__tablename__]
    columns = [each for each in table.columns if not is_secret("account", each.name)]
    row = db.session.execute(select(*columns).where(table.c.id == user_id)).one()
    roles = db.session.scalars(
        select(Role.name)
        .join(UserRole, UserRole.role_id == Role.id)
        .where(UserRole.user_id == user_id)
        .order_by(Role.name)
    ).all()
    return {**row._mapping, "roles": list(roles)}  # noqa: SLF001


FILM = (Movie.id, Movie.slug, Movie.title, Movie.year)


def films_said_of(user_id: int) -> Iterator[tuple[Any, Mapping[str, str]]]:
    """Yield each rating of a member with its film and the film's numbers."""
    yield from with_numbers(
        select(*FILM, AudienceReview)
        .join(Movie, AudienceReview.movie_id == Movie.id)
        .where(AudienceReview.user_id == user_id)
        .order_by(AudienceReview.id)
    )


def films_of_interest(user_id: int) -> Iterator[tuple[Any, Mapping[str, str]]]:
    """Yield what a member means to do about films."""
    yield from with_numbers(
        select(*FILM, Interest)
        .join(Movie, Interest.movie_id == Movie.id)
        .where(Interest.user_id == user_id)
        .order_by(Interest.decided_at, Movie.id)
    )


def films_viewed(user_id: int) -> Iterator[tuple[Any, Mapping[str, str]]]:
    """Yield a member's viewings."""
    yield from with_numbers(
        select(*FILM, Viewing)
        .join(Movie, Viewing.movie_id == Movie.id)
        .where(Viewing.user_id == user_id)
        .order_by(Viewing.movie_id, Viewing.watched_on, Viewing.id)
    )


def with_numbers(listing: Any) -> Iterator[tuple[Any, Mapping[str, str]]]:
    """Yield rows with the film's numbers at other catalogues."""
    rows = db.session.execute(listing.execution_options(yield_per=MANY))
    for part in rows.partitions():
        numbers = numbers_of([row.id for row in part])
        for row in part:
            yield row, numbers.get(row.id, {})


def numbers_of(movie_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    """Return the numbers of films at other catalogues."""
    numbers: dict[int, dict[str, str]] = {}
    rows = db.session.execute(
        select(
            MovieIdentifier.movie_id, MovieIdentifier.catalogue, MovieIdentifier.value
        ).where(MovieIdentifier.movie_id.in_(movie_ids))
    )
    for row in rows:
        numbers.setdefault(row.movie_id, {})[row.catalogue] = row.value
    return numbers


def directors_of(movie_ids: Sequence[int]) -> Mapping[int, str]:
    """Return who made films, as one text each."""
    names: dict[int, list[str]] = {}
    rows = db.session.execute(
        select(Credit.movie_id, Person.name)
        .join(Person, Credit.person_id == Person.id)
        .where(Credit.movie_id.in_(movie_ids), Credit.role == CreditRole.DIRECTOR)
        .order_by(Credit.movie_id, Credit.position)
    )
    for row in rows:
        names.setdefault(row.movie_id, []).append(row.name)
    return {movie_id: ", ".join(found) for movie_id, found in names.items()}


def outgoing(user_id: int) -> Iterator[Outgoing]:
    """Yield viewings, then present ratings, as Letterboxd takes them."""
    for row, numbers in films_viewed(user_id):
        viewing = row.Viewing
        yield film_out(
            row,
            numbers,
            rating=viewing.rating,
            watched_on=viewing.watched_on,
            rewatch=viewing.rewatch,
            tags=viewing.tags,
            review=viewing.words,
        )
    for row, numbers in films_said_of(user_id):
        review = row.AudienceReview
        if review.standing != Standing.WITHDRAWN:
            yield film_out(row, numbers, rating=review.rating, review=review.body)


def wishes(user_id: int) -> Iterator[Outgoing]:
    """Yield the films that a member wants to see."""
    for row, numbers in films_of_interest(user_id):
        if row.Interest.kind == InterestKind.WANT_TO_SEE:
            yield film_out(row, numbers)


def film_out(row: Any, numbers: Mapping[str, str], **values: Any) -> Outgoing:
    """Return a film as it is handed to Letterboxd."""
    return Outgoing(
        row.title,
        row.year,
        tmdb=numbers.get("tmdb", ""),
        imdb=numbers.get("imdb", ""),
        directors=directors_of([row.id]).get(row.id, ""),
        **values,
    )
