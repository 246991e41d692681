"""The start of the desk: its rooms."""

from flask import Response
from flask_security import auth_required, roles_accepted

from app.core.htmx import render_page
from app.editorial.blueprint import EDITORS, bp


@bp.get("/desk")
@auth_required("session")
@roles_accepted(*EDITORS)
def desk() -> Response:
    """Show the rooms of the desk."""
    return render_page("desk/index.html")
