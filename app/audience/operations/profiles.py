"""What a member shows of themselves: a few words, choices, favourite movies."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from app.accounts.models import User
from app.audience import queries
from app.audience.models import Favourite
from app.audience.operations.bios import say_of_oneself
from app.audience.operations.holds import Gate
from app.core.db import db, insert_unless_there
from app.core.errors import Conflict
from app.movies import operations as movie_operations

TOO_MANY = (
    f"You have {queries.MOST_FAVOURITES} favourites already. "
    "Take one away to make room."
)


@dataclass(frozen=True)
class Showing:
    """What a member wishes others to see."""

    bio: str
    profile: bool
    ratings: bool
    favourites: bool


def show_oneself(
    user_id: int, showing: Showing, gate: Gate | None = None, *, at: datetime
) -> None:
    """Change what the page of a member shows; words may be held by the gate."""
    say_of_oneself(user_id, showing.bio, gate, at=at)
    db.session.execute(
        update(User)
        .where(User.id == user_id)
        .values(
            shows_profile=showing.profile,
            shows_ratings=showing.ratings,
            shows_favourites=showing.favourites,
        )
    )
    # The name on each of these pages may lead to the member's own page, or no longer.
    movie_operations.touch(*queries.movies_reviewed_by(user_id))


def choose_favourite(movie_id: int, *, user_id: int, at: datetime) -> None:
    """Put a movie among a member's favourites; raises Conflict when they are full."""
    # The row of the member makes two presses wait for each other.
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update())
    if queries.is_favourite(movie_id, user_id):
        return
    if queries.favourite_count(user_id) >= queries.MOST_FAVOURITES:
        raise Conflict(TOO_MANY)
    insert_unless_there(Favourite, user_id=user_id, movie_id=movie_id, chosen_at=at)
    movie_operations.touch()


def drop_favourite(movie_id: int, *, user_id: int) -> None:
    """Take a movie from a member's favourites."""
    db.session.execute(
        delete(Favourite).where(
            Favourite.user_id == user_id, Favourite.movie_id == movie_id
        )
    )
    movie_operations.touch()
