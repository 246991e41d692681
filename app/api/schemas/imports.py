"""Files that programs send: what they may be, and what became of their rows."""

from typing import Any

import marshmallow as ma
from marshmallow import fields

from app.api.models import FileState
from app.api.schemas.base import SITE, address, moment, nested, text, told, whole

KINDS = ("movies", "critic-reviews")
ENDINGS = {
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/x-ndjson": "ndjson",
}
LINE = {
    "title": "The Night Train to Trieste",
    "year": 2019,
    "critic": "Cleo Marsh",
    "publication": "The Evening Reel",
    "grade": "3/4",
    "date": "2019-03-08",
}
BODIES: dict[str, Any] = {
    "text/csv": {
        # Of no type: whatever it holds is a file, and judged by who imports it.
        "schema": {"minLength": 1},
        "example": f"{','.join(LINE)}\n{','.join(map(str, LINE.values()))}\n",
    },
    "application/json": {"schema": {}, "example": [LINE]},
}


class RowCounts(ma.Schema):
    """What became of the rows of a file."""

    new = whole("Added.", 118)
    changed = whole("Here already, and changed.", 3)
    same = whole("Here already, and the same.", 0)
    refused = whole("Not understood; see problems.", 1)
    waiting = whole(
        "Waiting at the desk, for it is not certain which movie is meant.", 2
    )


class Import(ma.Schema):
    """A file that a program has sent."""

    id = whole("Its number.", 7)
    kind = text("What it holds.", "critic-reviews", enum=list(KINDS))
    state = text(
        "Waiting, being worked on, finished, or refused as a whole.",
        "finished",
        enum=[each.value for each in FileState],
    )
    size = whole("Its size in bytes.", 20480)
    sent_at = moment("When it came in.", "2026-01-01T12:00:00+00:00")
    ended_at = moment("When it was finished.", "2026-01-01T12:00:04+00:00", null=True)
    reason = text("Why it was refused as a whole.", None, null=True)
    rows = nested(RowCounts, "What became of its rows, once it is finished.", null=True)
    problems = fields.List(
        fields.String(),
        metadata=told(
            "The first things that are wrong with it.",
            ["line 14, grade: '7 thumbs': a grade, such as 3/4, B+ or 80 %"],
        ),
    )
    url = address("Where this is told.", f"{SITE}/api/v1/imports/7")
