"""Pages on which a member brings their own: upload, preview, correct, commit, undo.

Every answer is private. While work goes on, the page asks again by itself.
"""

from typing import Any

from flask import Blueprint, Response, make_response, request, url_for
from flask_security import auth_required, current_user

from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict, DomainError, found_or_404
from app.core.htmx import is_htmx, render_page, see_other
from app.core.security import takes_files
from app.imports import storage
from app.imports.forms import FilmForm, KeepForm, UploadForm
from app.imports.jobs.member_imports import commit_import, read_import, undo_import
from app.imports.models.member_imports import ImportItem, ImportState, MemberImport
from app.imports.operations import member_imports as operations
from app.imports.operations import member_reading
from app.imports.queries import member_imports as queries
from app.imports.routes.member_pages import (
    STATES,
    page_of_import,
    report_of,
    shown_outcome,
)
from app.imports.rules.member_files import LARGEST_UPLOAD
from app.imports.rules.own_outcomes import Keep, Outcome
from app.imports.rules.refusals import shown

bp = Blueprint("member_imports", __name__)


@bp.get("/account/import")
@auth_required("session")
def index() -> Response:
    """Show the form, and what the member has brought before."""
    return upload_page(UploadForm())


@bp.post("/account/import")
@takes_files(largest=LARGEST_UPLOAD)
@auth_required("session")
def upload() -> Response:
    """Take a file in, to be read in the background."""
    form = UploadForm()
    if not form.validate():
        return upload_page(form, status=422)
    now = utcnow()
    operations.allow_upload(current_user.id, at=now)
    sent = form.file.data
    name, size = storage.store(sent.stream)
    try:
        row = operations.begin(
            user_id=current_user.id,
            file_name=shown(sent.filename)[:120],
            stored_file=name,
            byte_count=size,
            at=now,
        )
        read_import.later(row.id)
        db.session.commit()
    except DomainError:
        storage.remove(name)
        raise
    return see_other(address_of(row.id))


@bp.get("/account/import/<id:import_id>")
@auth_required("session")
def show(import_id: int) -> Response:
    """Show how far an import is: its progress, its preview, or what became of it."""
    row = own(import_id)
    if is_htmx() and row.state not in queries.RUNNING:
        return see_other(address_of(row.id))
    return import_page(row, KeepForm())


@bp.get("/account/import/<id:import_id>/report.csv")
@auth_required("session")
def report(import_id: int) -> Response:
    """Send what became of every line, as a file."""
    row = own(import_id)
    response = make_response("".join(report_of(row)))
    response.mimetype = "text/csv"
    name = f"import-{row.id}-report.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/account/import/<id:import_id>/films/<id:item_id>")
@auth_required("session")
def choose(import_id: int, item_id: int) -> Response:
    """Ask which film a line means."""
    row, item = own_item(import_id, item_id)
    return choice_page(row, item, FilmForm())


@bp.post("/account/import/<id:import_id>/films/<id:item_id>")
@auth_required("session")
def correct(import_id: int, item_id: int) -> Response:
    """Take the member's word for which film a line means."""
    row, item = own_item(import_id, item_id)
    form = FilmForm()
    if not form.validate():
        return choice_page(row, item, form, status=422)
    before = str(item.outcome)
    try:
        member_reading.correct(row, item, form.to_movie_id())
    except Conflict as error:
        form.movie.errors = [str(error)]
        return choice_page(row, item, form, status=422)
    # Back to the list that it stood in, or behind it where that has come to its end.
    show = before if queries.counts(row.id).get(before) else str(item.outcome)
    db.session.commit()
    return see_other(url_for(".show", import_id=row.id, show=show))


@bp.post("/account/import/<id:import_id>/commit")
@auth_required("session")
def commit(import_id: int) -> Response:
    """Write what the preview shows, in the background."""
    row = own(import_id)
    form = KeepForm()
    if not form.validate():
        return import_page(row, form, status=422)
    operations.ask_commit(
        row.id,
        Keep(form.keep.data),
        sent_from=request.remote_addr or "",
        at=utcnow(),
    )
    commit_import.later(row.id)
    db.session.commit()
    return see_other(address_of(import_id))


@bp.post("/account/import/<id:import_id>/undo")
@auth_required("session")
def undo(import_id: int) -> Response:
    """Take back what an import wrote, in the background."""
    row = own(import_id)
    operations.ask_undo(row.id, at=utcnow())
    undo_import.later(row.id)
    db.session.commit()
    return see_other(address_of(import_id))


@bp.post("/account/import/<id:import_id>/discard")
@auth_required("session")
def discard(import_id: int) -> Response:
    """Throw a preview away."""
    row = own(import_id)
    stored = row.stored_file
    operations.discard(row, at=utcnow())
    db.session.commit()
    storage.remove(stored)
    return see_other(url_for(".index"))


def own(import_id: int) -> MemberImport:
    """Return an import of the member's, or end the request with 404."""
    return found_or_404(queries.of_member(import_id, current_user.id))


def own_item(import_id: int, item_id: int) -> tuple[MemberImport, ImportItem]:
    """Return an import of the member's and one item of it; refuse what is past."""
    row = own(import_id)
    item = found_or_404(queries.item_of(row.id, item_id))
    operations.refuse_other_state(row, ImportState.PREVIEW)
    if item.outcome == Outcome.REFUSED:
        raise Conflict("This line was refused; there is no film to choose for it.")
    return row, item


def address_of(import_id: int) -> str:
    """Return where an import is shown."""
    return url_for("imports.member_imports.show", import_id=import_id)


def upload_page(form: UploadForm, *, status: int = 200) -> Response:
    """Return the page on which a file is sent."""
    return render_page(
        "accounts/import.html",
        status=status,
        form=form,
        imports=queries.all_of(current_user.id),
        running=queries.is_running(current_user.id),
        states=STATES,
        largest=LARGEST_UPLOAD // 1024**2,
    )


def import_page(row: MemberImport, form: KeepForm, *, status: int = 200) -> Response:
    """Return the page of an import, or only its progress to htmx."""
    shown_page = page_of_import(
        row,
        show=shown_outcome(request.args.get("show")),
        after=request.args.get("after", ""),
    )
    return render_page(
        "accounts/import_show.html",
        fragments=("import_progress",),
        status=status,
        page=shown_page,
        form=form,
    )


def choice_page(
    row: MemberImport, item: ImportItem, form: FilmForm, *, status: int = 200
) -> Response:
    """Return the page on which a film is chosen for a line."""
    words = " ".join(request.args.get("title", "").split())[:100]
    candidates = queries.film_choices(item.candidates) if not words else []
    offered = {film.id for film in candidates}
    found = queries.film_search(words or item.title)
    found = [film for film in found if film.id not in offered]
    offered |= {film.id for film in found}
    context: dict[str, Any] = {
        "words": words,
        "candidates": candidates,
        "found": found,
        "taken": queries.lines_of_movies(row.id, offered, but=item.id),
    }
    return render_page(
        "accounts/import_film.html",
        status=status,
        row=row,
        item=item,
        form=form,
        back=url_for(".show", import_id=row.id, show=str(item.outcome)),
        **context,
    )
