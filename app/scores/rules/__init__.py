"""The arithmetic of every score: pure functions over counts, all in integers.

Nothing here knows of the database, of a request or of the clock. `docs/scoring.md`
explains the same to readers.
"""

from app.scores.rules import grades, history
from app.scores.rules.audience import (
    POSITIVE_FROM,
    AudienceTally,
    Bar,
    audience_score,
    average_half_steps,
    average_stars,
    histogram,
    verified_score,
)
from app.scores.rules.critics import (
    CriticTally,
    average_grade,
    critic_score,
    top_critic_score,
)
from app.scores.rules.grades import Grade, GradeSettings, Suggestion
from app.scores.rules.policy import LARGE, SMALL, Policy
from app.scores.rules.rounding import round_half_up
from app.scores.rules.score import Score
from app.scores.rules.seal import seal_standing
from app.scores.rules.verdict import ScoreKind, Verdict, VerdictSource

__all__ = [
    "LARGE",
    "POSITIVE_FROM",
    "SMALL",
    "AudienceTally",
    "Bar",
    "CriticTally",
    "Grade",
    "GradeSettings",
    "Policy",
    "Score",
    "ScoreKind",
    "Suggestion",
    "Verdict",
    "VerdictSource",
    "audience_score",
    "average_grade",
    "average_half_steps",
    "average_stars",
    "critic_score",
    "grades",
    "histogram",
    "history",
    "round_half_up",
    "seal_standing",
    "top_critic_score",
    "verified_score",
]
