"""Grades as printed ("B", "3/4", "4 stars"): what they are worth, what they suggest.

A grade never overrules a verdict that somebody supplied; see `docs/scoring.md`.
"""

from app.scores.rules.grades.learning import LEAST_SHARE, LabelledGrade, Proposal, learn
from app.scores.rules.grades.reading import Grade, full_marks, read
from app.scores.rules.grades.settings import (
    GradeSettings,
    Scope,
    Setting,
    SettingKind,
    adopted,
    asked_for,
    name_key,
)
from app.scores.rules.grades.suggesting import UNDECIDED, Suggestion, suggest

__all__ = [
    "LEAST_SHARE",
    "UNDECIDED",
    "Grade",
    "GradeSettings",
    "LabelledGrade",
    "Proposal",
    "Scope",
    "Setting",
    "SettingKind",
    "Suggestion",
    "adopted",
    "asked_for",
    "full_marks",
    "learn",
    "name_key",
    "read",
    "suggest",
]
