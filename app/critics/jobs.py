"""Work of the critics' room after the answer: embargoes end, habits are learned."""

from datetime import timedelta

from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs import job, sweep
from app.critics import grading, operations
from app.critics.grade_models import GradeLearning
from app.critics.queries import settings as setting_queries

LOST_AFTER = timedelta(minutes=15)


@sweep(minutes=1)
def lift_embargoes() -> None:
    """Let go the reviews whose embargo has ended since the last minute."""
    operations.lift_embargoes(at=utcnow())
    db.session.commit()


@sweep(minutes=15)
def learn_what_was_left() -> None:
    """Learn what was asked for, and lost with a worker."""
    for learning_id in setting_queries.unfinished_learnings(
        before=utcnow() - LOST_AFTER
    ):
        learn_grades(learning_id)


@job
def learn_grades(learning_id: int) -> None:
    """Propose settings from the labelled reviews, as somebody asked."""
    learning = db.session.get(GradeLearning, learning_id)
    if learning is not None and learning.finished_at is None:
        grading.learn_from_reviews(learning, at=utcnow())
        db.session.commit()
