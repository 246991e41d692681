"""What somebody who is shut out reads when they sign in with the right password.

The library says the same to them as to a wrong password. It does tell its form that
the password was right; only then is the page another one, so that nobody else learns
who is suspended.
"""

from typing import Any

from flask import (
    Flask,
    Response,
    before_render_template,
    g,
    has_request_context,
    make_response,
    render_template,
    request,
)

from app.audience import queries as audience_queries
from app.core.clock import utcnow
from app.moderation import queries
from app.moderation.blueprint import bp
from app.moderation.routes.tickets import ticket_for

SIGN_IN = "security.login"


def note_who_is_shut_out(sender: Flask, context: dict[str, Any], **extra: Any) -> None:
    """Remember whose password was right though their account is closed.

    A letter that a job or a command writes is a template, too, and no request.
    """
    if not has_request_context():
        return
    if request.endpoint != SIGN_IN or request.method != "POST":
        return
    form = context.get("login_user_form")
    user = getattr(form, "user", None)
    if getattr(form, "user_authenticated", False) and user and not user.active:
        g.shut_out = user.id


before_render_template.connect(note_who_is_shut_out)


@bp.after_app_request
def say_why(response: Response) -> Response:
    """Put the page that says why, and how to appeal, in the place of the form."""
    member_id = g.pop("shut_out", None)
    if member_id is None:
        return response
    restriction = audience_queries.shut_out(member_id, at=utcnow())
    if restriction is None:
        return response
    action_id = queries.action_behind(restriction.id)
    page = render_template(
        "moderation/shut_out.html",
        terms=queries.terms(restriction),
        kind=restriction.kind,
        action=queries.own_action(action_id, member_id) if action_id else None,
        appeal_url=f"/appeals/{ticket_for(action_id, member_id)}" if action_id else "",
    )
    answer = make_response(page, 403)
    answer.headers["Cache-Control"] = "no-store"
    return answer
