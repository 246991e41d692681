"""How a score is made: the sums, the rules, and every review that counts."""

from flask import Blueprint, Response, abort, render_template

from app.core.addresses import canonical
from app.core.public import public, public_answer
from app.critics import queries as critic_queries
from app.critics.queries import Show
from app.movies import queries as movie_queries
from app.scores import queries as score_queries

bp = Blueprint("ledger", __name__)

MOST_REVIEWS = 2000


@bp.get("/movies/<slug:slug>/score")
@public
def show(slug: str) -> Response:
    """Show how the scores of a movie are made."""
    movie = movie_queries.by_slug(slug)
    if movie is None:
        abort(404)
    policy = score_queries.policy_in_force()

    def make() -> str:
        tally = score_queries.tally_row(movie.id)
        url = f"{movie.url}/score"
        counted = critic_queries.reviews_of(
            movie.id, Show.ALL, after=None, limit=MOST_REVIEWS
        )
        return render_template(
            "ledger/show.html",
            movie=movie,
            critics=score_queries.critic_sheet(tally, policy, url=url),
            audience=score_queries.audience_sheet(tally, policy, url=url),
            policy=policy,
            counted=counted.items,
            waiting=critic_queries.waiting_for_verdict(movie.id),
            seal_events=score_queries.seal_events(movie.id),
            canonical_url=canonical(url),
        )

    return public_answer(make, movie.version, policy.version)
