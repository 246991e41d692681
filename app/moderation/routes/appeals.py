"""What was decided about a member, as they read it, and their appeal.

Who is shut out cannot sign in, so the page that says so leads here by a signed link.
"""

from flask import Response
from flask_security import auth_required, current_user

from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import found_or_404
from app.core.htmx import render_page, see_other
from app.moderation import operations, queries
from app.moderation.blueprint import bp
from app.moderation.forms import AppealForm
from app.moderation.routes.tickets import read_ticket

NOTHING = "There is nothing here to appeal against."


@bp.get("/account/appeals/<id:action_id>")
@auth_required("session")
def own_action(action_id: int) -> Response:
    """Show what was decided, and the form for an appeal."""
    form = AppealForm(formdata=None)
    return appeal_page(action_id, current_user.id, form)


@bp.post("/account/appeals/<id:action_id>")
@auth_required("session")
def appeal(action_id: int) -> Response:
    """Take an appeal in; there is one against each decision."""
    form = AppealForm()
    if not form.validate():
        return appeal_page(action_id, current_user.id, form, status=422)
    operations.appeal(action_id, form.words.data, user_id=current_user.id, at=utcnow())
    db.session.commit()
    return see_other(f"/account/appeals/{action_id}")


@bp.get("/appeals/<ticket>")
def own_action_from_outside(ticket: str) -> Response:
    """Show the same to somebody who is shut out and came by the door."""
    action_id, member_id = found_or_404(read_ticket(ticket), NOTHING)
    return appeal_page(action_id, member_id, AppealForm(formdata=None), ticket=ticket)


@bp.post("/appeals/<ticket>")
def appeal_from_outside(ticket: str) -> Response:
    """Take the appeal of somebody who is shut out."""
    action_id, member_id = found_or_404(read_ticket(ticket), NOTHING)
    form = AppealForm()
    if not form.validate():
        return appeal_page(action_id, member_id, form, ticket=ticket, status=422)
    operations.appeal(action_id, form.words.data, user_id=member_id, at=utcnow())
    db.session.commit()
    return see_other(f"/appeals/{ticket}")


def appeal_page(
    action_id: int,
    member_id: int,
    form: AppealForm,
    *,
    ticket: str = "",
    status: int = 200,
) -> Response:
    """Return the page of a decision."""
    action = found_or_404(queries.own_action(action_id, member_id), NOTHING)
    return render_page(
        "moderation/appeal.html",
        status=status,
        action=action,
        form=form,
        url=f"/appeals/{ticket}" if ticket else f"/account/appeals/{action_id}",
        signed_in=not ticket,
    )
