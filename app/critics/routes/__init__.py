"""Pages of critics and publications, and the desk where their reviews are kept."""

from app.critics.blueprint import bp
from app.critics.routes import desk, desk_review, grade_settings, grades, pages

__all__ = ["bp", "desk", "desk_review", "grade_settings", "grades", "pages"]
