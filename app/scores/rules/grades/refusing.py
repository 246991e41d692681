"""Say in words why something that was printed as a grade cannot be read as one."""

import re

UNREADABLE = "This is no grade that we know how to read."

MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)"
DATE = re.compile(
    rf"[0-9]{{1,2}}[- ]{MONTH}[a-z]*(?:[- ][0-9]{{2,4}})?"
    rf"|{MONTH}[a-z]*[- ][0-9]{{1,4}}"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?: [0-9:]+)?"
    r"|[0-9]{1,2}(?:/[0-9]{1,2}/|\.[0-9]{1,2}\.)[0-9]{2,4}"
)
LETTER = "[a-f](?: ?[+-]| plus| minus)?"
TWO_LETTERS = re.compile(rf"{LETTER} ?(?:/|,|-|to|or|and) ?{LETTER}")
FRACTION = r"[0-9.,]+ ?(?:stars?)? ?(?:/|out of|of) ?[0-9.,]+"
NUMBER = rf"(?:{FRACTION}(?: ?stars?)?|[0-9.,]+ ?%)"
BESIDE = "[ (,;:-]{1,3}"
TWO_SORTS = re.compile(rf"{LETTER}{BESIDE}{NUMBER}|{NUMBER}{BESIDE}{LETTER}")
TWO_NUMBERS = re.compile(
    rf"{FRACTION}.*{FRACTION}|[0-9.,]+ ?(?:-|to|or) ?{FRACTION}"
    rf"|{FRACTION}{BESIDE}[0-9.,]+ ?%?"
    r"|[0-9.,]+ ?(?:-|to|or) ?[0-9.,]+(?: stars?)?"
    r"|[0-9.]+ [0-9.]+ stars.*|[0-9.]+ stars.* [0-9.]+"
)
BELOW_NOTHING = re.compile(r"(?:^|[^0-9a-z])-[ .]?[0-9]|\.\.")
NO_LETTER = re.compile("([a-z])[ +*-]*")
MANY_POINTS = re.compile(r"[0-9]*[.,][0-9]*[.,][0-9.,]*(?: ?/ ?[0-9.,]+)?")


def why_not(text: str) -> str:
    """Return the reason why a cleaned grade cannot be read.

    Only what is neither of these is refused in general words. Each of the shapes has
    been met in real reviews, or is what a spreadsheet or a slip makes of a grade.
    """
    for shape, reason in SHAPES:
        if shape.fullmatch(text):
            return reason
    if BELOW_NOTHING.search(text):
        return "A grade on a scale that goes below nothing is not known here."
    if not any(character.isdigit() for character in text):
        return "These are words or signs, not a grade."
    return UNREADABLE


SHAPES = (
    (DATE, "This is a date: a spreadsheet has probably rewritten the grade."),
    (TWO_LETTERS, "These are two grades at once; it could be either."),
    (TWO_SORTS, "These are two grades at once; it could be either."),
    (TWO_NUMBERS, "These are two grades at once; it could be either."),
    (NO_LETTER, "This is no letter grade; they go from A+ down to F."),
    (MANY_POINTS, "This number has more than one point; it may be mangled."),
)
