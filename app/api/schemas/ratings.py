"""A member's own ratings: what is read, and what is sent."""

from typing import Any

import marshmallow as ma
from marshmallow import fields

from app.api.schemas.base import (
    MovieLink,
    moment,
    nested,
    number,
    text,
    told,
    truth,
    whole,
)
from app.audience.models import Standing
from app.audience.rules import LONGEST_REVIEW

SHOWN = [each.value for each in Standing if each is not Standing.WITHDRAWN]
HALF_STEPS = "A whole number of half-steps, 1 to 10."


class Rating(ma.Schema):
    """The member's rating of a movie."""

    movie = nested(MovieLink, "What it is about.")
    rating = whole("In half-steps, 1 to 10.", 8)
    stars = number("The same in stars, 0.5 to 5.", 4.0)
    body = text("The words; empty where there are none.", "Saw it twice.")
    spoiler = truth("Whether it gives the plot away as a whole.", False)
    verified = truth("Whether it came with a screening code.", False)
    standing = text(
        "Published; waiting for the first public screening; held for a moderator, or "
        "hidden by one.",
        Standing.PUBLISHED.value,
        enum=SHOWN,
    )
    posted_at = moment("When it was posted.", "2026-01-01T20:15:00+00:00")
    edited_at = moment("When it was last changed.", None, null=True)


class HalfSteps(fields.Integer):
    """A number as JSON has it; 7.0 is 7, and "7" is none."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid")
        return value


class Truth(fields.Boolean):
    """True or false as JSON has it, and nothing that only looks like it."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Opinion(ma.Schema):
    """What a member says of a movie."""

    rating = HalfSteps(
        required=True,
        validate=ma.validate.Range(1, 10, error=HALF_STEPS),
        error_messages={"invalid": HALF_STEPS, "required": HALF_STEPS},
        metadata=told("In half-steps: 1 is half a star, 10 are five stars.", 8),
    )
    body = fields.String(
        load_default="",
        validate=ma.validate.Length(max=LONGEST_REVIEW),
        metadata=told("Words, if the member likes.", "Saw it twice."),
    )
    spoiler = Truth(
        load_default=False,
        metadata=told("Whether it gives the plot away as a whole.", False),
    )
