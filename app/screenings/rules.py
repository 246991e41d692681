"""Pure rules of screenings: codes, and what a count of ballots says."""

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from app.scores.rules import AudienceTally, Bar, average_stars, histogram
from app.scores.rules.audience import HALF_STEPS
from app.scores.rules.rounding import round_half_up

# No letter that is taken for another, and none that makes words: 28 of these 32 signs
# are 140 bits.
SIGNS = "23456789abcdefghjkmnpqrstuvwxyz0"
LENGTH = 28
GROUP = 4
TOO_LIKE = str.maketrans({"o": "0", "i": "j", "l": "j", "1": "j"})
CODE = re.compile(rf"[{SIGNS}]{{{LENGTH}}}")
FINGERPRINT = 12


def code_of(secret: str, seed: bytes, number: int) -> str:
    """Return the code of a number on a screening's sheet.

    It can be made again for another print, but only by who knows the site's secret:
    the database alone gives away no code.
    """
    digest = hmac.new(
        secret.encode(), b"screening code" + seed + number.to_bytes(4), sha256
    ).digest()
    value = int.from_bytes(digest)
    signs = []
    for _ in range(LENGTH):
        value, place = divmod(value, len(SIGNS))
        signs.append(SIGNS[place])
    return "".join(signs)


def read_code(text: str) -> str | None:
    """Return the code that somebody typed or scanned, or None if it can be none."""
    plain = re.sub(r"[\s-]", "", text.strip().lower()).translate(TOO_LIKE)
    return plain if CODE.fullmatch(plain) else None


def grouped(code: str) -> str:
    """Return a code in groups, for eyes and fingers."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def hash_of(code: str) -> bytes:
    """Return what is kept of a code."""
    return sha256(code.encode()).digest()


def fingerprint(code_hash: bytes) -> str:
    """Return by what the holder of a code finds their ballot in the audit file."""
    return sha256(b"fingerprint" + code_hash).hexdigest()[:FINGERPRINT]


@dataclass(frozen=True)
class Count:
    """The ballots of a screening, counted."""

    ratings: Sequence[int]
    codes: int

    @property
    def tally(self) -> AudienceTally:
        """How many gave how many stars."""
        buckets = tuple(self.ratings.count(step) for step in HALF_STEPS)
        return AudienceTally(buckets, buckets)

    @property
    def bars(self) -> Sequence[Bar]:
        """The histogram of the ballots."""
        return histogram(self.tally)

    @property
    def total(self) -> int:
        """How many ballots were cast."""
        return len(self.ratings)

    @property
    def mean(self) -> str | None:
        """The mean in stars, one decimal."""
        return average_stars(self.tally)

    @property
    def share(self) -> int | None:
        """The share of positive ballots, 3.5 stars and up, in whole per cent."""
        if not self.total:
            return None
        return round_half_up(100 * self.tally.positive_count, self.total)

    @property
    def turnout(self) -> int:
        """The share of the codes that were used, in whole per cent."""
        return round_half_up(100 * self.total, self.codes)
