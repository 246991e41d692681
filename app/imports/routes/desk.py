"""The desk's pages of imports: runs, rows that wait, names that may be one."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

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
from app.imports.queries.waiting import Candidate
from app.imports.rules.problems import Outcome
from app.movies import queries as movie_queries

bp = Blueprint("desk", __name__)

EDITORS = ("editor", "administrator")
AT_ONCE = 500
"""So many rows are matched while the editor waits; more are for the worker."""

CHOOSE = "Choose what is to become of these rows."
NO_SUCH_MOVIE = "There is no movie at this address. Copy it from the movie's page."
BEHIND = "/movies/"
BECAME = (
    (Outcome.NEW, "came in", "came in"),
    (Outcome.CHANGED, "changed what was here", "changed what was here"),
    (Outcome.SAME, "was here already", "were here already"),
    (Outcome.REFUSED, "is left out", "are left out"),
    (Outcome.WAITING, "waits on", "wait on"),
)
WAITING = "/desk/imports/waiting"
MERGES = "/desk/imports/merges"


@dataclass(frozen=True)
class WrongChoice:
    """What an editor chose for the rows of a film that will not do, and why."""

    id: int
    name: str
    message: str
    choice: str
    address: str


@dataclass(frozen=True)
class DecidedRows:
    """What became of rows when an editor said which movie they are about."""

    counts: Mapping[Outcome, int]
    movie: Candidate | None
    is_later: bool

    @property
    def title(self) -> str:
        """Say it in a line."""
        if self.is_later:
            return "The rows are being taken up; load this page again in a moment"
        said = [
            f"1 row {one}" if number == 1 else f"{number:,} rows {many}"
            for outcome, one, many in BECAME
            if (number := self.counts[outcome])
        ]
        return ", ".join(said) or "Nothing was left to be done"


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
        return waiting_page(wrong=wrong_choice(row_id, str(error)), status=422)
    operations.choose(key, movie_id, editor_id=current_user.id, at=utcnow())
    became = {"movie": movie_id or 0}
    if waiting_queries.row_count(key) <= AT_ONCE:
        report = operations.rematch(at=utcnow(), commit=db.session.flush, film_key=key)
        became |= {str(each): count for each, count in report.counts.items()}
    else:
        rematch_film.later(key)
        became["later"] = 1
    db.session.commit()
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
    if "movie" not in request.args:
        return None
    movies = waiting_queries.candidates([asked("movie")])
    return DecidedRows(
        {each: asked(each) for each in Outcome},
        movies[0] if movies else None,
        is_later=bool(asked("later")),
    )


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
