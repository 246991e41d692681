"""Rounding in integers, the one way that this site rounds."""


def round_half_up(numerator: int, denominator: int) -> int:
    """Divide and round to the nearest whole number, a half going up.

    Floating point would print 69 of 120 (exactly 57.5 %) as 57; integers cannot slip:
    `round_half_up(6900, 120)` is 58.
    """
    if denominator <= 0:
        raise ValueError("The denominator of a share must be positive.")
    return (2 * numerator + denominator) // (2 * denominator)
