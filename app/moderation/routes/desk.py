"""The moderators' queues: reports, held reviews, waves of ratings, appeals."""

from typing import Any

from flask import Response, request
from flask_security import auth_required, current_user, roles_accepted

from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import found_or_404
from app.core.htmx import render_page, see_other
from app.core.pagination import number_cursor
from app.moderation import operations, queries
from app.moderation.blueprint import bp
from app.moderation.forms import (
    AppealAnswerForm,
    DecisionForm,
    WaveForm,
)
from app.moderation.models import ActionKind, AppealOutcome

MODERATORS = ("moderator", "administrator")
LOG_LINES = 50
GONE = "This review is no longer there."


@bp.get("/moderation")
@auth_required("session")
@roles_accepted(*MODERATORS)
def index() -> Response:
    """List the reviews whose reports wait for a moderator."""
    page = queries.reported_reviews(behind())
    return queue_page("moderation/index.html", reviews=page)


@bp.get("/moderation/held")
@auth_required("session")
@roles_accepted(*MODERATORS)
def held() -> Response:
    """List the reviews that the rules hold."""
    return queue_page("moderation/held.html", reviews=queries.held_reviews(behind()))


@bp.get("/moderation/audience-reviews/<id:review_id>")
@auth_required("session")
@roles_accepted(*MODERATORS)
def show_review(review_id: int) -> Response:
    """Show a review with its past, its author's record, and what can be done."""
    return review_page(review_id, DecisionForm(formdata=None))


@bp.post("/moderation/audience-reviews/<id:review_id>")
@auth_required("session")
@roles_accepted(*MODERATORS)
def act(review_id: int) -> Response:
    """Decide about a review or its author."""
    form = DecisionForm()
    if not form.validate():
        return review_page(review_id, form, status=422)
    operations.act(
        review_id, form.to_decision(), moderator_id=current_user.id, at=utcnow()
    )
    db.session.commit()
    return see_other(f"/moderation/audience-reviews/{review_id}")


@bp.get("/moderation/waves")
@auth_required("session")
@roles_accepted(*MODERATORS)
def waves() -> Response:
    """List the waves of ratings that are held."""
    return waves_page(WaveForm(formdata=None), after=behind())


@bp.post("/moderation/waves/<id:wave_id>")
@auth_required("session")
@roles_accepted(*MODERATORS)
def decide_wave(wave_id: int) -> Response:
    """Count a wave or strike it."""
    form = WaveForm()
    if not form.validate():
        return waves_page(form, after=wave_id - 1, status=422)
    operations.decide_wave(
        wave_id,
        ActionKind(form.kind.data),
        form.reason.data,
        moderator_id=current_user.id,
        at=utcnow(),
    )
    db.session.commit()
    return see_other("/moderation/waves")


@bp.get("/moderation/appeals")
@auth_required("session")
@roles_accepted(*MODERATORS)
def appeals() -> Response:
    """List the appeals that wait for an answer."""
    return appeals_page(AppealAnswerForm(formdata=None), after=behind())


@bp.post("/moderation/appeals/<id:appeal_id>")
@auth_required("session")
@roles_accepted(*MODERATORS)
def decide_appeal(appeal_id: int) -> Response:
    """Answer an appeal."""
    form = AppealAnswerForm()
    if not form.validate():
        return appeals_page(form, after=appeal_id - 1, status=422)
    operations.decide_appeal(
        appeal_id,
        AppealOutcome(form.outcome.data),
        form.answer.data,
        moderator_id=current_user.id,
        at=utcnow(),
    )
    db.session.commit()
    return see_other("/moderation/appeals")


def behind() -> int:
    """Return behind which entry a queue goes on, as its address says."""
    cursor = number_cursor(request.args.get("after"))
    return 0 if cursor is None else cursor.id


def queue_page(template: str, *, status: int = 200, **context: Any) -> Response:
    """Return a page of a queue, with how much waits in each of them."""
    return render_page(template, status=status, waiting=queries.waiting(), **context)


def waves_page(form: WaveForm, *, after: int, status: int = 200) -> Response:
    """Return the waves that wait, each with its form."""
    return queue_page(
        "moderation/waves.html",
        status=status,
        waves=queries.open_waves(after),
        form=form,
    )


def appeals_page(form: AppealAnswerForm, *, after: int, status: int = 200) -> Response:
    """Return the appeals; one's own decisions are left to others where there are."""
    return queue_page(
        "moderation/appeals.html",
        status=status,
        appeals=queries.open_appeals(after),
        form=form,
        me=current_user.id,
        has_others=queries.has_other_moderators(current_user.id),
    )


def review_page(review_id: int, form: DecisionForm, *, status: int = 200) -> Response:
    """Return a review as a moderator sees it."""
    file = found_or_404(queries.review_file(review_id), GONE)
    form.offer(file)
    return queue_page(
        "moderation/review.html",
        status=status,
        file=file,
        actions=queries.latest_log(limit=LOG_LINES, review_id=review_id),
        form=form,
    )
