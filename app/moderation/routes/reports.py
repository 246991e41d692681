"""The page on which a reader reports a review."""

from collections.abc import Callable
from functools import partial
from urllib.parse import quote

from flask import Response, abort
from flask_security import auth_required, current_user

from app.audience import queries as audience_queries
from app.audience.gate import allowance_for
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import TooMany, found_or_404
from app.core.htmx import render_page, see_other
from app.moderation import operations
from app.moderation.blueprint import bp
from app.moderation.forms import ReportForm
from app.moderation.models import ReportReason

NO_WORDS = "There is nothing here to report."


@bp.get("/audience-reviews/<id:review_id>/report")
@auth_required("session")
def new_report(review_id: int) -> Response:
    """Show the form by which a review is reported."""
    return report_page(review_id, ReportForm())


@bp.post("/audience-reviews/<id:review_id>/report")
@auth_required("session")
def report(review_id: int) -> Response:
    """Take a report in."""
    return taken(
        partial(operations.report, review_id),
        partial(report_page, review_id),
        f"/audience-reviews/{review_id}/report/sent",
    )


@bp.get("/audience-reviews/<id:review_id>/report/sent")
@auth_required("session")
def report_sent(review_id: int) -> Response:
    """Say that the report has arrived."""
    return report_page(review_id, None)


def report_page(
    review_id: int, form: ReportForm | None, *, status: int = 200
) -> Response:
    """Return the page of a report; without a form it says thanks."""
    slug = audience_queries.movie_slug_of(review_id)
    card = audience_queries.card(review_id)
    if slug is None or card is None:
        abort(404, "This review is no longer there.")
    return render_page(
        "moderation/report.html",
        status=status,
        review=card,
        movie_url=f"/movies/{slug}",
        form=form,
    )


def taken(
    send: Callable[..., object], page: Callable[..., Response], sent_url: str
) -> Response:
    """Take a report in, or show its form again with what was typed and why."""
    form = ReportForm()
    if not form.validate():
        return page(form, status=422)
    try:
        send(
            ReportReason(form.reason.data),
            form.note.data,
            user_id=current_user.id,
            at=utcnow(),
            allowance=allowance_for("reports"),
        )
    except TooMany as refused:
        db.session.rollback()
        form.form_errors = [str(refused)]
        response = page(form, status=429)
        response.headers["Retry-After"] = str(refused.seconds)
        return response
    db.session.commit()
    return see_other(sent_url)


@bp.get("/members/<name>/report")
@auth_required("session")
def new_profile_report(name: str) -> Response:
    """Show the form by which a member's words about themselves are reported."""
    return profile_report_page(name, ReportForm())


@bp.post("/members/<name>/report")
@auth_required("session")
def report_profile(name: str) -> Response:
    """Take in a report on a member's words about themselves."""
    profile = found_or_404(audience_queries.profile(name), NO_WORDS)
    if not profile.bio:
        abort(404, NO_WORDS)
    return taken(
        partial(operations.report_profile, profile.id),
        partial(profile_report_page, name),
        f"/members/{quote(profile.name, safe='')}/report/sent",
    )


@bp.get("/members/<name>/report/sent")
@auth_required("session")
def profile_report_sent(name: str) -> Response:
    """Say that the report has arrived."""
    return profile_report_page(name, None)


def profile_report_page(
    name: str, form: ReportForm | None, *, status: int = 200
) -> Response:
    """Return the page of a report on a profile; without a form it says thanks."""
    profile = found_or_404(audience_queries.profile(name), NO_WORDS)
    if form is not None and not profile.bio:
        abort(404, NO_WORDS)
    return render_page(
        "moderation/report_profile.html",
        status=status,
        profile=profile,
        url=f"/members/{quote(profile.name, safe='')}",
        form=form,
    )
