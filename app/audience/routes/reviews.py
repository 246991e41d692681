"""What members do on a movie's page: rate, review, withdraw, vote, want to see.

Every answer here is private. To htmx it is the member's place on the movie page and
whatever the write has moved; to everybody else it is a page, and 303 after success.
"""

from flask import Response, render_template, request
from flask_security import auth_required, current_user

from app.accounts import drafts
from app.audience import operations, queries
from app.audience.blueprint import bp
from app.audience.forms import AudienceReviewForm
from app.audience.gate import gate_for_form
from app.audience.models import Standing
from app.audience.routes.place import (
    draft_target,
    moved,
    place_of_member,
    private,
    reader_here,
    way_back,
)
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import NotFound, TooMany, found_or_404
from app.core.htmx import is_htmx, render_page, see_other
from app.movies import queries as movie_queries
from app.movies.queries import MovieSheet

NONE_YET = "You have no review of this movie."
POSTED = "Posted. The Audience Score counts it already."
CHANGED = "Changed. The Audience Score counts it as it is now."
WAITS = "Kept. It counts from the first public screening."
HELD = "Thank you. A moderator looks at it before it is shown."
RESTORED = "Restored. The Audience Score counts it again."
WITHDRAWN = "Withdrawn. The Audience Score counts without it."
STILL_HIDDEN = "Saved, but a moderator has hidden this review."
SAID_OF = {
    Standing.HIDDEN: STILL_HIDDEN,
    Standing.WAITING: WAITS,
    Standing.HELD: HELD,
}
SIGN_IN = "/account/login?next="


@bp.get("/fragments/movies/<slug:slug>/your-rating")
def your_rating(slug: str) -> Response:
    """Return the member's place on the movie page."""
    movie = found_or_404(movie_queries.by_slug(slug))
    focus = "withdrawal" if "kept" in request.args else ""
    body = render_template(
        "audience/_your_rating.html",
        **place_of_member(movie, reader_here(), in_place=True, focus=focus),
    )
    return private(body)


@bp.get("/movies/<slug:slug>/review")
def edit(slug: str) -> Response:
    """Show the form as a page."""
    movie = found_or_404(movie_queries.by_slug(slug))
    return render_page(
        "audience/review.html", **place_of_member(movie, reader_here(), in_place=False)
    )


@bp.post("/movies/<slug:slug>/audience-reviews")
def create(slug: str) -> Response:
    """Post a review, or change the one that is there."""
    movie = found_or_404(movie_queries.by_slug(slug))
    opinion = AudienceReviewForm.read(request.form)
    if opinion is None:
        form = AudienceReviewForm()
        if not form.validate():
            return sent_back(movie, form, status=422)
        opinion = form.to_opinion()
    at, reader = utcnow(), reader_here()
    if reader is None:
        drafts.remember(draft_target(movie), AudienceReviewForm().to_draft())
        return see_other(SIGN_IN + way_back(movie))
    try:
        review = operations.publish(
            opinion,
            movie_id=movie.id,
            user_id=reader.id,
            at=at,
            gate=gate_for_form(request.form, reader.id),
        )
    except TooMany as refused:
        return enough_for_today(movie, refused)
    drafts.forget(draft_target(movie))
    published = POSTED if review.posted_at == at else CHANGED
    title = SAID_OF.get(review.standing, published)
    db.session.commit()
    if not is_htmx():
        return see_other(f"{movie.url}#audience-reviews")
    return moved(movie, reader, title)


def enough_for_today(movie: MovieSheet, refused: TooMany) -> Response:
    """Return the form as it was sent, and say when it can be sent again."""
    db.session.rollback()
    form = AudienceReviewForm()
    form.form_errors = [str(refused)]
    response = sent_back(movie, form, status=429)
    response.headers["Retry-After"] = str(refused.seconds)
    return response


def sent_back(movie: MovieSheet, form: AudienceReviewForm, *, status: int) -> Response:
    """Return the form with what was typed, and what is to be said of it."""
    return render_page(
        "audience/review.html",
        fragments=("your_rating",),
        status=status,
        **place_of_member(movie, reader_here(), in_place=is_htmx(), form=form),
    )


@bp.get("/movies/<slug:slug>/review/withdrawal")
@auth_required("session")
def ask_withdrawal(slug: str) -> Response:
    """Ask once whether the review is to be withdrawn."""
    movie = found_or_404(movie_queries.by_slug(slug))
    found_or_404(queries.of_member(movie.id, current_user.id), NONE_YET)
    return render_page(
        "audience/withdrawal.html",
        fragments=("your_rating",),
        movie=movie,
        in_place=is_htmx(),
    )


@bp.post("/movies/<slug:slug>/review/withdrawal")
@auth_required("session")
def withdraw(slug: str) -> Response:
    """Withdraw the member's review."""
    movie = found_or_404(movie_queries.by_slug(slug))
    reader = reader_here()
    try:
        operations.withdraw(movie_id=movie.id, user_id=current_user.id, at=utcnow())
    except NotFound:
        # The button was pressed twice: what the member wishes is done already.
        db.session.rollback()
    db.session.commit()
    if not is_htmx():
        return see_other(f"{movie.url}#audience-reviews")
    return moved(movie, reader, WITHDRAWN, focus="notice")


@bp.post("/movies/<slug:slug>/review/restoration")
@auth_required("session")
def restore(slug: str) -> Response:
    """Put back the review that the member had withdrawn."""
    movie = found_or_404(movie_queries.by_slug(slug))
    reader = reader_here()
    mine = {"movie_id": movie.id, "user_id": current_user.id}
    try:
        review = operations.restore(at=utcnow(), **mine)
    except NotFound:
        # The button was pressed twice: what the member wishes is done already.
        db.session.rollback()
        review = found_or_404(queries.of_member(**mine), NONE_YET)
    title = SAID_OF.get(review.standing, RESTORED)
    db.session.commit()
    if not is_htmx():
        return see_other(f"{movie.url}#audience-reviews")
    return moved(movie, reader, title, focus="notice")
