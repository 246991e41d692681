"""The log of what moderators did: with names for them, without for everybody."""

from flask import Response, abort, current_app, render_template, request
from flask_security import auth_required, roles_accepted

from app.config import Settings
from app.core.addresses import canonical
from app.core.htmx import render_page
from app.core.pagination import cursor_text, number_cursor
from app.core.public import public, public_answer
from app.moderation import queries
from app.moderation.blueprint import bp
from app.moderation.routes.desk import MODERATORS
from app.movies import queries as movie_queries

STEP = 50


@bp.get("/moderation/log")
@auth_required("session")
@roles_accepted(*MODERATORS)
def log() -> Response:
    """Show what moderators did, with who, to whom and why."""
    lines, more_url = lines_from("/moderation/log", for_everybody=False)
    return render_page(
        "moderation/log.html", lines=lines, more_url=more_url, waiting=queries.waiting()
    )


@bp.get("/moderation-log")
@public(reads={"before": cursor_text})
def public_log() -> Response:
    """Show everybody what moderators did, without names, if the site wishes that."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.public_log:
        abort(404, "This site does not publish what its moderators do.")

    def make() -> str:
        lines, more_url = lines_from("/moderation-log", for_everybody=True)
        return render_template(
            "moderation/public_log.html",
            lines=lines,
            more_url=more_url,
            canonical_url=canonical("/moderation-log"),
        )

    return public_answer(make, *queries.log_versions(), movie_queries.site_version())


def lines_from(path: str, *, for_everybody: bool) -> tuple[list[queries.Logged], str]:
    """Return a step of the log, and where the next one is."""
    cursor = number_cursor(request.args.get("before"))
    before = None if cursor is None else cursor.id
    lines = list(
        queries.latest_log(limit=STEP + 1, before=before, for_everybody=for_everybody)
    )
    more = len(lines) > STEP
    return lines[:STEP], f"{path}?before=0.{lines[STEP - 1].id}" if more else ""
