"""How far a percentage can be trusted: the Wilson interval, in integers."""

from math import isqrt

from app.scores.rules.rounding import round_half_up

# The square of 1.6448536269514722, which cuts 5 % off each end of the normal curve,
# as a fraction of whole numbers, so that two machines always agree.
Z_SQUARED = 2_705_543_454_095
ONE = 10**12


def interval(positive: int, total: int) -> tuple[int, int] | None:
    """Return the 90 % Wilson interval in whole per cents, or None without votes.

    Worked example: 8 of 10 positive is 80 %, yet ten votes are few; the interval says
    that with many more of the same sort the percentage would settle between 54 and 93.
    Both ends are rounded like the percentage itself, so it always lies between them.
    """
    return bounds(positive, total, scale=100)


def bounds(positive: int, total: int, *, scale: int) -> tuple[int, int] | None:
    """Return both ends of the interval, where `scale` stands for all of the votes."""
    if total <= 0:
        return None
    negative = total - positive
    # Everything is multiplied by ONE and by the total, which leaves one whole division:
    # (2k + z²  ∓  z · sqrt(z² + 4k(n-k)/n)) / (2 (n + z²)).
    centre = total * (2 * positive * ONE + Z_SQUARED)
    spread = isqrt(
        Z_SQUARED * total * (Z_SQUARED * total + 4 * positive * negative * ONE)
    )
    whole = 2 * total * (total * ONE + Z_SQUARED)
    return (
        round_half_up(scale * (centre - spread), whole),
        round_half_up(scale * (centre + spread), whole),
    )
