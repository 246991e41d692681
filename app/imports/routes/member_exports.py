"""The page on which a member takes their own along."""

from typing import IO

from flask import Blueprint, Response, abort, request, send_file
from flask_security import auth_required, current_user

from app.core.addresses import site_url
from app.core.clock import utcnow
from app.core.db import db
from app.core.htmx import render_page
from app.imports import member_export
from app.imports.operations import member_imports as operations

bp = Blueprint("member_exports", __name__)

EVERYTHING, LETTERBOXD = "everything", "letterboxd"


@bp.get("/account/export")
@auth_required("session")
def index() -> Response:
    """Say what can be taken along."""
    return render_page("accounts/export.html")


@bp.post("/account/export")
@auth_required("session")
def take_along() -> Response:
    """Send what the member asked for, as a ZIP."""
    kind = request.form.get("kind")
    if kind not in (EVERYTHING, LETTERBOXD):
        abort(422, "Choose what you want to take along.")
    now = utcnow()
    operations.note_export(kind, user_id=current_user.id, at=now)
    db.session.commit()
    file: IO[bytes]
    if kind == EVERYTHING:
        name = current_user.name
        file = member_export.everything(
            current_user.id, name=name, site=site_url(), at=now
        )
    else:
        file = member_export.for_letterboxd(current_user.id)
    response = send_file(
        file,
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"{kind}-{now:%Y-%m-%d}.zip",
    )
    response.headers["Cache-Control"] = "no-store"
    return response
