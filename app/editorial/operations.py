"""Verbs of the editors and of readers who offer them something."""

from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.editorial.models import Quote, QuoteStatus
from app.movies import operations as movie_operations


def offer_quote(
    *, movie_id: int, line: str, speaker: str | None, user_id: int, at: datetime
) -> Quote:
    """Let a line from a movie wait for an editor."""
    quote = Quote(
        movie_id=movie_id,
        line=line,
        speaker=speaker,
        status=QuoteStatus.OFFERED,
        offered_by_id=user_id,
        offered_at=at,
    )
    db.session.add(quote)
    db.session.flush()
    return quote


def decide_quote(
    quote_id: int, status: QuoteStatus, *, editor_id: int, at: datetime
) -> Quote:
    """Approve or decline an offered quote, once; raises NotFound or Conflict."""
    quote = db.session.scalar(
        select(Quote).where(Quote.id == quote_id).with_for_update()
    )
    if quote is None:
        raise NotFound("This quote is no longer there.")
    if quote.status != QuoteStatus.OFFERED:
        raise Conflict("Somebody has decided about this quote already.")
    quote.status = status
    quote.decided_by_id = editor_id
    quote.decided_at = at
    if status == QuoteStatus.APPROVED:
        movie_operations.touch(quote.movie_id)
    db.session.flush()
    return quote
