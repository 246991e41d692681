"""What a screening's ballots said, for everybody, with a file to check it by."""

import csv
import io

from flask import Response, render_template

from app.core.addresses import canonical
from app.core.errors import found_or_404
from app.core.public import public, public_answer
from app.movies import queries as movie_queries
from app.screenings import queries
from app.screenings.blueprint import bp


@bp.get("/movies/<slug:slug>/screenings")
@public
def of_movie(slug: str) -> Response:
    """List the screenings of a movie that were rated with codes."""
    movie = found_or_404(movie_queries.by_slug(slug))

    def make() -> str:
        return render_template(
            "screenings/index.html",
            movie=movie,
            screenings=queries.screenings_of(movie.id),
            canonical_url=canonical(f"{movie.url}/screenings"),
        )

    return public_answer(make, movie.stamp)


@bp.get("/movies/<slug:slug>/screenings/<id:screening_id>")
@public
def result(slug: str, screening_id: int) -> Response:
    """Show the result: mean, share, turnout; or that the count is sealed."""
    screening = found_or_404(queries.screening_of(slug, screening_id))
    version = found_or_404(movie_queries.by_slug(slug)).stamp

    def make() -> str:
        return render_template(
            "screenings/result.html",
            screening=screening,
            count=(
                queries.count(screening.id, screening.code_count)
                if screening.is_counted
                else None
            ),
            canonical_url=canonical(screening.url),
        )

    return public_answer(make, version)


@bp.get("/movies/<slug:slug>/screenings/<id:screening_id>/ballots.csv")
@public
def ballots(slug: str, screening_id: int) -> Response:
    """Send every ballot by its fingerprint, so that anybody can count again."""
    screening = found_or_404(queries.screening_of(slug, screening_id))
    if not screening.is_counted:
        found_or_404(None, "The count of this screening is sealed.")
    version = found_or_404(movie_queries.by_slug(slug)).stamp

    def make() -> str:
        lines = io.StringIO()
        writer = csv.writer(lines)
        writer.writerow(["fingerprint", "half_stars", "cast_at"])
        for line in queries.audit(screening.id):
            moment = line.cast_at.strftime("%Y-%m-%dT%H:%M:%SZ")
            writer.writerow([line.fingerprint, line.rating, moment])
        return lines.getvalue()

    return public_answer(make, version, mimetype="text/csv")
