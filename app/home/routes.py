"""The first page of the site."""

from flask import Blueprint, Response, render_template

from app.core.addresses import canonical
from app.core.public import public, public_answer
from app.home import queries
from app.movies import queries as movie_queries
from app.scores import queries as score_queries

bp = Blueprint("home", __name__)

PROGRAMME = 10
REVIEWS = 5


@bp.get("/")
@public
def index() -> Response:
    """Show the film on the bill, the programme, and what critics wrote last."""
    policy = score_queries.policy_in_force()

    def make() -> str:
        return render_template(
            "home/index.html",
            tonight=queries.on_the_bill(policy),
            films=queries.programme(policy, PROGRAMME),
            reviews=queries.last_written(REVIEWS),
            canonical_url=canonical("/"),
        )

    return public_answer(
        make, movie_queries.site_version(), score_queries.stamp_of(policy)
    )
