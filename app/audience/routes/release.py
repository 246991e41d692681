"""The desk's page for a movie's first public screening."""

from flask import Response
from flask_security import auth_required, roles_accepted

from app.audience import operations
from app.audience.blueprint import bp
from app.audience.forms import FirstScreeningForm
from app.core.clock import today
from app.core.db import db
from app.core.errors import found_or_404
from app.core.htmx import render_page, see_other
from app.movies import queries as movie_queries

EDITORS = ("editor", "administrator")


@bp.get("/desk/movies/<slug:slug>/first-screening")
@auth_required("session")
@roles_accepted(*EDITORS)
def edit_first_screening(slug: str) -> Response:
    """Show the day of the first public screening."""
    movie = found_or_404(movie_queries.by_slug(slug))
    form = FirstScreeningForm(formdata=None)
    form.day.data = movie.first_screened_on
    return render_page("desk/first_screening.html", movie=movie, form=form)


@bp.post("/desk/movies/<slug:slug>/first-screening")
@auth_required("session")
@roles_accepted(*EDITORS)
def set_first_screening(slug: str) -> Response:
    """Set the day, and count the movie's ratings or let them wait."""
    movie = found_or_404(movie_queries.by_slug(slug))
    form = FirstScreeningForm()
    if not form.validate():
        return render_page(
            "desk/first_screening.html", status=422, movie=movie, form=form
        )
    operations.set_first_screening(movie.id, form.day.data, today=today())
    db.session.commit()
    return see_other(f"/desk/movies/{slug}/first-screening?saved=")
