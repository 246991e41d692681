"""Helpful votes, and what a member means to do about a movie."""

from flask import Response, abort, render_template
from flask_security import auth_required, current_user

from app.audience import operations, queries
from app.audience.blueprint import bp
from app.audience.forms import InterestForm
from app.audience.gate import allowance_for
from app.audience.routes.place import private
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import found_or_404
from app.core.htmx import is_htmx, render_page, see_other
from app.movies import queries as movie_queries

GONE = "This review is no longer there."


@bp.post("/movies/<slug:slug>/interest")
@auth_required("session")
def decide_interest(slug: str) -> Response:
    """Write down what the member means to do about the movie."""
    movie = found_or_404(movie_queries.by_slug(slug))
    form = InterestForm()
    if not form.validate():
        abort(422, form.kind.errors[0])
    operations.decide_interest(
        form.to_interest(), movie_id=movie.id, user_id=current_user.id, at=utcnow()
    )
    db.session.commit()
    if not is_htmx():
        return see_other(f"{movie.url}/review")
    body = render_template(
        "audience/_interest.html",
        movie=movie,
        interest=queries.interest_of(movie.id, current_user.id),
        favourite=queries.is_favourite(movie.id, current_user.id),
        in_place=True,
    )
    return private(body)


@bp.get("/audience-reviews/<id:review_id>/helpful-vote")
@auth_required("session")
def ask_helpful(review_id: int) -> Response:
    """Ask on a page whether a review was helpful."""
    card = found_or_404(queries.card(review_id), GONE)
    return render_page(
        "audience/helpful_vote.html",
        review=card,
        movie_url=f"/movies/{queries.movie_slug_of(review_id)}",
        voted=queries.has_voted(review_id, current_user.id),
        own=queries.author_id_of(review_id) == current_user.id,
    )


@bp.post("/audience-reviews/<id:review_id>/helpful-vote")
@auth_required("session")
def vote_helpful(review_id: int) -> Response:
    """Count the member's vote for a review."""
    operations.find_helpful(
        review_id,
        user_id=current_user.id,
        at=utcnow(),
        allowance=allowance_for("votes"),
    )
    db.session.commit()
    return after_vote(review_id)


@bp.post("/audience-reviews/<id:review_id>/helpful-vote/delete")
@auth_required("session")
def withdraw_helpful(review_id: int) -> Response:
    """Take the member's vote back."""
    operations.withdraw_helpful(review_id, user_id=current_user.id, at=utcnow())
    db.session.commit()
    return after_vote(review_id)


def after_vote(review_id: int) -> Response:
    """Return the review with its new count, or lead back to the movie."""
    slug = queries.movie_slug_of(review_id)
    if not is_htmx():
        return see_other(f"/movies/{slug}#review-{review_id}")
    body = render_template(
        "audience/_voted.html",
        review=found_or_404(queries.card(review_id), GONE),
        voted=queries.has_voted(review_id, current_user.id),
    )
    return private(body)
