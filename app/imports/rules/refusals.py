"""What is said of something in a file that cannot be taken."""

from dataclasses import dataclass

LONGEST_VALUE = 80


class FileRefused(Exception):
    """A whole file that cannot be read; the message is for who brought it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A place in a file, what stands there, and what was expected."""

    file: str
    line: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        return (
            f"{self.file}, line {self.line}, {self.column}: {self.value!r}; "
            f"expected {self.expected}"
        )


def shown(value: object) -> str:
    """Return a value as a message quotes it: on one line, and not too long."""
    text = " ".join(str(value).replace("\x00", "␀").split())
    if len(text) > LONGEST_VALUE:
        return text[: LONGEST_VALUE - 1] + "…"
    return text
