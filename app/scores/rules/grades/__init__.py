"""Grades as printed ("B", "3/4", "4 stars"): what they are worth, what they suggest.

A grade never overrules a verdict that somebody supplied; see `docs/scoring.md`.
"""

from app.scores.rules.grades.learning import (
    LabelledGrade,
    Proposal,
    Scope,
    adopted,
    learn,
)
from app.scores.rules.grades.reading import Grade, read
from app.scores.rules.grades.suggesting import (
    UNDECIDED,
    GradeSettings,
    Suggestion,
    suggest,
)

__all__ = [
    "UNDECIDED",
    "Grade",
    "GradeSettings",
    "LabelledGrade",
    "Proposal",
    "Scope",
    "Suggestion",
    "adopted",
    "learn",
    "read",
    "suggest",
]
