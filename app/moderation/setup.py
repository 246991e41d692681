"""Moderation joins the site: its commands, and what is said at the door.

Whoever signs in passes here, so it is loaded without the room, which comes late.

The library says to who is shut out the same as to a wrong password. It does tell its
form that the password was right; only then is the page another one, so that nobody else
learns who is suspended.
"""

from typing import Any

from flask import (
    Flask,
    Response,
    before_render_template,
    g,
    has_request_context,
    request,
)

from app.core.console import Group
from app.core.late import later

door = later("app.moderation.routes.door")

SIGN_IN = "security.login"
MODULE = "app.moderation.commands"
COMMANDS = {
    "role": "role_group",
    "list": "list_members",
    "show": "show",
    "end-sessions": "end_sessions",
    "reset-second-factor": "reset_second_factor",
}


def init_app(app: Flask) -> None:
    """Stand at the door, and let the commands join those about members."""
    before_render_template.connect(note_who_is_shut_out, app)
    app.after_request(say_why)
    group = app.cli.commands["members"]
    if not isinstance(group, Group):
        raise TypeError("the commands about members cannot be joined")
    group.late = {name: f"{MODULE}:{command}" for name, command in COMMANDS.items()}


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


def say_why(response: Response) -> Response:
    """Put the page that says why, and how to appeal, in the place of the form."""
    member_id = g.pop("shut_out", None)
    if member_id is None:
        return response
    page: Response | None = door.page_for(member_id)
    return page or response
