"""The policy: how many reviews a percentage needs, and what earns the seal."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """Hold one version of the site's scoring rules; percentages are whole numbers."""

    version: int
    preset: str
    critic_minimum: int
    audience_minimum: int
    fresh_threshold: int = 60
    seal_gain: int = 75
    seal_lose: int = 70
    seal_reviews: int = 12
    seal_reviews_wide: int = 12
    seal_top_reviews: int = 3


SMALL = Policy(version=1, preset="small", critic_minimum=5, audience_minimum=5)
LARGE = Policy(
    version=1,
    preset="large",
    critic_minimum=10,
    audience_minimum=50,
    seal_reviews=40,
    seal_reviews_wide=80,
    seal_top_reviews=5,
)
