"""The colour that a page may give to its widgets, made readable before it is used.

An accent takes the place of the lamp's yellow: it is a ground, and words stand on it.
So it is never checked against the page around it, but against the ink on it, black or
white, whichever reads better. Where neither reads well enough, the nearest lighter or
darker colour is taken that does. Stars in the accent stand on the dark sheet of the
audience and are lightened in the same way.
"""

import re

NAMES = {
    "ember": "c4301a",
    "harbour": "123f8c",
    "moss": "0d5a4e",
    "wine": "5b1730",
    "blush": "f3c9b6",
    "lamp": "ffd21f",
}
HEXADECIMAL = re.compile("#?([0-9a-f]{3}|[0-9a-f]{6})")
BLACK, WHITE = "14161a", "ffffff"
HOUSES = ("17191e", "262930")
TEXT, GRAPHIC = 4.5, 3.0
STEPS = 128


def read(text: str | None) -> str:
    """Return an accent as six digits; nothing for what names no colour.

    `#C42`, `cc4422` and `ember` are colours; `red;}` is not.
    """
    name = (text or "").strip().lower()[:20]
    if name in NAMES:
        return NAMES[name]
    match = HEXADECIMAL.fullmatch(name)
    if match is None:
        return ""
    digits = match[1]
    return "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits  # noqa: PLR2004


def sheet(accent: str) -> str:
    """Return the rules that put an accent in the lamp's place, in both themes."""
    ground, ink = readable(accent)
    stars = lighter_until(accent, HOUSES, GRAPHIC)
    glass = "fffbe6" if ink == BLACK else ground
    return (
        f":root{{--lamp:#{ground};--black:#{ink};--lamp-glass:#{glass};"
        f"--accent-on-house:#{stars}}}\n"
    )


def readable(accent: str) -> tuple[str, str]:
    """Return the ground nearest to an accent on which an ink reads, and the ink.

    Worked example: on `777777` black reads with 4.06 and white with 4.48 to 1; white is
    nearer to 4.5, so the ground is darkened, one step of 128 at a time, to `767676`.
    """
    ink = max((BLACK, WHITE), key=lambda each: contrast(accent, each))
    away = "000000" if ink == WHITE else "ffffff"
    return towards(accent, away, (ink,), TEXT), ink


def lighter_until(accent: str, grounds: tuple[str, ...], least: float) -> str:
    """Return the nearest lighter colour that stands out from all the grounds."""
    return towards(accent, "ffffff", grounds, least)


def towards(colour: str, end: str, against: tuple[str, ...], least: float) -> str:
    """Mix a colour with another, step by step, until it stands out enough."""
    for step in range(STEPS):
        mixed = mix(colour, end, step)
        if all(contrast(mixed, each) >= least for each in against):
            return mixed
    return end


def mix(colour: str, other: str, step: int) -> str:
    """Return a colour with so many of 128 parts of another in it."""
    parts = zip(channels(colour), channels(other), strict=True)
    return "".join(
        f"{(one * (STEPS - step) + two * step + STEPS // 2) // STEPS:02x}"
        for one, two in parts
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG counts it, 1 to 21."""
    lower, higher = sorted((luminance(one), luminance(other)))
    return (higher + 0.05) / (lower + 0.05)


def luminance(colour: str) -> float:
    """Return how light a colour is, 0 to 1."""
    red, green, blue = (linear(each / 255) for each in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(channel: float) -> float:
    """Return the light of a channel of sRGB."""
    if channel <= 0.04045:  # noqa: PLR2004  the bend in the standard's curve
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of six digits."""
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)
