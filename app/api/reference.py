"""The OpenAPI document taken apart for the page that people read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from app.api.document import Document, operations_of, resolved

SHOWN_IN_CURL = 3


@dataclass(frozen=True)
class Line:
    """A parameter or a field: what it is called, what it takes, what it means."""

    name: str
    kind: str
    words: str
    required: bool = False


@dataclass(frozen=True)
class Answer:
    """A status that an operation may answer."""

    status: int
    words: str
    href: str | None = None


@dataclass(frozen=True)
class Entry:
    """An operation as the page shows it."""

    key: str
    method: str
    path: str
    summary: str
    description: str
    scope: str | None
    parameters: Sequence[Line]
    body: Sequence[Line]
    fields: Sequence[Line]
    answers: Sequence[Answer]
    curl: str
    example: str


@dataclass(frozen=True)
class Group:
    """The operations of a noun."""

    key: str
    name: str
    words: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Kind:
    """A kind of error."""

    status: int
    name: str
    words: str


def groups(document: Document, site: str) -> Sequence[Group]:
    """Return everything that the API answers, by noun."""
    return [
        Group(
            key="about-" + tag["name"].lower().replace(" ", "-"),
            name=tag["name"],
            words=tag["description"],
            entries=[
                entry(path, method, operation, document, site)
                for path, method, operation in operations_of(document)
                if tag["name"] in operation["tags"]
            ],
        )
        for tag in document["tags"]
    ]


def problems(document: Document) -> Sequence[Kind]:
    """Return the kinds of errors."""
    return [
        Kind(
            int(name.removeprefix("Problem")),
            HTTPStatus(int(name.removeprefix("Problem"))).phrase,
            response["description"],
        )
        for name, response in document["components"]["responses"].items()
        if name.startswith("Problem")
    ]


def entry(
    path: str, method: str, operation: dict[str, Any], document: Document, site: str
) -> Entry:
    """Return one operation."""
    components = document["components"]
    own = document["paths"][path].get("parameters", [])
    parameters = [*own, *operation.get("parameters", [])]
    scopes = [each for need in operation["security"] for each in need.get("token", ())]
    good = next(
        response
        for status, response in operation["responses"].items()
        if status.startswith("2")
    )
    media = next(iter(good.get("content", {}).values()), None)
    body = next(iter(operation.get("requestBody", {}).get("content", {}).items()), None)
    return Entry(
        key=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        scope=scopes[0] if scopes else None,
        parameters=[parameter_line(each) for each in parameters],
        body=[] if body is None else lines_of(body[1]["schema"], components),
        fields=[] if media is None else answer_lines(media["schema"], components),
        answers=[
            answer(int(status), response, components)
            for status, response in operation["responses"].items()
        ],
        curl=curl(
            path,
            method=method,
            parameters=parameters,
            body=body,
            scopes=scopes,
            site=site,
        ),
        example="" if media is None else pretty(media["example"]),
    )


def parameter_line(parameter: Mapping[str, Any]) -> Line:
    """Return a parameter of an address."""
    words = parameter.get("description", "The name in its address.")
    schema = parameter["schema"]
    usual = schema.get("default")
    if usual not in (None, ""):
        words = f"{words} By default {usual}."
    required = parameter.get("required", False)
    return Line(parameter["name"], kind_of(schema), words, required)


def lines_of(schema: Mapping[str, Any], components: Mapping[str, Any]) -> list[Line]:
    """Return the fields of an object."""
    whole = resolved(schema, components)
    return [
        Line(
            name,
            kind_of(each),
            each.get("description", ""),
            name in whole.get("required", ()),
        )
        for name, each in whole.get("properties", {}).items()
    ]


def answer_lines(
    schema: Mapping[str, Any], components: Mapping[str, Any]
) -> list[Line]:
    """Return the fields of an answer; of a page those of its items."""
    whole = resolved(schema, components)
    items = whole.get("properties", {}).get("items")
    if items is not None and "next" in whole["properties"]:
        return lines_of(items["items"], components)
    return lines_of(schema, components)


def kind_of(schema: Mapping[str, Any]) -> str:
    """Say what a value is, in a word or two."""
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"] if each is not None)
    if "anyOf" in schema:
        return " or ".join(kind_of(each) for each in schema["anyOf"])
    if "$ref" in schema:
        return "object"
    if "items" in schema:
        inner = kind_of(schema["items"])
        return "list of objects" if inner == "object" else "list of words"
    kind = schema.get("type", "object")
    kinds = kind if isinstance(kind, list) else [kind]
    words = schema.get("format") or kinds[0]
    return " or ".join([str(words), *kinds[1:]])


def answer(
    status: int, response: Mapping[str, Any], components: Mapping[str, Any]
) -> Answer:
    """Return a status with its words."""
    if "$ref" in response:
        response = components["responses"][response["$ref"].rpartition("/")[2]]
    # From here on it is an error, which the page explains once.
    is_error = status >= HTTPStatus.BAD_REQUEST
    return Answer(
        status, response["description"], f"#problem-{status}" if is_error else None
    )


def curl(
    path: str,
    *,
    method: str,
    parameters: Sequence[Mapping[str, Any]],
    body: tuple[str, Mapping[str, Any]] | None,
    scopes: Sequence[str],
    site: str,
) -> str:
    """Return a line that does it from a shell."""
    query: dict[str, str] = {}
    for each in parameters:
        example = each["schema"].get("examples", [""])[0]
        if each["in"] == "path":
            path = path.replace("{" + each["name"] + "}", str(example))
        elif each.get("required") or each["name"] in {"show", "sort", "limit"}:
            query[each["name"]] = str(example)
    shown = dict(list(query.items())[:SHOWN_IN_CURL])
    address = f"{site}{path}" + (f"?{urlencode(shown)}" if shown else "")
    parts = ["curl"]
    if method != "get":
        parts.append(f"-X {method.upper()}")
    if scopes:
        parts.append('-H "Authorization: Bearer $MATINEE_TOKEN"')
    if body is not None:
        mimetype, media = body
        parts.append(f'-H "Content-Type: {mimetype}"')
        parts.append(f"-d '{sent(media['example'])}'")
    return " \\\n  ".join([*parts[:-1], f'{parts[-1]} "{address}"'])


def sent(example: Any) -> str:
    """Return a body as it stands between the quotes of a shell."""
    text = example if isinstance(example, str) else json.dumps(example)
    return text.replace("'", "'\\''")


def pretty(example: Any) -> str:
    """Return an example as people read it."""
    return json.dumps(example, indent=2, ensure_ascii=False)
