"""What becomes of each film that a member brings, decided without looking anywhere."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Outcome(StrEnum):
    """What an import would do with a film."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    UNMATCHED = "unmatched"
    AMBIGUOUS = "ambiguous"
    LEFT_OUT = "left_out"
    REFUSED = "refused"


class Keep(StrEnum):
    """Whose rating counts where the member has given another one here."""

    NEWER = "newer"
    MINE = "mine"
    FILE = "file"


class Written(StrEnum):
    """What the commit did with a film."""

    NO = "no"
    YES = "yes"
    PASSED = "passed"
    UNDONE = "undone"
    KEPT = "kept"


MATCHED = (Outcome.NEW, Outcome.CHANGED, Outcome.SAME)
TO_CORRECT = (Outcome.UNMATCHED, Outcome.AMBIGUOUS, Outcome.LEFT_OUT)


@dataclass(frozen=True, slots=True)
class Said:
    """A rating with its words; `on` is the day it was last said."""

    rating: int
    words: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file says of a film that is found."""

    said: Said | None
    wish: bool = False
    new_viewings: bool = False


@dataclass(frozen=True, slots=True)
class Present:
    """What the member has said of the film here."""

    said: Said | None = None
    interest: str | None = None


def outcome_of(brought: Brought, present: Present) -> Outcome:
    """Say what taking the file's word would do.

    A file without words never takes away words that are here, so 4 stars over 4 stars
    and a review change nothing.
    """
    if brought.said is not None and present.said is not None:
        if differs(brought.said, present.said):
            return Outcome.CHANGED
    elif brought.said is not None:
        return Outcome.NEW
    if brought.new_viewings or (brought.wish and present.interest is None):
        return Outcome.NEW
    return Outcome.SAME


def differs(brought: Said, present: Said) -> bool:
    """Tell whether a file says something else than the member said here."""
    return brought.rating != present.rating or (
        bool(brought.words) and brought.words != present.words
    )


def takes_file(keep: Keep, brought: Said, present: Said | None) -> bool:
    """Tell whether the file's rating replaces the one that is here.

    Newer means a later day: of two on the same day, or where the file knows none, the
    one that is here stays.
    """
    if present is None:
        return True
    if not differs(brought, present) or keep == Keep.MINE:
        return False
    if keep == Keep.FILE:
        return True
    if brought.on is None or present.on is None:
        return False
    return brought.on > present.on
