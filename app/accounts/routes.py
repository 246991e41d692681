"""Pages of accounts that the library lacks: who am I, and the member's own page."""

from flask import Blueprint, Response
from flask_security import auth_required

from app.accounts import rules
from app.core.htmx import page_in_view, render_page

bp = Blueprint("accounts", __name__)


@bp.get("/fragments/me")
def me() -> Response:
    """Return the masthead's personal place: the doors, or the name and the way out."""
    return render_page("accounts/_me.html", next=rules.destination(page_in_view()))


@bp.get("/fragments/token")
def token() -> Response:
    """Return a new token, for a page that stood open through a sign-in or out."""
    return render_page("accounts/_token.html")


@bp.get("/account")
@auth_required("session")
def show() -> Response:
    """Say who is signed in; without script it is where one signs out."""
    return render_page("accounts/show.html", next=None)
