"""What a request may say, read strictly: unknown, doubled and malformed is refused.

A refusal names the parameter, or points into the body, and says what would be right.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn

import marshmallow as ma
from flask import Request
from flask_smorest import Blueprint as SmorestBlueprint
from webargs.fields import DelimitedList
from webargs.flaskparser import FlaskParser

from app.api.problems import Flaw, Invalid, UnsupportedType

View = Callable[..., Any]
Decorator = Callable[[View], View]
MOST_ITEMS = 100
USUAL_ITEMS = 20
WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,8})", re.ASCII)
NO_JSON = "The body is not JSON."
TWICE = "This is given more than once."


class Parser(FlaskParser):
    """Read addresses and bodies, and refuse what is not expected."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"query": ma.RAISE, "json": ma.RAISE}  # noqa: RUF012  the library's form

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        """Return the parameters of the address, each given once."""
        doubled = [name for name, values in req.args.lists() if len(values) > 1]
        if doubled:
            raise Invalid([Flaw(TWICE, parameter=name[:60]) for name in doubled])
        return super().load_querystring(req, schema)

    def load_json(self, req: Request, schema: ma.Schema) -> Any:
        """Return the body of a request."""
        if req.mimetype != "application/json":
            raise UnsupportedType("Send application/json.")
        try:
            return json.loads(req.get_data(), object_pairs_hook=read_once)
        # A number of many thousand digits is a ValueError, endless nesting the other.
        except (ValueError, RecursionError) as error:
            raise Invalid([Flaw(NO_JSON, pointer="")], status=400) from error

    def handle_error(
        self, error: ma.ValidationError, req: Request, schema: ma.Schema, **other: Any
    ) -> NoReturn:
        """Refuse a request with all that is wrong with it."""
        flaws: list[Flaw] = []
        by_location: Any = error.messages
        for location, messages in by_location.items():
            flaws.extend(flaws_of(messages, schema, in_body=location == "json"))
        raise Invalid(flaws) from error


class Blueprint(SmorestBlueprint):  # type: ignore[misc]  # the library has no types
    """Addresses whose arguments are read by our parser."""

    ARGUMENTS_PARSER = Parser()

    def route(self, rule: str, **options: Any) -> Decorator:
        """Answer at an address, and write it into the document."""
        decorate: Decorator = super().route(rule, **options)
        return decorate

    def doc(self, **options: Any) -> Decorator:
        """Write into the document what is said by hand."""
        decorate: Decorator = super().doc(**options)
        return decorate

    def response(self, status: int, schema: Any = None, **options: Any) -> Decorator:
        """Write into the document what the good answer is."""
        decorate: Decorator = super().response(status, schema, **options)
        return decorate

    def alt_response(self, status: int, **options: Any) -> Decorator:
        """Write into the document what another good answer is."""
        decorate: Decorator = super().alt_response(status, **options)
        return decorate

    def arguments(self, schema: Any, **options: Any) -> Decorator:
        """Read what a request says, and hand it to the view."""
        decorate: Decorator = super().arguments(schema, **options)
        return decorate


def read_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of a body; a key that is given twice makes it none."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def flaws_of(messages: Any, schema: ma.Schema, *, in_body: bool) -> Iterable[Flaw]:
    """Return what is wrong, in the words of a message each."""
    if not isinstance(messages, Mapping):
        yield from (Flaw(str(each), pointer="") for each in messages)
        return
    known = [field.data_key or name for name, field in schema.fields.items()]
    for name, found in messages.items():
        words = " ".join(dict.fromkeys(flat(found)))
        if name not in known and name != "_schema":
            listed = f"Known are: {', '.join(known)}." if known else "Nothing is."
            words = f"This is not known here. {listed}"
        if in_body:
            path = "" if name == "_schema" else f"/{pointed(str(name))}"
            yield Flaw(words, pointer=path)
        else:
            yield Flaw(words, parameter=str(name)[:60])


def pointed(name: str) -> str:
    """Return a name as a part of a JSON pointer."""
    return name[:60].replace("~", "~0").replace("/", "~1")


def flat(found: Any) -> Iterable[str]:
    """Return the messages in whatever marshmallow has nested."""
    if isinstance(found, Mapping):
        for each in found.values():
            yield from flat(each)
    elif isinstance(found, list):
        for each in found:
            yield from flat(each)
    else:
        yield str(found)


class WholeNumber(ma.fields.Integer):
    """A whole number in plain digits, as an address writes it."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or WHOLE.fullmatch(value) is None:
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class Words(ma.fields.String):
    """Words to look for; signs that nobody can see are left out."""

    def __init__(self, *, longest: int, metadata: dict[str, Any], **more: Any) -> None:
        super().__init__(metadata=metadata | {"maxLength": longest}, **more)
        self.longest = longest

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if len(text) > self.longest:
            raise ma.ValidationError(f"No longer than {self.longest} characters.")
        return "".join(sign for sign in text if sign.isprintable()).strip()


def one_of(choices: Iterable[str], **options: Any) -> ma.fields.Field[Any]:
    """Return a parameter that takes one of some words."""
    allowed = list(choices)
    words = f"Choose of: {', '.join(allowed)}."
    return ma.fields.String(validate=ma.validate.OneOf(allowed, error=words), **options)


def nothing() -> None:
    """Return what a parameter is that was left out; no default to be shown."""


def limit() -> ma.fields.Field[Any]:
    """Return the parameter of how many items a page holds."""
    words = f"A whole number from 1 to {MOST_ITEMS}."
    return WholeNumber(
        load_default=USUAL_ITEMS,
        validate=ma.validate.Range(1, MOST_ITEMS, error=words),
        error_messages={"invalid": words},
        metadata={
            "description": f"How many items a page holds, 1 to {MOST_ITEMS}.",
            "examples": [5],
        },
    )


def after(form: str, example: str) -> ma.fields.Field[Any]:
    """Return the parameter of where a page begins: a cursor of one kind."""
    return ma.fields.String(
        load_default=nothing,
        allow_none=False,
        validate=ma.validate.Regexp(
            re.compile(rf"^(?:{form})\Z", re.ASCII),
            error="This is no cursor of this list. Follow the address in next.",
        ),
        metadata={
            "description": "Where the page begins; comes from `next`, to be used as "
            "it is.",
            "pattern": f"^(?:{form})$",
            "examples": [example],
        },
    )


def fields_of(schema: type[ma.Schema], *example: str) -> ma.fields.Field[Any]:
    """Return the parameter that names the fields which are wanted."""
    known = list(schema._declared_fields)  # noqa: SLF001  its names are wanted before there is one
    words = f"There is no such field. Choose of: {', '.join(known)}."
    return DelimitedList(
        ma.fields.String(validate=ma.validate.OneOf(known, error=words)),
        data_key="fields",
        load_default=nothing,
        validate=ma.validate.Length(min=1),
        metadata={
            "description": "The fields that are wanted, parted by commas; all by "
            "default.",
            "examples": [list(example) or known[:2]],
        },
    )
