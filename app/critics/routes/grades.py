"""The desk's queue of reviews whose grade says nothing: one at a time, or together."""

from typing import Any

from flask import Response, request
from flask_security import auth_required, current_user, roles_accepted

from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import found_or_404
from app.core.htmx import is_htmx, render_page, see_other
from app.critics import grading
from app.critics.blueprint import bp
from app.critics.grade_forms import TogetherForm, VerdictForm
from app.critics.models import CriticReview
from app.critics.queries import waiting as queries

EDITORS = ("editor", "administrator")
QUEUE = "/desk/grades"


@bp.get("/desk/grades")
@auth_required("session")
@roles_accepted(*EDITORS)
def desk_grades() -> Response:
    """Show the next review that waits for a verdict."""
    return queue_page(after=number("after"), decided=number("decided"))


@bp.post("/desk/grades/<id:review_id>")
@auth_required("session")
@roles_accepted(*EDITORS)
def decide_grade(review_id: int) -> Response:
    """Decide one review, and show the next."""
    form = VerdictForm()
    if not form.validate():
        return queue_page(after=review_id - 1, form=form, status=422)
    grading.decide(review_id, form.chosen, editor_id=current_user.id, at=utcnow())
    db.session.commit()
    if is_htmx():
        return queue_page(after=review_id, decided=review_id)
    return see_other(f"{QUEUE}?after={review_id}&decided={review_id}")


@bp.post("/desk/grades/<id:review_id>/undo")
@auth_required("session")
@roles_accepted(*EDITORS)
def undo_grade(review_id: int) -> Response:
    """Let a review wait again that the editor has just decided."""
    grading.put_back(review_id, editor_id=current_user.id, at=utcnow())
    db.session.commit()
    if is_htmx():
        return queue_page(after=review_id - 1)
    return see_other(f"{QUEUE}?after={review_id - 1}")


@bp.get("/desk/grades/together")
@auth_required("session")
@roles_accepted(*EDITORS)
def desk_grades_together() -> Response:
    """Show all waiting reviews of one grade at one outlet, before they are decided."""
    return together_page(TogetherForm(formdata=None))


@bp.post("/desk/grades/together")
@auth_required("session")
@roles_accepted(*EDITORS)
def decide_together() -> Response:
    """Decide the reviews that the page showed, and no others."""
    form = TogetherForm()
    if not form.validate():
        return together_page(form, status=422)
    done, late = grading.decide_together(
        form.review_ids, form.chosen, editor_id=current_user.id, at=utcnow()
    )
    batch = queries.latest_decision(current_user.id) if done else 0
    db.session.commit()
    return see_other(f"{QUEUE}?done={done}&late={late}&batch={batch}")


@bp.post("/desk/grades/together/<id:decision_id>/undo")
@auth_required("session")
@roles_accepted(*EDITORS)
def undo_together(decision_id: int) -> Response:
    """Let all reviews wait again that the editor has decided in one go."""
    back, kept = grading.put_back_together(
        decision_id, editor_id=current_user.id, at=utcnow()
    )
    db.session.commit()
    return see_other(f"{QUEUE}?back={back}&kept={kept}")


def queue_page(
    *,
    after: int = 0,
    decided: int = 0,
    form: VerdictForm | None = None,
    status: int = 200,
) -> Response:
    """Return the queue from a review on, with what was just decided."""
    review = queries.next_waiting(after)
    last = db.session.get(CriticReview, decided) if decided else None
    return render_page(
        "desk/grades.html",
        fragments=("grade_queue",),
        status=status,
        review=review,
        habits=queries.habits_of(review.id) if review else [],
        waiting=queries.waiting_count(),
        groups=queries.groups(),
        last=last if last is not None and last.verdict is not None else None,
        form=form or VerdictForm(formdata=None),
        done=number("done"),
        late=number("late"),
        batch=number("batch"),
        back=number("back"),
        kept=number("kept"),
    )


def together_page(form: TogetherForm, *, status: int = 200) -> Response:
    """Return the page of one grade at one outlet."""
    asked: Any = request.args
    grade = asked.get("grade", "").replace("\0", "")
    slug = asked.get("publication", "").replace("\0", "")
    outlet, reviews = queries.waiting_together(slug, grade)
    found_or_404(outlet)
    return render_page(
        "desk/grades_together.html",
        status=status,
        outlet=outlet,
        grade=grade,
        reviews=reviews,
        address=queries.address(slug, grade),
        habits=queries.habits_of(reviews[0].id) if reviews else [],
        form=form,
    )


def number(name: str) -> int:
    """Return a number of the address, or 0 where there is none."""
    text = request.args.get(name, "")[:10]
    return min(int(text), 2**31 - 1) if text.isascii() and text.isdigit() else 0
