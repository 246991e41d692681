"""Grades as printed ("B", "3/4", "4 stars"): what they are worth, what they suggest.

A grade never overrules a verdict that somebody supplied; see `docs/scoring.md`.
"""

from app.scores.rules.grades.reading import Grade, read
from app.scores.rules.grades.suggesting import GradeSettings, Suggestion, suggest

__all__ = ["Grade", "GradeSettings", "Suggestion", "read", "suggest"]
