"""Pages of critics and of the publications that print them."""

from collections.abc import Callable

from flask import Blueprint, Response, make_response, redirect, render_template, request

from app.core.addresses import canonical
from app.core.errors import found_or_404
from app.core.pagination import Cursor, Page, cursor_text, day_cursor
from app.core.public import public, public_answer
from app.critics import queries
from app.critics.queries import Byline, CriticReviewCard
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
@public(reads={"after": cursor_text})
def show(slug: str) -> Response:
    """Show what a critic wrote, newest first."""
    critic = queries.critic(slug)
    if critic is None:
        return moved("critic", slug)

    def reviews(after: Cursor | None) -> Page[CriticReviewCard]:
        return queries.reviews_by_critic(critic.id, after=after, limit=STEP)

    return byline_page("Critic", critic, f"/critics/{slug}", reviews)


@bp.get("/publications/<slug:slug>")
@public(reads={"after": cursor_text})
def publication(slug: str) -> Response:
    """Show what a publication printed, newest first."""
    found = queries.publication(slug)
    if found is None:
        return moved("publication", slug)

    def reviews(after: Cursor | None) -> Page[CriticReviewCard]:
        return queries.reviews_in_publication(found.id, after=after, limit=STEP)

    url = f"/publications/{slug}"
    return byline_page("Publication", found, url, reviews)


def moved(kind: str, slug: str) -> Response:
    """Send the reader of a former address to the present one; raises 404."""
    present = found_or_404(queries.present_slug(kind, slug))
    return make_response(redirect(f"/{kind}s/{present}", 301))


def byline_page(
    kind: str,
    byline: Byline,
    url: str,
    reviews: Callable[[Cursor | None], Page[CriticReviewCard]],
) -> Response:
    """Return the page of a critic or a publication, from the cursor on."""

    def make() -> str:
        page = reviews(day_cursor(request.args.get("after")))
        return render_template(
            "critics/show.html",
            kind=kind,
            byline=byline,
            reviews=page,
            more_url=f"{url}?after={page.after}" if page.after else None,
            canonical_url=canonical(url),
        )

    return public_answer(make, movie_queries.site_version())
