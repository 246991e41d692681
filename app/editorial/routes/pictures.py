"""The desk's pages of a film's poster and photos."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Response, current_app, request
from flask_security import auth_required, roles_accepted
from werkzeug.datastructures import FileStorage
from werkzeug.utils import secure_filename

from app.core.db import db
from app.core.errors import found_or_404
from app.core.htmx import render_page, see_other
from app.core.pictures import MOST_BYTES, PictureRefused, discard
from app.core.security import takes_files
from app.editorial import operations, queries
from app.editorial.blueprint import EDITORS, bp
from app.editorial.forms import NewPhotoForm, PhotoForm, PosterForm
from app.editorial.forms.pictures import is_sent
from app.movies import queries as movie_queries
from app.movies.queries import MovieSheet


@bp.get("/desk/movies/<slug:slug>/pictures")
@auth_required("session")
@roles_accepted(*EDITORS)
def pictures(slug: str) -> Response:
    """Show a film's poster and photos, with the form of a new photo."""
    movie = found_or_404(movie_queries.by_slug(slug))
    return pictures_page(movie, NewPhotoForm(formdata=None))


@bp.post("/desk/movies/<slug:slug>/pictures")
@takes_files(largest=MOST_BYTES)
@auth_required("session")
@roles_accepted(*EDITORS)
def add_photo(slug: str) -> Response:
    """Add a photo at the end of the row."""
    movie = found_or_404(movie_queries.by_slug(slug))
    form = NewPhotoForm()
    if not form.validate():
        return pictures_page(movie, form, status=422)
    try:
        with laid_down(form.file.data) as source:
            operations.add_photo(movie.id, source, form.words, folder=media_folder())
    except PictureRefused as refusal:
        form.file.errors = [str(refusal)]
        return pictures_page(movie, form, status=422)
    db.session.commit()
    return see_other(f"/desk/movies/{slug}/pictures?saved=")


@bp.get("/desk/movies/<slug:slug>/poster")
@auth_required("session")
@roles_accepted(*EDITORS)
def poster(slug: str) -> Response:
    """Show the form of a film's poster."""
    movie = found_or_404(movie_queries.by_slug(slug))
    said = {"alt": queries.poster_words(movie.id)}
    return poster_page(movie, PosterForm(formdata=None, data=said))


@bp.post("/desk/movies/<slug:slug>/poster")
@takes_files(largest=MOST_BYTES)
@auth_required("session")
@roles_accepted(*EDITORS)
def give_poster(slug: str) -> Response:
    """Give a film a poster, or the one it has other words."""
    movie = found_or_404(movie_queries.by_slug(slug))
    form = PosterForm(needs_file=movie.poster.image is None)
    if not form.validate():
        return poster_page(movie, form, status=422)
    alt, folder = form.alt.data, media_folder()
    try:
        if is_sent(form.file):
            with laid_down(form.file.data) as source:
                former = operations.give_poster(
                    movie.id, source, alt=alt, folder=folder
                )
        else:
            former = operations.give_poster(movie.id, None, alt=alt, folder=folder)
    except PictureRefused as refusal:
        form.file.errors = [str(refusal)]
        return poster_page(movie, form, status=422)
    db.session.commit()
    discard(former, folder)
    return see_other(f"/desk/movies/{slug}/pictures?saved=")


@bp.post("/desk/movies/<slug:slug>/poster/delete")
@auth_required("session")
@roles_accepted(*EDITORS)
def remove_poster(slug: str) -> Response:
    """Take a film's poster away: its title stands as one again."""
    movie = found_or_404(movie_queries.by_slug(slug))
    former = operations.remove_poster(movie.id)
    db.session.commit()
    discard(former, media_folder())
    return see_other(f"/desk/movies/{slug}/pictures?saved=")


@bp.get("/desk/photos/<id:photo_id>")
@auth_required("session")
@roles_accepted(*EDITORS)
def photo(photo_id: int) -> Response:
    """Show a photo, to be described anew, moved or removed."""
    row = found_or_404(queries.photo(photo_id))
    said = {
        "alt": row.alt,
        "caption": row.caption,
        "credit": row.credit,
        "place": row.position,
    }
    return photo_page(photo_id, PhotoForm(formdata=None, data=said))


@bp.post("/desk/photos/<id:photo_id>")
@auth_required("session")
@roles_accepted(*EDITORS)
def correct_photo(photo_id: int) -> Response:
    """Change what stands with a photo, and its place."""
    movie = found_or_404(queries.movie_of_photo(photo_id))
    form = PhotoForm()
    if not form.validate():
        return photo_page(photo_id, form, status=422)
    operations.correct_photo(photo_id, form.words)
    db.session.commit()
    return see_other(f"/desk/movies/{movie.slug}/pictures?saved=")


@bp.post("/desk/photos/<id:photo_id>/delete")
@auth_required("session")
@roles_accepted(*EDITORS)
def remove_photo(photo_id: int) -> Response:
    """Take a photo away."""
    movie = found_or_404(queries.movie_of_photo(photo_id))
    former = operations.remove_photo(photo_id)
    db.session.commit()
    discard(former, media_folder())
    return see_other(f"/desk/movies/{movie.slug}/pictures?saved=")


@contextmanager
def laid_down(sent: FileStorage) -> Iterator[Path]:
    """Lay a file that was sent where it can be read; it is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (secure_filename(sent.filename or "") or "picture")[-80:]
        sent.save(path)
        yield path


def media_folder() -> Path:
    """Return where the media are."""
    return Path(current_app.config["MEDIA_PATH"])


def pictures_page(
    movie: MovieSheet, form: NewPhotoForm, *, status: int = 200
) -> Response:
    """Return the page of all pictures of a film."""
    return render_page(
        "desk/pictures.html",
        status=status,
        movie=movie,
        form=form,
        photos=queries.photos_to_check(movie.id),
        notice_title="Saved" if "saved" in request.args else "",
    )


def poster_page(movie: MovieSheet, form: PosterForm, *, status: int = 200) -> Response:
    """Return the page of a film's poster."""
    return render_page("desk/poster.html", status=status, movie=movie, form=form)


def photo_page(photo_id: int, form: PhotoForm, *, status: int = 200) -> Response:
    """Return the page of one photo."""
    movie = found_or_404(queries.movie_of_photo(photo_id))
    row = found_or_404(queries.photo(photo_id))
    return render_page(
        "desk/photo.html", status=status, movie=movie, photo=row, form=form
    )
