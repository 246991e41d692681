"""The bricks of schemas: fields with their words, pages, problems."""

from functools import cache
from typing import Any

import marshmallow as ma
from marshmallow import fields

SITE = "https://films.example.org"
FILM = "the-night-train-to-trieste"


def told(description: str, example: Any, **more: Any) -> dict[str, Any]:
    """Return what the document says of a field."""
    return {"description": description, "examples": [example], **more}


def text(
    description: str, example: str | None, *, null: bool = False, **more: Any
) -> fields.String:
    """Return a field of words."""
    return fields.String(allow_none=null, metadata=told(description, example, **more))


def address(
    description: str, example: str | None, *, null: bool = False
) -> fields.String:
    """Return a field that holds a whole address."""
    return text(description, example, null=null, format="uri")


def whole(
    description: str, example: int | None, *, null: bool = False, **more: Any
) -> fields.Integer:
    """Return a field of a whole number."""
    return fields.Integer(allow_none=null, metadata=told(description, example, **more))


def number(
    description: str, example: float | None, *, null: bool = False
) -> fields.Float:
    """Return a field of a number."""
    return fields.Float(allow_none=null, metadata=told(description, example))


def truth(description: str, example: bool) -> fields.Boolean:
    """Return a field of yes or no."""
    return fields.Boolean(metadata=told(description, example))


def day(description: str, example: str | None, *, null: bool = False) -> fields.Date:
    """Return a field of a day."""
    return fields.Date(allow_none=null, metadata=told(description, example))


def moment(
    description: str, example: str | None, *, null: bool = False
) -> fields.AwareDateTime:
    """Return a field of a moment, in UTC."""
    return fields.AwareDateTime(allow_none=null, metadata=told(description, example))


def nested(
    schema: Any, description: str, *, null: bool = False, many: bool = False
) -> fields.Field[Any]:
    """Return a field that holds an object, or a list of them."""
    inner = fields.Nested(schema, allow_none=null)
    if many:
        return fields.List(inner, metadata={"description": description})
    inner.metadata = {"description": description}
    return inner


class MovieLink(ma.Schema):
    """A movie that something is about."""

    slug = text("The movie's name in addresses.", FILM)
    title = text("Its title.", "The Night Train to Trieste")
    year = whole("The year it came out.", 2019, null=True)
    url = address("Its page.", f"{SITE}/movies/{FILM}")


class Author(ma.Schema):
    """A critic or a publication that a review is by."""

    slug = text("The name in addresses.", "cleo-marsh")
    name = text("The name.", "Cleo Marsh")
    url = address("Their page.", f"{SITE}/critics/cleo-marsh")


class Picture(ma.Schema):
    """A picture with its true size."""

    url = address("Where the file is.", f"{SITE}/media/night-train.webp")
    width = whole("Its width in pixels.", 400)
    height = whole("Its height in pixels.", 600)
    alt = text("What is seen on it.", "Poster of The Night Train to Trieste")


class Flaw(ma.Schema):
    """One thing that is wrong with a request."""

    detail = text("What is wrong, and what would be right.", "Choose of: all, top.")
    parameter = text("The parameter of the address that is wrong.", "show")
    pointer = text("Where in the body it is, as a JSON pointer.", "/rating")


class Problem(ma.Schema):
    """An error, as RFC 9457 has it."""

    type = fields.String(
        required=True,
        metadata=told(
            "Where this kind of error is explained.",
            f"{SITE}/api/v1/docs#problem-422",
            format="uri-reference",
        ),
    )
    title = fields.String(
        required=True, metadata=told("The name of the status.", "Not Found")
    )
    status = fields.Integer(required=True, metadata=told("The status.", 404))
    detail = fields.String(
        required=True,
        metadata=told("What to do.", "There is nothing at this address."),
    )
    errors = nested(Flaw, "Everything that is wrong with the request.", many=True)


@cache
def page_of(item: type[ma.Schema], *, counted: bool = False) -> type[ma.Schema]:
    """Return the schema of a page of a list, with the way to the next."""
    known: dict[str, Any] = {
        "items": fields.List(
            fields.Nested(item),
            required=True,
            metadata={"description": "The items of this page."},
        ),
        "next": fields.String(
            required=True,
            allow_none=True,
            metadata=told(
                "The address of the next page; null on the last one.",
                None,
                format="uri",
            ),
        ),
    }
    if counted:
        known["total"] = fields.Integer(
            required=True,
            metadata=told("How many items the whole list has.", 41),
        )
    name = f"{item.__name__}{'CountedPage' if counted else 'Page'}"
    return type(name, (ma.Schema,), known)
