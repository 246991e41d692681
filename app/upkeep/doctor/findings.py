"""What the doctor finds: one line each, and whether anything has to be done."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.core.db import db


class Verdict(StrEnum):
    """How it is."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True)
class Finding:
    """How one thing is, in words; for a warning or a fault they say what to do."""

    what: str
    verdict: Verdict
    words: str


Found = Iterator[tuple[Verdict, str]]
Check = Callable[[], Found]


def ok(words: str) -> tuple[Verdict, str]:
    """Say that something is as it should be."""
    return Verdict.OK, words


def warning(words: str) -> tuple[Verdict, str]:
    """Say that something may turn out badly."""
    return Verdict.WARNING, words


def fault(words: str) -> tuple[Verdict, str]:
    """Say that something is broken."""
    return Verdict.FAULT, words


def examined(checks: Iterable[tuple[str, Check]]) -> Iterator[Finding]:
    """Yield what each check finds; one that cannot be made is a fault of its own."""
    for what, check in checks:
        try:
            for verdict, words in check():
                yield Finding(what, verdict, words)
        # Whatever breaks a check is what its owner wants to know.
        except Exception as error:
            words = f"could not be looked at: {first_line(error)}"
            yield Finding(what, Verdict.FAULT, words)
        finally:
            db.session.remove()


def first_line(error: Exception) -> str:
    """Return what an error says first."""
    return str(error).partition("\n")[0] or type(error).__name__
