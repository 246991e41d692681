"""The words of scoring: which way a review points, and which scores there are."""

from enum import StrEnum


class Verdict(StrEnum):
    """Say whether a review, or a film, is recommended."""

    FRESH = "fresh"
    ROTTEN = "rotten"


class ScoreKind(StrEnum):
    """Name the four scores of a film."""

    CRITIC = "critic"
    TOP_CRITIC = "top_critic"
    AUDIENCE = "audience"
    VERIFIED = "verified"
