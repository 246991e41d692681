"""The desk's page of one critic review, and every verb that an editor has for it."""

from typing import Any

from flask import Response
from flask_security import auth_required, roles_accepted

from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict, found_or_404
from app.core.htmx import render_page, see_other
from app.critics import editions, operations
from app.critics.blueprint import bp
from app.critics.forms import (
    CriticReviewForm,
    EmbargoForm,
    InterestForm,
    NothingForm,
    OriginalForm,
    VerdictForm,
)
from app.critics.models import CriticReview
from app.critics.queries import desk as queries
from app.critics.routes.desk import EDITORS, values_of
from app.scores.rules import Verdict


@bp.get("/desk/critic-reviews/<id:review_id>")
@auth_required("session")
@roles_accepted(*EDITORS)
def desk_review(review_id: int) -> Response:
    """Show a review with the forms that change it."""
    return review_page(review_id)


@bp.post("/desk/critic-reviews/<id:review_id>")
@auth_required("session")
@roles_accepted(*EDITORS)
def desk_edit(review_id: int) -> Response:
    """Correct a review's words, grade, day, critic or publication."""
    review, form = loaded(review_id), CriticReviewForm()
    if not form.validate():
        return review_page(review_id, status=422, edit=form)
    operations.edit(review, editions.edition(**values_of(form)), at=utcnow())
    return saved(review_id)


@bp.post("/desk/critic-reviews/<id:review_id>/verdict")
@auth_required("session")
@roles_accepted(*EDITORS)
def desk_decide(review_id: int) -> Response:
    """Decide the verdict."""
    review, form = loaded(review_id), VerdictForm()
    if not form.validate():
        return review_page(review_id, status=422, verdict=form)
    operations.decide(review, Verdict(form.verdict.data), at=utcnow())
    return saved(review_id)


@bp.post("/desk/critic-reviews/<id:review_id>/embargo")
@auth_required("session")
@roles_accepted(*EDITORS)
def desk_embargo(review_id: int) -> Response:
    """Hold a review back until a moment, or let it go."""
    review, form = loaded(review_id), EmbargoForm()
    if not form.validate():
        return review_page(review_id, status=422, embargo=form)
    operations.embargo(review, form.moment, at=utcnow())
    return saved(review_id)


@bp.post("/desk/critic-reviews/<id:review_id>/withdrawal")
@auth_required("session")
@roles_accepted(*EDITORS)
def desk_withdraw(review_id: int) -> Response:
    """Take a review back."""
    operations.withdraw(loaded(review_id), at=utcnow())
    return saved(review_id)


@bp.post("/desk/critic-reviews/<id:review_id>/withdrawal/delete")
@auth_required("session")
@roles_accepted(*EDITORS)
def desk_restore(review_id: int) -> Response:
    """Let a withdrawn review stand again."""
    operations.restore(loaded(review_id), at=utcnow())
    return saved(review_id)


@bp.post("/desk/critic-reviews/<id:review_id>/original")
@auth_required("session")
@roles_accepted(*EDITORS)
def desk_mark_duplicate(review_id: int) -> Response:
    """Say which review this one repeats, or that it repeats none."""
    review, form = loaded(review_id), OriginalForm()
    if not form.validate():
        return review_page(review_id, status=422, original=form)
    try:
        operations.mark_duplicate(review, form.number, at=utcnow())
    except Conflict as error:
        db.session.rollback()
        form.original.errors = [str(error)]
        return review_page(review_id, status=422, original=form)
    return saved(review_id)


@bp.post("/desk/critic-reviews/<id:review_id>/interest")
@auth_required("session")
@roles_accepted(*EDITORS)
def desk_disclose(review_id: int) -> Response:
    """Write down what ties the critic to the film."""
    review, form = loaded(review_id), InterestForm()
    if not form.validate():
        return review_page(review_id, status=422, interest=form)
    operations.disclose_interest(review, form.interest.data, at=utcnow())
    return saved(review_id)


@bp.post("/desk/critic-reviews/<id:review_id>/delete")
@auth_required("session")
@roles_accepted(*EDITORS)
def desk_remove(review_id: int) -> Response:
    """Remove a review for good."""
    back = found_or_404(queries.desk_review(review_id)).movie_desk_url
    operations.remove(loaded(review_id), at=utcnow())
    db.session.commit()
    return see_other(back)


@bp.post("/desk/publications/<id:publication_id>/approval")
@auth_required("session")
@roles_accepted(*EDITORS)
def desk_approve(publication_id: int) -> Response:
    """Let the reviews of a publication count."""
    operations.approve(publication_id, at=utcnow())
    db.session.commit()
    return see_other("/desk/critic-reviews#publications")


@bp.post("/desk/publications/<id:publication_id>/approval/delete")
@auth_required("session")
@roles_accepted(*EDITORS)
def desk_disapprove(publication_id: int) -> Response:
    """Let the reviews of a publication count nowhere."""
    operations.disapprove(publication_id, at=utcnow())
    db.session.commit()
    return see_other("/desk/critic-reviews#publications")


def loaded(review_id: int) -> CriticReview:
    """Return the row of a review, or end the request with 404."""
    return found_or_404(queries.review_by_id(review_id))


def saved(review_id: int) -> Response:
    """Commit, and send the editor back to the review."""
    db.session.commit()
    return see_other(f"/desk/critic-reviews/{review_id}")


def review_page(review_id: int, *, status: int = 200, **refused: Any) -> Response:
    """Return the page of a review; `refused` are forms that keep what was typed."""
    review = found_or_404(queries.desk_review(review_id))
    until = review.embargoed_until
    forms = {
        "edit": CriticReviewForm.of(review),
        "verdict": VerdictForm(formdata=None, data={"verdict": review.verdict}),
        "embargo": EmbargoForm(
            formdata=None, data={"until": until and until.replace(tzinfo=None)}
        ),
        "original": OriginalForm(
            formdata=None, data={"original": str(review.duplicate_of_id or "")}
        ),
        "interest": InterestForm(formdata=None, data={"interest": review.interest}),
        "nothing": NothingForm(formdata=None),
    }
    return render_page(
        "desk/critic_review.html",
        status=status,
        review=review,
        forms=forms | refused,
    )
