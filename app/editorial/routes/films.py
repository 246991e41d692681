"""The desk's pages of films: find one, add one, correct or remove it."""

from flask import Response, request
from flask_security import auth_required, roles_accepted

from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict, found_or_404
from app.core.htmx import render_page, see_other
from app.editorial import operations, queries
from app.editorial.blueprint import EDITORS, bp
from app.editorial.forms import FilmForm, NewFilmForm
from app.movies import queries as movie_queries
from app.movies.queries import MovieSheet

LONGEST_WORDS = 200
SAVED = "Saved"


@bp.get("/desk/movies")
@auth_required("session")
@roles_accepted(*EDITORS)
def films() -> Response:
    """Find a film to keep in order, or add one."""
    title = request.args.get("title", "").replace("\0", "").strip()[:LONGEST_WORDS]
    return render_page(
        "desk/films.html",
        title=title,
        films=queries.films_titled(title),
        removed="removed" in request.args,
    )


@bp.get("/desk/new-movie")
@auth_required("session")
@roles_accepted(*EDITORS)
def new_film() -> Response:
    """Show the form of a film that is not here yet."""
    return render_page("desk/film_new.html", form=NewFilmForm(formdata=None))


@bp.post("/desk/movies")
@auth_required("session")
@roles_accepted(*EDITORS)
def add_film() -> Response:
    """Add a film."""
    form = NewFilmForm()
    if form.validate():
        try:
            movie = operations.add_film(form.facts)
        except Conflict as refused:
            db.session.rollback()
            form.form_errors.append(str(refused))
        else:
            db.session.commit()
            return see_other(f"/desk/movies/{movie.slug}?saved=")
    return render_page("desk/film_new.html", status=422, form=form)


@bp.get("/desk/movies/<slug:slug>")
@auth_required("session")
@roles_accepted(*EDITORS)
def film(slug: str) -> Response:
    """Show what is known of a film, to be corrected."""
    movie = found_or_404(movie_queries.by_slug(slug))
    facts = found_or_404(queries.facts_of(movie.id))
    saved = SAVED if "saved" in request.args else ""
    return film_page(movie, FilmForm.of(facts, movie.slug), notice_title=saved)


@bp.post("/desk/movies/<slug:slug>")
@auth_required("session")
@roles_accepted(*EDITORS)
def correct_film(slug: str) -> Response:
    """Correct a film."""
    movie = found_or_404(movie_queries.by_slug(slug))
    form = FilmForm()
    if form.validate():
        try:
            corrected = operations.correct_film(
                movie.id, form.facts, slug=form.slug.data, at=utcnow()
            )
        except Conflict as refused:
            db.session.rollback()
            form.form_errors.append(str(refused))
        else:
            db.session.commit()
            return see_other(f"/desk/movies/{corrected.slug}?saved=")
    return film_page(movie, form, status=422)


@bp.get("/desk/movies/<slug:slug>/removal")
@auth_required("session")
@roles_accepted(*EDITORS)
def ask_film_removal(slug: str) -> Response:
    """Ask whether a film is to go."""
    movie = found_or_404(movie_queries.by_slug(slug))
    return render_page("desk/film_removal.html", movie=movie)


@bp.post("/desk/movies/<slug:slug>/removal")
@auth_required("session")
@roles_accepted(*EDITORS)
def remove_film(slug: str) -> Response:
    """Remove a film that nobody has said anything about."""
    movie = found_or_404(movie_queries.by_slug(slug))
    operations.remove_film(movie.id)
    db.session.commit()
    return see_other("/desk/movies?removed=")


def film_page(
    movie: MovieSheet, form: FilmForm, *, status: int = 200, notice_title: str = ""
) -> Response:
    """Return the page of a film at the desk."""
    return render_page(
        "desk/film.html",
        status=status,
        movie=movie,
        form=form,
        notice_title=notice_title,
    )
