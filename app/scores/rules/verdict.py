"""The words of scoring: which way a review points, and which scores there are."""

from enum import StrEnum


class Verdict(StrEnum):
    """Say whether a review, or a film, is recommended."""

    FRESH = "fresh"
    ROTTEN = "rotten"


class VerdictSource(StrEnum):
    """Say where a review's verdict comes from; an unknown source counts as supplied."""

    SUPPLIED = "supplied"
    EDITOR = "editor"
    SETTING = "setting"
    RULE = "rule"

    @property
    def follows_the_grade(self) -> bool:
        """Say whether the verdict was read from the grade, and may change with it."""
        return self in (VerdictSource.SETTING, VerdictSource.RULE)


class ScoreKind(StrEnum):
    """Name the four scores of a film."""

    CRITIC = "critic"
    TOP_CRITIC = "top_critic"
    AUDIENCE = "audience"
    VERIFIED = "verified"
