"""What somebody who is shut out reads when they sign in with the right password."""

from flask import Response, make_response, render_template

from app.audience import queries as audience_queries
from app.core.clock import utcnow
from app.moderation import queries
from app.moderation.routes.tickets import ticket_for


def page_for(member_id: int) -> Response | None:
    """Say why somebody is shut out, and how to appeal; None where they are not."""
    restriction = audience_queries.shut_out(member_id, at=utcnow())
    if restriction is None:
        return None
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
