"""Files for the editors' desk: sent by a program, imported after the answer."""

from typing import Any

from flask import Response, current_app, request, url_for

from app.accounts.queries import Bearer
from app.accounts.rules import Scope
from app.api import cursors, incoming, operations, queries
from app.api.bearer import count_write, needs
from app.api.blueprint import bp, dumped, page_body, private_answer
from app.api.jobs import import_sent_file
from app.api.models import SentFile
from app.api.problems import Flaw, Invalid, UnsupportedType
from app.api.schemas import (
    Import,
    ImportArguments,
    ImportListArguments,
    NoArguments,
    page_of,
)
from app.api.schemas.imports import BODIES, ENDINGS
from app.config import Settings
from app.core.addresses import canonical
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import found_or_404
from app.core.security import takes_body
from app.imports.models.runs import ImportRun
from app.imports.queries import runs as run_queries

EMPTY = "The file is empty."
NO_IMPORT = "You have sent no such file."


@bp.route("/imports", methods=["POST"], tags=["Imports"])
@takes_body
@needs(Scope.IMPORTS_WRITE)
@bp.doc(requestBody={"required": True, "content": BODIES})
@bp.response(202, Import, description="The file is here, and will be imported.")
@bp.arguments(ImportArguments, location="query")
def send_file(asked: dict[str, Any], *, bearer: Bearer) -> Response:
    """Send a file to be imported.

    Movies or critic reviews, as CSV, TSV, JSON or lines of JSON, plain or packed by
    gzip. It is imported after the answer: ask at `Location` what became of it. A file
    may be sent again; rows that are there already stay as they are.
    """
    ending = ENDINGS.get(request.mimetype)
    if ending is None:
        raise UnsupportedType(f"Send one of: {', '.join(ENDINGS)}.")
    settings: Settings = current_app.config["SETTINGS"]
    operations.allow_more(bearer.user_id, most_bytes=4 * settings.import_limit)
    count_write(bearer)
    db.session.commit()
    name, size = incoming.store(request.stream, f"{asked['kind']}.{ending}")
    if not size:
        incoming.remove(name)
        raise Invalid([Flaw(EMPTY, pointer="")])
    sent = operations.take_in(
        user_id=bearer.user_id,
        kind=asked["kind"],
        file_name=name,
        create_movies=asked["create_movies"] == "true",
        size=size,
        at=utcnow(),
    )
    import_sent_file.later(sent.id)
    db.session.commit()
    response = private_answer(dumped(Import, shape(sent)), 202)
    response.headers["Location"] = shape(sent)["url"]
    return response


@bp.route("/imports", tags=["Imports"], endpoint="imports")
@needs(Scope.IMPORTS_WRITE)
@bp.response(200, page_of(Import))
@bp.arguments(ImportListArguments, location="query")
def imports(asked: dict[str, Any], *, bearer: Bearer) -> Response:
    """List the files that I sent, newest first."""
    after = None if asked["after"] is None else cursors.read_film(asked["after"])
    found, more = queries.files_of(bearer.user_id, before=after, limit=asked["limit"])
    items = [dumped(Import, shape(each)) for each in found]
    cursor = cursors.film_text(found[-1].id) if more else None
    return private_answer(page_body(items, cursor))


@bp.route("/imports/<id:number>", tags=["Imports"])
@needs(Scope.IMPORTS_WRITE)
@bp.response(200, Import)
@bp.arguments(NoArguments, location="query")
def one_import(asked: dict[str, Any], number: int, *, bearer: Bearer) -> Response:
    """Show what became of a file that I sent."""
    sent = found_or_404(queries.file_of(bearer.user_id, number), NO_IMPORT)
    return private_answer(dumped(Import, shape(sent)))


def shape(sent: SentFile) -> dict[str, Any]:
    """Return a file with what became of its rows, as far as that is known."""
    run = None if sent.run_id is None else run_queries.run(sent.run_id)
    return {
        "id": sent.id,
        "kind": sent.kind,
        "state": sent.state,
        "size": sent.file_size,
        "sent_at": sent.sent_at,
        "ended_at": sent.ended_at,
        "reason": sent.reason,
        "rows": None if run is None else counts(run),
        "problems": sent.problems,
        "url": canonical(url_for("api.one_import", number=sent.id)),
    }


def counts(run: ImportRun) -> dict[str, int]:
    """Return what became of the rows of a run."""
    return {
        "new": run.new_count,
        "changed": run.changed_count,
        "same": run.same_count,
        "refused": run.refused_count,
        "waiting": run.waiting_count,
    }
