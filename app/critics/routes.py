"""Pages of critics and of the publications that print them."""

from flask import Blueprint, Response, abort, render_template, request

from app.core.addresses import canonical
from app.core.pagination import day_cursor
from app.core.public import public, public_answer
from app.critics import queries
from app.movies import queries as movie_queries

bp = Blueprint("critics", __name__)

STEP = 30


@bp.get("/critics")
@public
def index() -> Response:
    """List critics and publications by name."""

    def make() -> str:
        return render_template(
            "critics/index.html",
            critics=queries.critics(),
            publications=queries.publications(),
            canonical_url=canonical("/critics"),
        )

    return public_answer(make, movie_queries.site_version())


@bp.get("/critics/<slug:slug>")
@public
def show(slug: str) -> Response:
    """Show what a critic wrote, newest first."""
    critic = queries.critic(slug)
    if critic is None:
        abort(404)

    def make() -> str:
        after = day_cursor(request.args.get("after"))
        page = queries.reviews_by_critic(critic.id, after=after, limit=STEP)
        url = f"/critics/{slug}"
        return render_template(
            "critics/show.html",
            byline=critic,
            reviews=page,
            more_url=f"{url}?after={page.after}" if page.after else None,
            canonical_url=canonical(url),
        )

    return public_answer(make, movie_queries.site_version())


@bp.get("/publications/<slug:slug>")
@public
def publication(slug: str) -> Response:
    """Show what a publication printed, newest first."""
    found = queries.publication(slug)
    if found is None:
        abort(404)

    def make() -> str:
        after = day_cursor(request.args.get("after"))
        page = queries.reviews_in_publication(found.id, after=after, limit=STEP)
        url = f"/publications/{slug}"
        return render_template(
            "critics/publication.html",
            byline=found,
            reviews=page,
            more_url=f"{url}?after={page.after}" if page.after else None,
            canonical_url=canonical(url),
        )

    return public_answer(make, movie_queries.site_version())
