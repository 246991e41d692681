"""The desk where critics' reviews and their grades are kept."""

from app.critics.blueprint import bp
from app.critics.routes import desk, desk_review, grade_settings, grades

__all__ = ["bp", "desk", "desk_review", "grade_settings", "grades"]
