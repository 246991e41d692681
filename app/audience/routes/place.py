"""The member's place on a movie's page, and all that a write of theirs moves."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Response, make_response, render_template
from flask_security import current_user

from app.accounts import drafts
from app.audience import queries, rules
from app.audience.forms import AudienceReviewForm
from app.audience.gate import guard_for
from app.audience.models import Standing
from app.core.errors import found_or_404
from app.core.htmx import is_htmx, page_in_view
from app.core.readers import past_session
from app.movies.queries import MovieSheet
from app.scores import queries as score_queries
from app.scores.rules import AudienceTally

KEPT = "Your review is kept"
PRESS = "Press Post review, and it is posted."
KEPT_BACK = (Standing.HELD, Standing.HIDDEN)
EDITORS = ("editor", "administrator")


@dataclass(frozen=True, slots=True)
class Reader:
    """The member whose place it is; known before a commit lets go of their row."""

    id: int
    name: str
    keeps_films: bool


def reader_here() -> Reader | None:
    """Return who is signed in, if anybody is."""
    if not current_user.is_authenticated:
        return None
    return Reader(
        id=current_user.id,
        name=current_user.name,
        keeps_films=any(map(current_user.has_role, EDITORS)),
    )


def place_of_member(
    movie: MovieSheet,
    reader: Reader | None,
    *,
    in_place: bool,
    form: AudienceReviewForm | None = None,
    title: str = "",
    text: str = "",
    focus: str = "",
) -> dict[str, Any]:
    """Return what the member's place shows: the form with what they said so far."""
    own = queries.Own() if reader is None else queries.own(movie.id, reader.id)
    if form is None:
        form = AudienceReviewForm(formdata=None)
        # After a write, which `title` tells of, no draft is left of it.
        draft = None if title else drafts.recall(draft_target(movie))
        if draft is not None:
            form.fill_from_draft(draft)
            if reader is not None:
                title, text = KEPT, PRESS
        elif own.review is not None:
            form.fill_from_review(own.review)
    kept = own.review is not None and own.review.standing in KEPT_BACK
    hold = queries.open_hold(own.review.id) if own.review and kept else None
    return {
        "movie": movie,
        "form": form,
        "guard": None if reader is None else guard_for(reader.id),
        "hold": hold,
        "struck": (
            own.review is not None
            and own.review.standing == Standing.HIDDEN
            and queries.struck_with_a_wave(own.review.id)
        ),
        "review": own.review,
        "withdrawn": own.withdrawn,
        "member": (
            None
            if reader is None
            else {"name": reader.name, "ink": rules.ink(reader.name)}
        ),
        "interest": own.interest,
        "favourite": own.favourite,
        "notice_title": title,
        "notice_text": text,
        "in_place": in_place,
        "focus": focus,
        "keeps_films": reader is not None and reader.keeps_films,
    }


@past_session
def moved(
    movie: MovieSheet, reader: Reader | None, title: str, *, focus: str = ""
) -> Response:
    """Return the member's place and all that a write has moved on the page.

    The write is committed; what is true now is read past its session.

    `focus` is "notice" where the button that was pressed is gone with the write.
    """
    scored = found_or_404(score_queries.scored_movie(movie.slug))
    sheet = scored.audience_sheet()
    count = f"User Ratings: {sheet.score.total:,}"
    body = render_template(
        "audience/_posted.html",
        **place_of_member(
            movie, reader, in_place=True, title=title, text=count, focus=focus
        ),
        audience=sheet,
        wave=queries.wave_on(movie.id) if scored.movie.ratings_held else None,
        **newest_of(movie, sheet.tally),
        announcement=f"{title} {count}",
    )
    return private(body)


def newest_of(movie: MovieSheet, tally: AudienceTally) -> dict[str, Any]:
    """Return the list as it begins, the newest first: there a post is seen."""
    page = queries.reviews_of(movie.id, after=None, limit=queries.ON_MOVIE_PAGE)
    return {
        "view": queries.EVERYTHING,
        "views": queries.links_from(queries.EVERYTHING, tally, movie.url),
        "audience_reviews": page,
        "audience_more": queries.more_of(queries.EVERYTHING, page.after, movie.url),
        "audience_announcement": "",
        "appended": False,
    }


def way_back(movie: MovieSheet) -> str:
    """Return where a sign-in leads back to: the page in view, or the form's page."""
    path = page_in_view() if is_htmx() else None
    page = f"{path}#your-rating-heading" if path else f"{movie.url}/review"
    return quote(page, safe="/")


def draft_target(movie: MovieSheet) -> str:
    """Return the name under which a draft of this movie's review is kept."""
    return f"review/{movie.id}"


def private(body: str) -> Response:
    """Return a fragment that nobody keeps."""
    response = make_response(body)
    response.headers["Cache-Control"] = "no-store"
    return response
