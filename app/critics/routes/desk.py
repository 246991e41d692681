"""The desk's lists of critic reviews: all movies, one movie, a new review."""

from typing import Any

from flask import Response, request
from flask_security import auth_required, roles_accepted

from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import found_or_404
from app.core.htmx import render_page, see_other
from app.core.pagination import day_cursor
from app.critics import editions, operations
from app.critics.blueprint import bp
from app.critics.forms import NewCriticReviewForm
from app.critics.models import CriticReview
from app.critics.queries import desk as queries
from app.critics.rules import Standing
from app.movies import queries as movie_queries
from app.movies.queries import MovieSheet

EDITORS = ("editor", "administrator")
STEP = 30
LONGEST_TITLE = 200


@bp.get("/desk/critic-reviews")
@auth_required("session")
@roles_accepted(*EDITORS)
def desk_movies() -> Response:
    """Find the movie whose critic reviews are to be kept."""
    title = request.args.get("title", "").replace("\0", "").strip()[:LONGEST_TITLE]
    return render_page(
        "desk/critic_review_movies.html",
        title=title,
        movies=queries.movies_titled(title),
        publications=queries.publications_not_approved(),
    )


@bp.get("/desk/movies/<slug:slug>/critic-reviews")
@auth_required("session")
@roles_accepted(*EDITORS)
def desk_list(slug: str) -> Response:
    """List a movie's critic reviews with where each stands."""
    movie = found_or_404(movie_queries.by_slug(slug))
    asked = request.args.get("standing")
    standing = next((each for each in Standing if each == asked), None)
    counts = queries.standing_counts(movie.id)
    url = f"/desk/movies/{movie.slug}/critic-reviews"
    page = queries.desk_reviews(
        movie.id, standing, after=day_cursor(request.args.get("after")), limit=STEP
    )
    whole = sum(number for _, _, number in counts)
    links = [{"label": f"All ({whole:,})", "url": url, "current": standing is None}]
    links += [
        {
            "label": f"{label} ({number:,})",
            "url": f"{url}?standing={each}",
            "current": each is standing,
        }
        for each, label, number in counts
    ]
    kept = f"standing={standing}&" if standing else ""
    return render_page(
        "desk/critic_reviews.html",
        movie=movie,
        url=url,
        links=links,
        reviews=page,
        more_url=f"{url}?{kept}after={page.after}" if page.after else None,
    )


@bp.get("/desk/movies/<slug:slug>/critic-reviews/new")
@auth_required("session")
@roles_accepted(*EDITORS)
def desk_new(slug: str) -> Response:
    """Show the form for a new critic review."""
    movie = found_or_404(movie_queries.by_slug(slug))
    return new_page(movie, NewCriticReviewForm(formdata=None))


@bp.post("/desk/movies/<slug:slug>/critic-reviews")
@auth_required("session")
@roles_accepted(*EDITORS)
def desk_publish(slug: str) -> Response:
    """Publish a critic's review."""
    movie = found_or_404(movie_queries.by_slug(slug))
    form = NewCriticReviewForm()
    if not form.validate():
        return new_page(movie, form, status=422)
    review = CriticReview(
        movie_id=movie.id,
        verdict=form.chosen,
        **vars(editions.edition(**values_of(form))),
    )
    operations.publish(review, at=utcnow())
    db.session.commit()
    return see_other(f"/desk/critic-reviews/{review.id}")


def values_of(form: Any) -> dict[str, Any]:
    """Return what a form of a review says, nothing as None."""
    return {
        "critic": form.critic.data,
        "publication": form.publication.data,
        "quote": form.quote.data or None,
        "url": form.url.data or None,
        "original_grade": form.original_grade.data or None,
        "reviewed_on": form.day,
        "top_critic": form.top_critic.data,
    }


def new_page(
    movie: MovieSheet, form: NewCriticReviewForm, *, status: int = 200
) -> Response:
    """Return the page of a new review."""
    return render_page(
        "desk/critic_review_new.html", status=status, movie=movie, form=form
    )
