"""The page on which a reader reports a review."""

from flask import Response, abort
from flask_security import auth_required, current_user

from app.audience import queries as audience_queries
from app.core.clock import utcnow
from app.core.db import db
from app.core.htmx import render_page, see_other
from app.moderation import operations
from app.moderation.blueprint import bp
from app.moderation.forms import ReportForm
from app.moderation.models import ReportReason


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
    operations.report(
        review_id,
        ReportReason(form.reason.data),
        form.note.data,
        user_id=current_user.id,
        at=utcnow(),
    )
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
