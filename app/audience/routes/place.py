"""The member's place on a movie's page, and all that a write of theirs moves."""

from typing import Any, TypeGuard
from urllib.parse import quote

from flask import Response, make_response, render_template
from flask_security import current_user

from app.accounts import drafts
from app.audience import queries, rules
from app.audience.forms import AudienceReviewForm
from app.audience.gate import guard_for
from app.audience.models import AudienceReview, Standing
from app.core.errors import found_or_404
from app.core.htmx import is_htmx, page_in_view
from app.movies.queries import MovieSheet
from app.scores import queries as score_queries
from app.scores.rules import AudienceTally

KEPT = "Your review is kept"
PRESS = "Press Post review, and it is posted."
EDITORS = ("editor", "administrator")


def place_of_member(
    movie: MovieSheet,
    *,
    in_place: bool,
    form: AudienceReviewForm | None = None,
    title: str = "",
    text: str = "",
    focus: str = "",
) -> dict[str, Any]:
    """Return what the member's place shows: the form with what they said so far."""
    signed_in = current_user.is_authenticated
    review = queries.of_member(movie.id, current_user.id) if signed_in else None
    withdrawn = (
        queries.withdrawn_of(movie.id, current_user.id)
        if signed_in and review is None
        else None
    )
    if form is None:
        form = AudienceReviewForm(formdata=None)
        draft = drafts.recall(draft_target(movie))
        if draft is not None and not title:
            form.fill_from_draft(draft)
            if signed_in:
                title, text = KEPT, PRESS
        elif review is not None:
            form.fill_from_review(review)
    hold = queries.open_hold(review.id) if is_kept(review) else None
    return {
        "movie": movie,
        "form": form,
        "guard": guard_for(current_user.id) if signed_in else None,
        "hold": hold,
        "review": review,
        "withdrawn": withdrawn,
        "member": (
            {"name": current_user.name, "ink": rules.ink(current_user.name)}
            if signed_in
            else None
        ),
        "interest": (
            queries.interest_of(movie.id, current_user.id) if signed_in else None
        ),
        "favourite": signed_in and queries.is_favourite(movie.id, current_user.id),
        "notice_title": title,
        "notice_text": text,
        "in_place": in_place,
        "focus": focus,
        "keeps_films": signed_in and any(map(current_user.has_role, EDITORS)),
    }


def is_kept(review: AudienceReview | None) -> TypeGuard[AudienceReview]:
    """Tell whether a moderator or a rule keeps a review back."""
    kept = (Standing.HELD, Standing.HIDDEN)
    return review is not None and review.standing in kept


def moved(movie: MovieSheet, title: str, *, focus: str = "") -> Response:
    """Return the member's place and all that a write has moved on the page.

    `focus` is "notice" where the button that was pressed is gone with the write.
    """
    scored = found_or_404(score_queries.scored_movie(movie.slug))
    sheet = scored.audience_sheet()
    count = f"User Ratings: {sheet.score.total:,}"
    body = render_template(
        "audience/_posted.html",
        **place_of_member(movie, in_place=True, title=title, text=count, focus=focus),
        audience=sheet,
        wave=queries.wave_on(movie.id),
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
