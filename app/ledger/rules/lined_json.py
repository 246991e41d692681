"""JSON whose objects know the line they begin on, so that an error can name it."""

import json
from bisect import bisect
from json import decoder, scanner
from typing import Any


class Lined(dict[str, Any]):
    """An object of a JSON file, with its line."""

    line: int = 1


class NotJSON(ValueError):
    """The text is no JSON from `found` on, which stands on a line."""

    def __init__(self, message: str, line: int, found: str) -> None:
        super().__init__(message)
        self.line, self.found = line, found


class LinedDecoder(json.JSONDecoder):
    """The decoder of the standard library, told to note where each object begins."""

    def __init__(self, text: str) -> None:
        super().__init__()
        breaks = [place for place, sign in enumerate(text) if sign == "\n"]
        inner: Any = decoder.JSONObject  # type: ignore[attr-defined]

        def lined_object(place: tuple[str, int], *rest: Any) -> tuple[Lined, int]:
            found, end = inner(place, *rest)
            made = Lined(found)
            made.line = bisect(breaks, place[1]) + 1
            return made, end

        self.parse_object = lined_object
        # Only the scanner that is written in Python asks `parse_object`.
        self.scan_once = scanner.py_make_scanner(self)  # type: ignore[attr-defined]


def parse(text: str) -> Any:
    """Return what a JSON text holds, its objects Lined; raises NotJSON."""
    try:
        return LinedDecoder(text).decode(text)
    except json.JSONDecodeError as error:
        found, *_ = text[error.pos :].split("\n", 1)
        raise NotJSON(error.msg, error.lineno, found) from None
    except (RecursionError, ValueError) as error:
        # Nested without end, or a number of thousands of digits.
        raise NotJSON(str(error), 1, text) from None
