"""Offer a quote, and decide about one."""

from datetime import datetime

from sqlalchemy import select

from app.accounts.notices import notify
from app.audience.operations import Allowance, Deed, keep_within
from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.editorial import queries
from app.editorial.models import Quote, QuoteStatus
from app.movies import operations as movie_operations
from app.movies.models import Movie

LONGEST_TITLE = 200


def offer_quote(
    *,
    movie_id: int,
    line: str,
    speaker: str | None,
    user_id: int,
    at: datetime,
    allowance: Allowance | None = None,
) -> Quote:
    """Let a line from a movie wait for an editor; the same again is no second one.

    Raises TooMany beyond a day's quotes.
    """
    waiting = queries.waiting_quote(movie_id, user_id, line)
    if waiting is None and allowance is not None:
        keep_within(
            allowance,
            Deed.QUOTE,
            lambda since: queries.quotes_since(user_id, since),
            user_id=user_id,
            at=at,
        )
        # Whoever pressed twice has waited for their own row meanwhile.
        waiting = queries.waiting_quote(movie_id, user_id, line)
    if waiting is not None:
        return waiting
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
    quote_id: int,
    status: QuoteStatus,
    *,
    editor_id: int,
    at: datetime,
    corrected: tuple[str, str | None] | None = None,
    word_back: str = "",
) -> Quote:
    """Approve or decline an offered quote, once, and tell the reader who offered it.

    `corrected` is the line with its speaker as the editor wants them shown. Raises
    NotFound or Conflict.
    """
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
    quote.word_back = word_back
    if status == QuoteStatus.APPROVED:
        correct(quote, corrected)
        movie_operations.touch(quote.movie_id)
    answer(quote, at=at)
    db.session.flush()
    return quote


def correct(quote: Quote, corrected: tuple[str, str | None] | None) -> None:
    """Write a line as the editor has it, and keep what the reader wrote."""
    if corrected is None or corrected == (quote.line, quote.speaker):
        return
    quote.offered_line, quote.offered_speaker = quote.line, quote.speaker
    quote.line, quote.speaker = corrected


def answer(quote: Quote, *, at: datetime) -> None:
    """Tell who offered a quote what came of it."""
    movie = db.session.get_one(Movie, quote.movie_id)
    if quote.offered_by_id is None:
        return
    if quote.status == QuoteStatus.DECLINED:
        title = f"Your quote from {movie.title} was declined"
    elif quote.offered_line is not None:
        title = f"Your quote from {movie.title} is shown, corrected by an editor"
    else:
        title = f"Your quote from {movie.title} is shown"
    notify(
        quote.offered_by_id,
        title[:LONGEST_TITLE],
        words=quote.word_back,
        url=f"/movies/{movie.slug}/quotes",
        at=at,
    )
