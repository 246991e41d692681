"""The page on which a reader reports a review."""

from urllib.parse import quote

from flask import Response, abort
from flask_security import auth_required, current_user

from app.audience import queries as audience_queries
from app.audience.gate import allowance_for_reports
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
    form = ReportForm()
    if not form.validate():
        return report_page(review_id, form, status=422)
    try:
        operations.report(
            review_id,
            ReportReason(form.reason.data),
            form.note.data,
            user_id=current_user.id,
            at=utcnow(),
            allowance=allowance_for_reports(),
        )
    except TooMany as refused:
        note_enough(form, refused)
        return wait(report_page(review_id, form, status=429), refused)
    db.session.commit()
    return see_other(f"/audience-reviews/{review_id}/report/sent")


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


def note_enough(form: ReportForm, refused: TooMany) -> None:
    """Say on the form, which keeps what was typed, that it was not taken."""
    db.session.rollback()
    form.form_errors = [str(refused)]


def wait(response: Response, refused: TooMany) -> Response:
    """Say to programs when a report can be sent again."""
    response.headers["Retry-After"] = str(refused.seconds)
    return response


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
    form = ReportForm()
    if not form.validate():
        return profile_report_page(name, form, status=422)
    try:
        operations.report_profile(
            profile.id,
            ReportReason(form.reason.data),
            form.note.data,
            user_id=current_user.id,
            at=utcnow(),
            allowance=allowance_for_reports(),
        )
    except TooMany as refused:
        note_enough(form, refused)
        return wait(profile_report_page(name, form, status=429), refused)
    db.session.commit()
    return see_other(f"/members/{quote(profile.name, safe='')}/report/sent")


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
