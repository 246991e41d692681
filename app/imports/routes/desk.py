"""The desk's pages of imports: runs, rows that wait, names that may be one."""

from pathlib import Path
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request, send_file
from flask_security import auth_required, current_user, roles_accepted

from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import DomainError, found_or_404
from app.core.htmx import is_htmx, render_page, see_other
from app.core.pagination import LARGEST_ID
from app.imports.jobs.matching import rematch_rows
from app.imports.models.runs import REMATCH
from app.imports.operations import matching as operations
from app.imports.operations import merges as merge_operations
from app.imports.operations import rematching, unmerging
from app.imports.operations import runs as run_operations
from app.imports.operations.report_files import first_problems, path_of
from app.imports.queries import merges as merge_queries
from app.imports.queries import runs as run_queries
from app.imports.queries import waiting as waiting_queries
from app.imports.routes.desk_words import (
    IMPORTS,
    MOST_PROBLEMS,
    DecidedRows,
    RunPage,
    WrongChoice,
)
from app.movies import queries as movie_queries

bp = Blueprint("desk", __name__)

EDITORS = ("editor", "administrator")
AT_ONCE = 500
"""So many rows are matched while the editor waits; more are for the worker."""

CHOOSE = "Choose what is to become of these rows."
NO_SUCH_MOVIE = "There is no movie at this address. Copy it from the movie's page."
BEHIND = "/movies/"
WAITING = f"{IMPORTS}/waiting"
MERGES = f"{IMPORTS}/merges"


@bp.get("/desk/imports")
@auth_required("session")
@roles_accepted(*EDITORS)
def index() -> Response:
    """List the runs, and say how much waits."""
    rows, films = waiting_queries.counts()
    return render_page(
        "desk/imports.html",
        runs=[RunPage(each) for each in run_queries.latest()],
        rematches=[RunPage(each) for each in run_queries.rematches()],
        waiting_rows=rows,
        waiting_films=films,
        pairs=merge_queries.proposed(),
    )


@bp.get("/desk/imports/<id:run_id>")
@auth_required("session")
@roles_accepted(*EDITORS)
def show(run_id: int) -> Response:
    """Show how far a run is, what became of its rows, and why some did not come in."""
    run = found_or_404(run_queries.run(run_id))
    page = RunPage(run, first_problems(report_path(run_id), most=MOST_PROBLEMS))
    if is_htmx() and not page.is_running:
        return see_other(page.url)
    return render_page("desk/imports_run.html", fragments=("run_progress",), page=page)


@bp.get("/desk/imports/<id:run_id>/report.csv")
@auth_required("session")
@roles_accepted(*EDITORS)
def report(run_id: int) -> Response:
    """Hand out the report of a run, where this machine has it."""
    found_or_404(run_queries.run(run_id))
    path = report_path(run_id)
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
    run_id = rematching.ask_for_all(at=utcnow())
    rematch_rows.later(run_id)
    db.session.commit()
    return see_other(f"{IMPORTS}/{run_id}")


@bp.post("/desk/imports/waiting/<id:row_id>")
@auth_required("session")
@roles_accepted(*EDITORS)
def decide(row_id: int) -> Response:
    """Say which movie a film is, add it, or leave it out."""
    key = found_or_404(waiting_queries.film_key(row_id), "These rows wait no longer.")
    try:
        movie_id = chosen_movie(key)
    except DomainError as error:
        return waiting_page(wrong=wrong_choice(row_id, str(error)), status=422)
    now = utcnow()
    operations.choose(key, movie_id, editor_id=current_user.id, at=now)
    run_id = run_operations.ask_rematch(waiting_queries.film_name(row_id) or "", at=now)
    if waiting_queries.row_count(key) <= AT_ONCE:
        instance, commit = instance_path(), db.session.flush
        rematching.rematch(
            run_id, at=now, instance=instance, commit=commit, film_key=key
        )
    else:
        rematch_rows.later(run_id, key)
    db.session.commit()
    became = {"run": run_id, "movie": movie_id or 0}
    if after := asked("after"):
        became["after"] = after
    return see_other(f"{WAITING}?{urlencode(became)}")


@bp.post("/desk/imports/waiting/decisions/delete")
@auth_required("session")
@roles_accepted(*EDITORS)
def take_back() -> Response:
    """Forget what was decided of a film; in files to come it waits again."""
    operations.take_back(request.form.get("film", "").replace("\0", ""))
    db.session.commit()
    return see_other(f"{WAITING}?taken-back=1")


@bp.get("/desk/imports/merges")
@auth_required("session")
@roles_accepted(*EDITORS)
def merges() -> Response:
    """List the names that may be one."""
    pairs = merge_queries.proposed()
    decided = asked("decided")
    return render_page(
        "desk/imports_merges.html",
        decided=merge_queries.decided(decided) if decided else None,
        past=merge_queries.past(),
        taken_back=bool(asked("taken-back")),
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
    return see_other(f"{MERGES}?decided={merge_id}")


@bp.post("/desk/imports/merges/<id:merge_id>/decline")
@auth_required("session")
@roles_accepted(*EDITORS)
def decline(merge_id: int) -> Response:
    """Say for ever that two names are two."""
    merge_operations.decline(merge_id, editor_id=current_user.id, at=utcnow())
    db.session.commit()
    return see_other(f"{MERGES}?decided={merge_id}")


@bp.post("/desk/imports/merges/<id:merge_id>/undo")
@auth_required("session")
@roles_accepted(*EDITORS)
def undo_merge(merge_id: int) -> Response:
    """Take back what was decided of two names; what was made one is two again."""
    unmerging.take_back(merge_id, editor_id=current_user.id, at=utcnow())
    db.session.commit()
    return see_other(f"{MERGES}?taken-back=1")


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


def wrong_choice(row_id: int, message: str) -> WrongChoice:
    """Return what an editor chose that will not do, so that it is not typed again."""
    return WrongChoice(
        row_id,
        waiting_queries.film_name(row_id) or "",
        message,
        request.form.get("choice", ""),
        request.form.get("address", ""),
    )


def decided_rows() -> DecidedRows | None:
    """Return what became of the rows that were decided just now, by the address."""
    run = run_queries.run(asked("run"))
    if run is None or run.kind != REMATCH:
        return None
    movies = waiting_queries.candidates([asked("movie")])
    return DecidedRows(RunPage(run), movies[0] if movies else None)


def instance_path() -> Path:
    """Return the folder in which reports are kept."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.instance_path


def report_path(run_id: int) -> Path:
    """Return where the report of a run lies."""
    return path_of(instance_path(), run_id).resolve()


def asked(name: str) -> int:
    """Return a number of the address, or 0 where there is none."""
    text = request.args.get(name, "")
    is_number = text.isascii() and text.isdigit() and int(text) <= LARGEST_ID
    return int(text) if is_number else 0


def waiting_page(*, wrong: WrongChoice | None = None, status: int = 200) -> Response:
    """Return the page of films that rows wait for."""
    after = asked("after") or None
    films, more = waiting_queries.films(after=after)
    rows, count = waiting_queries.counts()
    return render_page(
        "desk/imports_waiting.html",
        status=status,
        films=films,
        after=after,
        more_url=f"{WAITING}?after={more}" if more else None,
        waiting_rows=rows,
        waiting_films=count,
        wrong=wrong,
        decided=decided_rows() if wrong is None else None,
        taken_back=bool(asked("taken-back")),
        decisions=waiting_queries.decisions(),
    )
