"""How a score is made: the sums, the rules, and every review that counts."""

from flask import Blueprint, Response, render_template

from app.core.addresses import canonical
from app.core.errors import found_or_404
from app.core.public import public, public_answer
from app.critics import queries as critic_queries
from app.critics.queries import Show
from app.scores import queries as score_queries

bp = Blueprint("ledger", __name__)

MOST_REVIEWS = 2000


@bp.get("/movies/<slug:slug>/score")
@public
def show(slug: str) -> Response:
    """Show how the scores of a movie are made."""
    scored = found_or_404(score_queries.scored_movie(slug))
    movie, policy = scored.movie, scored.policy

    def make() -> str:
        counted = critic_queries.reviews_of(
            movie.id, Show.ALL, after=None, limit=MOST_REVIEWS
        )
        return render_template(
            "ledger/show.html",
            movie=movie,
            critics=scored.critic_sheet(),
            audience=scored.audience_sheet(),
            policy=policy,
            counted=counted.items,
            waiting=critic_queries.waiting_for_verdict(movie.id),
            seal_events=score_queries.seal_events(movie.id),
            canonical_url=canonical(f"{movie.url}/score"),
        )

    return public_answer(make, movie.version, policy.version)
