"""The desk's pages of imports: runs, rows that wait, names that may be one."""

from flask import Blueprint, Response, current_app, request, send_file
from flask_security import auth_required, current_user, roles_accepted

from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import DomainError, found_or_404
from app.core.htmx import render_page, see_other
from app.core.pagination import LARGEST_ID
from app.imports.jobs.matching import rematch_all, rematch_film
from app.imports.operations import matching as operations
from app.imports.operations import merges as merge_operations
from app.imports.operations.report_files import path_of
from app.imports.queries import merges as merge_queries
from app.imports.queries import runs as run_queries
from app.imports.queries import waiting as waiting_queries
from app.movies import queries as movie_queries

bp = Blueprint("desk", __name__)

EDITORS = ("editor", "administrator")
AT_ONCE = 500
"""So many rows are matched while the editor waits; more are for the worker."""

CHOOSE = "Choose what is to become of these rows."
NO_SUCH_MOVIE = "There is no movie at this address. Copy it from the movie's page."
BEHIND = "/movies/"


@bp.get("/desk/imports")
@auth_required("session")
@roles_accepted(*EDITORS)
def index() -> Response:
    """List the runs, and say how much waits."""
    rows, films = waiting_queries.counts()
    return render_page(
        "desk/imports.html",
        runs=run_queries.latest(),
        waiting_rows=rows,
        waiting_films=films,
        pairs=merge_queries.proposed(),
        asked="again" in request.args,
    )


@bp.get("/desk/imports/<id:run_id>/report.csv")
@auth_required("session")
@roles_accepted(*EDITORS)
def report(run_id: int) -> Response:
    """Hand out the report of a run, where this machine has it."""
    found_or_404(run_queries.run(run_id))
    settings: Settings = current_app.config["SETTINGS"]
    path = path_of(settings.instance_path, run_id).resolve()
    if not path.is_file():
        found_or_404(None, "The report is not kept on this machine.")
    response = send_file(
        path,
        mimetype="text/csv",
        as_attachment=True,
        download_name=f"import-{run_id}.csv",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/desk/imports/waiting")
@auth_required("session")
@roles_accepted(*EDITORS)
def waiting() -> Response:
    """List the films that rows wait for."""
    return waiting_page()


@bp.post("/desk/imports/waiting")
@auth_required("session")
@roles_accepted(*EDITORS)
def match_again() -> Response:
    """Match every waiting row again, when the answer is sent."""
    rematch_all.later()
    db.session.commit()
    return see_other("/desk/imports?again=1")


@bp.post("/desk/imports/waiting/<id:row_id>")
@auth_required("session")
@roles_accepted(*EDITORS)
def decide(row_id: int) -> Response:
    """Say which movie a film is, add it, or leave it out."""
    key = found_or_404(waiting_queries.film_key(row_id), "These rows wait no longer.")
    try:
        movie_id = chosen_movie(key)
    except DomainError as error:
        return waiting_page(wrong=row_id, message=str(error), status=422)
    operations.choose(key, movie_id, editor_id=current_user.id, at=utcnow())
    if waiting_queries.row_count(key) <= AT_ONCE:
        operations.rematch(at=utcnow(), commit=db.session.flush, film_key=key)
    else:
        rematch_film.later(key)
    db.session.commit()
    return see_other("/desk/imports/waiting")


@bp.get("/desk/imports/merges")
@auth_required("session")
@roles_accepted(*EDITORS)
def merges() -> Response:
    """List the names that may be one."""
    pairs = merge_queries.proposed()
    return render_page(
        "desk/imports_merges.html",
        pairs=pairs[: merge_queries.MOST],
        others=max(0, len(pairs) - merge_queries.MOST),
    )


@bp.post("/desk/imports/merges/<id:merge_id>/accept")
@auth_required("session")
@roles_accepted(*EDITORS)
def accept(merge_id: int) -> Response:
    """Make two names one; the form says which stays."""
    keep = request.form.get("keep", "")
    number = int(keep) if keep.isascii() and keep.isdigit() else 0
    merge_operations.accept(
        merge_id,
        number if number <= LARGEST_ID else 0,
        editor_id=current_user.id,
        at=utcnow(),
    )
    db.session.commit()
    return see_other("/desk/imports/merges")


@bp.post("/desk/imports/merges/<id:merge_id>/decline")
@auth_required("session")
@roles_accepted(*EDITORS)
def decline(merge_id: int) -> Response:
    """Say for ever that two names are two."""
    merge_operations.decline(merge_id, editor_id=current_user.id, at=utcnow())
    db.session.commit()
    return see_other("/desk/imports/merges")


def chosen_movie(key: str) -> int | None:
    """Return the movie that the form chooses, added if need be; None leaves out."""
    choice = request.form.get("choice", "")
    if choice == "out":
        return None
    if choice == "new":
        return operations.add_movie(key)
    if choice == "other":
        slug = request.form.get("address", "").strip().rpartition(BEHIND)[2].strip("/")
        movie = movie_queries.by_slug(slug) if slug.isascii() else None
        if movie is None:
            raise DomainError(NO_SUCH_MOVIE)
        return movie.id
    if choice.isascii() and choice.isdigit() and int(choice) <= LARGEST_ID:
        return int(choice)
    raise DomainError(CHOOSE)


def waiting_page(
    *, wrong: int | None = None, message: str = "", status: int = 200
) -> Response:
    """Return the page of films that rows wait for."""
    after = request.args.get("after", "")
    is_number = after.isascii() and after.isdigit() and int(after) <= LARGEST_ID
    films, more = waiting_queries.films(after=int(after) if is_number else None)
    rows, count = waiting_queries.counts()
    return render_page(
        "desk/imports_waiting.html",
        status=status,
        films=films,
        more_url=f"/desk/imports/waiting?after={more}" if more else None,
        waiting_rows=rows,
        waiting_films=count,
        wrong=wrong,
        message=message,
    )
