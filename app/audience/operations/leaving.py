"""A member leaves: their reviews with them, or under "former member" without them.

Whatever else was theirs goes with the account, by the keys of the tables.
"""

from datetime import datetime

from sqlalchemy import delete, select, update

from app.accounts import operations as account_operations
from app.audience.models import AudienceReview, AudienceRevision, HelpfulVote, Standing
from app.audience.operations.reversals import erase
from app.audience.operations.votes import move_helpful
from app.core import departures
from app.core.db import db
from app.core.departures import Departure
from app.movies import operations as movie_operations


def leave(user_id: int, *, reviews_stay: bool, at: datetime) -> None:
    """Delete a member's account, with their reviews or without.

    Reviews that stay still count, so no score moves by a departure that the member
    did not mean to move it; those that were withdrawn go in any case.
    """
    user = account_operations.hold_account(user_id)
    take_votes_back(user_id, at=at)
    mine = select(AudienceReview.movie_id).where(AudienceReview.user_id == user_id)
    gone = mine.where(AudienceReview.standing == Standing.WITHDRAWN)
    # In one order everywhere, so that nobody waits for somebody who waits for them.
    leaving = (gone if reviews_stay else mine).order_by(AudienceReview.movie_id)
    for movie_id in db.session.scalars(leaving).all():
        erase(movie_id=movie_id, user_id=user_id)
        movie_operations.touch(movie_id)
    heir_id = hand_over(user_id, at=at) if reviews_stay else None
    departures.announce(Departure(user_id, reviews_stay, heir_id))
    account_operations.delete_account(user)
    # Who never posted has a page, too.
    movie_operations.touch()


def take_votes_back(user_id: int, *, at: datetime) -> None:
    """Take back every vote that a member has given, each with its count."""
    voted = db.session.scalars(
        select(AudienceReview)
        .join(HelpfulVote, HelpfulVote.review_id == AudienceReview.id)
        .where(HelpfulVote.user_id == user_id)
        .order_by(AudienceReview.id)
        .with_for_update(of=AudienceReview)
    ).all()
    db.session.execute(delete(HelpfulVote).where(HelpfulVote.user_id == user_id))
    for review in voted:
        move_helpful(review, -1, at=at)


def hand_over(user_id: int, *, at: datetime) -> int | None:
    """Give a member's reviews to an account that is nobody's, as they stand now.

    Return that account; there is none for who has no review to give.
    """
    mine = AudienceReview.user_id == user_id
    movie_ids = db.session.scalars(
        select(AudienceReview.movie_id).where(mine).order_by(AudienceReview.movie_id)
    ).all()
    if not movie_ids:
        return None
    former = account_operations.add_former_member(at=at)
    # What they had changed since is theirs, and is not left behind.
    ids = select(AudienceReview.id).where(mine)
    db.session.execute(
        delete(AudienceRevision)
        .where(AudienceRevision.review_id.in_(ids))
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        update(AudienceReview)
        .where(mine)
        .values(user_id=former.id)
        .execution_options(synchronize_session=False)
    )
    for movie_id in movie_ids:
        movie_operations.touch(movie_id)
    return former.id
