"""Pages of movies. They look into every room and change nothing."""

import re

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    send_from_directory,
)
from werkzeug.wrappers import Response as AnyResponse

from app.audience import queries as audience_queries
from app.audience.queries import View
from app.core import pictures
from app.core.addresses import canonical
from app.core.errors import found_or_404
from app.core.pagination import cursor_text
from app.core.parts import framed, part
from app.core.public import public, public_answer
from app.core.quick import Recipe, Words, quick
from app.core.readers import past_session
from app.critics.queries import Show
from app.editorial import queries as editorial_queries
from app.movies import queries
from app.movies.routes.showing import (
    BILL,
    FIRST_CRITICS,
    FRAME,
    NEXT,
    SECTIONS,
    WHOLE_LIST,
    audience_of,
    critics_of,
    page_of,
    whole_list,
)
from app.scores import queries as score_queries
from app.scores.queries import Sort

bp = Blueprint("movies", __name__)

FILMS = 48
MOVIE_ID = re.compile("[0-9]{1,9}")
SORTS = (
    (Sort.NEWEST, "Newest"),
    (Sort.CRITICS, "Critic Score"),
    (Sort.AUDIENCE, "Audience Score"),
    (Sort.TITLE, "A to Z"),
)
CRITICS_READ = {"show": Show.read, "after": cursor_text}
AUDIENCE_READ = {**View.reads(), "after": cursor_text}


def movie_id(text: str) -> int | None:
    """Read the number of the last movie shown."""
    return int(text) if MOVIE_ID.fullmatch(text) else None


@bp.get("/movies")
@public(reads={"sort": Sort.read, "after": movie_id})
def index() -> Response:
    """Show all movies in an order."""
    sort = Sort.read(request.args.get("sort"))
    after = movie_id(request.args.get("after", ""))
    policy = score_queries.policy_in_force()

    def make() -> str:
        page = score_queries.films(sort, policy, after=after, limit=FILMS)
        return render_template(
            "movies/index.html",
            sorts=[
                {"label": label, "url": f"/movies?sort={each}", "current": each is sort}
                for each, label in SORTS
            ],
            films=page.items,
            more_url=f"/movies?sort={sort}&after={page.after}" if page.after else None,
            canonical_url=canonical("/movies"),
        )

    return public_answer(make, queries.site_version(), score_queries.stamp_of(policy))


@bp.get("/movies/<slug:slug>")
@public(reads={"show": Show.read, **View.reads()})
@past_session
def show(slug: str) -> AnyResponse:
    """Show a movie's page, with the critics' list under a filter."""
    scored = score_queries.scored_movie(slug)
    if scored is None:
        return to_present_slug(slug)

    def make() -> bytes:
        return framed(FRAME, page_of(scored, request.args), BILL, SECTIONS)

    return public_answer(make, *scored.stamps)


@bp.get("/fragments/movies/<slug:slug>/critic-reviews")
@public(reads=CRITICS_READ)
@quick
def critic_reviews_fragment(words: Words, slug: str) -> Recipe:
    """Return the critics' list under a filter, or its next reviews."""
    scored = found_or_404(score_queries.scored_movie(slug))

    def make() -> str:
        context = critics_of(scored, words, limit=FIRST_CRITICS, step=NEXT)
        if context["appended"]:
            return part("movies/_critic_review_items.html", **context)
        return part("movies/_critic_reviews.html", **context)

    return Recipe(make, scored.stamps)


@bp.get("/fragments/movies/<slug:slug>/audience-reviews")
@public(reads=AUDIENCE_READ)
@quick
def audience_reviews_fragment(words: Words, slug: str) -> Recipe:
    """Return the audience's list, or its next reviews."""
    scored = found_or_404(score_queries.scored_movie(slug))
    first = audience_queries.ON_MOVIE_PAGE

    def make() -> str:
        context = audience_of(scored, words, limit=first, step=NEXT)
        if context["appended"]:
            return part("movies/_audience_review_items.html", **context)
        return part("movies/_audience_reviews.html", **context)

    return Recipe(make, scored.stamps)


@bp.get("/movies/<slug:slug>/critic-reviews")
@public(reads=CRITICS_READ)
def critic_reviews(slug: str) -> Response:
    """Show the whole list of critic reviews, step by step."""
    scored = found_or_404(score_queries.scored_movie(slug))
    url = f"{scored.movie.url}/critic-reviews"

    def make() -> str:
        context = critics_of(
            scored, request.args, limit=WHOLE_LIST, step=WHOLE_LIST, alone=True
        )
        return whole_list("movies/critic_reviews.html", url, context)

    return public_answer(make, *scored.stamps)


@bp.get("/movies/<slug:slug>/audience-reviews")
@public(reads=AUDIENCE_READ)
def audience_reviews(slug: str) -> Response:
    """Show the whole list of audience reviews, step by step."""
    scored = found_or_404(score_queries.scored_movie(slug))
    url = f"{scored.movie.url}/audience-reviews"

    def make() -> str:
        context = audience_of(scored, request.args, limit=WHOLE_LIST, step=WHOLE_LIST)
        return whole_list("movies/audience_reviews.html", url, context)

    return public_answer(make, *scored.stamps)


@bp.get("/movies/<slug:slug>/photos")
@public
def photos(slug: str) -> Response:
    """Show the whole gallery."""
    movie = found_or_404(queries.by_slug(slug))

    def make() -> str:
        return render_template(
            "movies/photos.html",
            movie=movie,
            photos=queries.photos_of(movie),
            canonical_url=canonical(f"{movie.url}/photos"),
        )

    return public_answer(make, movie.stamp)


@bp.get("/movies/<slug:slug>/photos/<id:number>")
@public
def photo(slug: str, number: int) -> Response:
    """Show one photo at full size, with the ways to its neighbours."""
    movie = found_or_404(queries.by_slug(slug))
    gallery = queries.photos_of(movie)
    numbers = [each.number for each in gallery]
    if number not in numbers:
        abort(404)
    place = numbers.index(number)

    def make() -> str:
        return render_template(
            "movies/photo.html",
            movie=movie,
            photo=gallery[place],
            previous=gallery[place - 1] if place else None,
            next=gallery[place + 1] if place + 1 < len(gallery) else None,
            count=len(gallery),
            canonical_url=canonical(gallery[place].url),
        )

    return public_answer(make, movie.stamp)


@bp.get("/movies/<slug:slug>/news")
@public
def news(slug: str) -> Response:
    """Show everything written about a movie."""
    movie = found_or_404(queries.by_slug(slug))

    def make() -> str:
        return render_template(
            "movies/news.html",
            movie=movie,
            words=editorial_queries.words_on(movie.id),
            canonical_url=canonical(f"{movie.url}/news"),
        )

    return public_answer(make, movie.stamp)


@bp.get("/movies/<slug:slug>/quotes")
@public
def quotes(slug: str) -> Response:
    """Show the approved quotes of a movie."""
    movie = found_or_404(queries.by_slug(slug))

    def make() -> str:
        return render_template(
            "movies/quotes.html",
            movie=movie,
            quotes=editorial_queries.words_on(movie.id).quotes,
            canonical_url=canonical(f"{movie.url}/quotes"),
        )

    return public_answer(make, movie.stamp)


@bp.get("/people/<slug:slug>")
@public
def person(slug: str) -> Response:
    """Show a person with their movies."""
    found = found_or_404(queries.person(slug))

    def make() -> str:
        return render_template(
            "people/show.html",
            person=found,
            canonical_url=canonical(f"/people/{slug}"),
        )

    return public_answer(make, queries.site_version())


@bp.get("/media/<path:name>")
@public(kept=False)
def media(name: str) -> Response:
    """Send a poster or a photo; its name holds the hash of its content."""
    folder = current_app.config["MEDIA_PATH"]
    response = send_from_directory(
        folder, name, mimetype=pictures.kind_of(name), max_age=365 * 24 * 3600
    )
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def to_present_slug(former: str) -> AnyResponse:
    """Redirect an old address for good, or end the request with 404."""
    slug = found_or_404(queries.present_slug(former))
    query = request.query_string.decode("ascii", "ignore")
    return redirect(f"/movies/{slug}" + (f"?{query}" if query else ""), 301)
