"""Pages of accounts that the library lacks: who am I, my page, my tokens."""

from typing import Any

import structlog
from flask import Response
from flask_security import auth_required, current_user

from app.accounts import operations, queries, rules
from app.accounts.blueprint import bp
from app.accounts.token_forms import TokenForm
from app.core.clock import utcnow
from app.core.db import db
from app.core.htmx import page_in_view, render_page, see_other

log = structlog.get_logger()


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


@bp.get("/account/tokens")
@auth_required("session")
def tokens() -> Response:
    """List the member's tokens, with the form for a new one."""
    return tokens_page(TokenForm(rules.scopes_open_to(own_roles())))


@bp.post("/account/tokens")
@auth_required("session")
def make_token() -> Response:
    """Make a token and show its secret, this once."""
    roles = own_roles()
    form = TokenForm(rules.scopes_open_to(roles))
    if not form.validate():
        return tokens_page(form, status=422)
    secret = operations.make_token(
        current_user.id,
        name=form.name.data,
        scopes=form.scopes,
        life=form.life.data,
        roles=roles,
        at=utcnow(),
    )
    db.session.commit()
    log.info("token made", member=current_user.id, scopes=" ".join(form.scopes))
    empty = TokenForm(rules.scopes_open_to(roles), formdata=None)
    return tokens_page(empty, secret=secret, secret_name=form.name.data)


@bp.post("/account/tokens/<id:token_id>/revocation")
@auth_required("session")
def revoke_token(token_id: int) -> Response:
    """Take a token away; what uses it is refused from now on."""
    operations.revoke_token(token_id, user_id=current_user.id)
    db.session.commit()
    log.info("token revoked", member=current_user.id)
    return see_other("/account/tokens")


def own_roles() -> list[str]:
    """Return the names of the roles of who is signed in."""
    return list(queries.roles_of(current_user.id))


def tokens_page(form: TokenForm, *, status: int = 200, **context: Any) -> Response:
    """Return the page of the member's tokens."""
    return render_page(
        "accounts/tokens.html",
        status=status,
        next=None,
        form=form,
        tokens=queries.tokens_of(current_user.id, at=utcnow()),
        **{"secret": None, "secret_name": "", **context},
    )
