"""What members do on a movie's page: rate, review, withdraw, vote, want to see.

Every answer here is private. To htmx it is the member's place on the movie page and
whatever the write has moved; to everybody else it is a page, and 303 after success.
"""

from typing import Any
from urllib.parse import quote

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    render_template,
    request,
)
from flask_security import auth_required, current_user

from app.accounts import drafts
from app.audience import operations, queries, rules
from app.audience.forms import AudienceReviewForm, InterestForm
from app.audience.models import Standing
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import NotFound, found_or_404
from app.core.htmx import is_htmx, page_in_view, render_page, see_other
from app.movies import queries as movie_queries
from app.movies.queries import MovieSheet
from app.scores import queries as score_queries
from app.scores.rules import AudienceTally

bp = Blueprint("audience", __name__)

NONE_YET = "You have no review of this movie."
GONE = "This review is no longer there."
POSTED = "Posted. The Audience Score counts it already."
CHANGED = "Changed. The Audience Score counts it as it is now."
WITHDRAWN = "Withdrawn. The Audience Score counts without it."
STILL_HIDDEN = "Saved, but a moderator has hidden this review."
KEPT = "Your review is kept"
PRESS = "Press Post review, and it is posted."
SIGN_IN = "/account/login?next="


@bp.get("/fragments/movies/<slug:slug>/your-rating")
def your_rating(slug: str) -> Response:
    """Return the member's place on the movie page."""
    movie = found_or_404(movie_queries.by_slug(slug))
    focus = "withdrawal" if "kept" in request.args else ""
    body = render_template(
        "audience/_your_rating.html",
        **place_of_member(movie, in_place=True, focus=focus),
    )
    return private(body)


@bp.get("/movies/<slug:slug>/review")
def edit(slug: str) -> Response:
    """Show the form as a page."""
    movie = found_or_404(movie_queries.by_slug(slug))
    return render_page("audience/review.html", **place_of_member(movie, in_place=False))


@bp.post("/movies/<slug:slug>/audience-reviews")
def create(slug: str) -> Response:
    """Post a review, or change the one that is there."""
    movie = found_or_404(movie_queries.by_slug(slug))
    form = AudienceReviewForm()
    if not form.validate():
        return render_page(
            "audience/review.html",
            fragments=("your_rating",),
            status=422,
            **place_of_member(movie, in_place=is_htmx(), form=form),
        )
    if not current_user.is_authenticated:
        drafts.remember(draft_target(movie), form.to_draft())
        return see_other(SIGN_IN + way_back(movie))
    had_one = queries.of_member(movie.id, current_user.id) is not None
    review = operations.publish(
        form.to_opinion(), movie_id=movie.id, user_id=current_user.id, at=utcnow()
    )
    drafts.forget(draft_target(movie))
    hidden = review.standing == Standing.HIDDEN
    db.session.commit()
    if not is_htmx():
        return see_other(f"{movie.url}#audience-reviews")
    title = STILL_HIDDEN if hidden else CHANGED if had_one else POSTED
    return moved(movie, title)


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
    try:
        operations.withdraw(movie_id=movie.id, user_id=current_user.id)
    except NotFound:
        # The button was pressed twice: what the member wishes is done already.
        db.session.rollback()
    db.session.commit()
    if not is_htmx():
        return see_other(f"{movie.url}#audience-reviews")
    return moved(movie, WITHDRAWN, focus="notice")


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
    )


@bp.post("/audience-reviews/<id:review_id>/helpful-vote")
@auth_required("session")
def vote_helpful(review_id: int) -> Response:
    """Count the member's vote for a review."""
    operations.find_helpful(review_id, user_id=current_user.id, at=utcnow())
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
    if form is None:
        form = AudienceReviewForm(formdata=None)
        draft = drafts.recall(draft_target(movie))
        if draft is not None and not title:
            form.fill_from_draft(draft)
            if signed_in:
                title, text = KEPT, PRESS
        elif review is not None:
            form.fill_from_review(review)
    return {
        "movie": movie,
        "form": form,
        "review": review,
        "member": (
            {"name": current_user.name, "ink": rules.ink(current_user.name)}
            if signed_in
            else None
        ),
        "interest": (
            queries.interest_of(movie.id, current_user.id) if signed_in else None
        ),
        "notice_title": title,
        "notice_text": text,
        "in_place": in_place,
        "focus": focus,
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
