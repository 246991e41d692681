"""The seal of acclaim: when a film earns it, and when it loses it again."""

from app.scores.rules.critics import CriticTally, critic_score
from app.scores.rules.policy import Policy


def seal_standing(
    tally: CriticTally, policy: Policy, held: bool, wide_release: bool = False
) -> bool:
    """Say whether a film stands with the seal after a change of its tally.

    To gain it takes the share of Fresh reviews, the number of reviews (more of them in
    wide release where the policy says so) and the number of reviews by top critics.
    Once gained, the share alone decides: the counts asked whether enough critics
    had seen the film, and that stays answered when an outlet takes a review back or
    when the film goes into wide release; a seal that comes and goes with one review
    would tell readers nothing. It falls when the share drops below the lower mark, or
    when so few reviews are left that the film has no percentage at all, for then there
    is nothing that the seal could stand on.

    Shares are compared exactly. With the small preset 9 of 12 (75 %) gains it, 17 of 24
    (70.8 %) keeps it, and 16 of 23 (69.6 %, printed as 70 %) loses it.
    """
    share, whole = tally.fresh * 100, tally.total
    if held:
        has_percentage = critic_score(tally, policy).has_percentage
        return has_percentage and share >= policy.seal_lose * whole
    reviews = policy.seal_reviews_wide if wide_release else policy.seal_reviews
    return (
        whole > 0
        and whole >= reviews
        and tally.top_total >= policy.seal_top_reviews
        and share >= policy.seal_gain * whole
    )
