"""What members do: rate, review, vote, want to see, and what they show of it."""

from app.audience.blueprint import bp
from app.audience.routes import leaving, profiles, release, reviews, votes

__all__ = ["bp", "leaving", "profiles", "release", "reviews", "votes"]
