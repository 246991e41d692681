"""The OpenAPI document: written from the addresses and schemas, finished here.

What flask-smorest gathers lacks names of operations, errors, headers, links and whole
examples; those are added by rule, so that no address can be without.
"""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask
from flask_smorest import Api as SmorestApi

from app.accounts.rules import Scope
from app.api.arguments import Blueprint
from app.api.problems import DETAILS, MIMETYPE
from app.api.schemas import Problem
from app.api.schemas.base import FILM
from app.core.addresses import IdConverter, SlugConverter

Operation = dict[str, Any]
Document = dict[str, Any]
VERSION = "1.0.0"
DESCRIPTION = """\
The same movies, scores and reviews that the pages show, for programs.

Reading needs no key. A member's own ratings and an editor's imports need a personal
token. Lists come in pages: follow `next` until it is null. Unknown parameters are
refused, not overlooked. Errors are problem details (RFC 9457)."""
TAGS = {
    "Start": "Where everything is.",
    "Movies": "Movies, in lists and whole.",
    "Scores": "Scores with the working that proves them.",
    "Critic reviews": "What critics wrote, under the four filters.",
    "Audience reviews": "What members of this site gave.",
    "Critics": "Who writes, and what they wrote.",
    "Publications": "Where it is printed.",
    "Search": "One box for everything.",
    "My ratings": "A member's own ratings, with their token.",
    "Imports": "Files for the editors' desk, with an editor's token.",
}
ALWAYS = (422, 503)
HEADERS = {
    "ETag": "The version of this answer; send it as If-None-Match, and get 304.",
    "Link": 'The address of the next page, as rel="next".',
    "Location": "Where it is now.",
    "Retry-After": "How many seconds to wait.",
    "WWW-Authenticate": "Which token is needed.",
    "Allow": "The methods that this address answers.",
}
HEADERS_OF = {
    308: ("Location",),
    401: ("WWW-Authenticate",),
    403: ("WWW-Authenticate",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}
SLUG_OF_FIRST = {"slug": "$response.body#/items/0/slug"}
SAME_SLUG = {"slug": "$request.path.slug"}
LINKS: dict[str, dict[str, dict[str, str]]] = {
    "movies": {
        "movie": SLUG_OF_FIRST,
        "scores": SLUG_OF_FIRST,
        "criticReviews": SLUG_OF_FIRST,
        "audienceReviews": SLUG_OF_FIRST,
    },
    "movie": {
        "scores": SAME_SLUG,
        "criticReviews": SAME_SLUG,
        "audienceReviews": SAME_SLUG,
    },
    "critics": {"critic": SLUG_OF_FIRST, "reviewsByCritic": SLUG_OF_FIRST},
    "critic": {"reviewsByCritic": SAME_SLUG},
    "publications": {
        "publication": SLUG_OF_FIRST,
        "reviewsInPublication": SLUG_OF_FIRST,
    },
    "publication": {"reviewsInPublication": SAME_SLUG},
    "myRatings": {"myRating": {"slug": "$response.body#/items/0/movie/slug"}},
    "imports": {"oneImport": {"number": "$response.body#/items/0/id"}},
    "sendFile": {"oneImport": {"number": "$response.body#/id"}},
    "rate": {"myRating": SAME_SLUG, "withdrawRating": SAME_SLUG},
    "withdrawRating": {"myRating": SAME_SLUG},
}


class Api(SmorestApi):  # type: ignore[misc]  # the library has no types
    """Gather the document; errors are answered elsewhere, and so is the document."""

    ERROR_SCHEMA = Problem
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Leave errors to `problems`."""


def write(app: Flask, blueprint: Blueprint, *, site_name: str) -> Document:
    """Register the addresses, and return the whole document of them."""
    api = Api(
        app,
        spec_kwargs={
            "title": f"{site_name} API",
            "version": VERSION,
            "openapi_version": "3.1.0",
            "info": {
                "description": DESCRIPTION,
                "license": {"name": "MIT", "identifier": "MIT"},
            },
            "servers": [{"url": "/", "description": "This site."}],
        },
    )
    pattern = {"type": "string", "examples": [FILM]}
    api.register_converter(
        SlugConverter, lambda _: pattern | {"pattern": f"^{SlugConverter.regex}$"}
    )
    api.register_converter(
        IdConverter,
        lambda _: {
            "type": "integer",
            "minimum": 1,
            "maximum": 2**31 - 1,
            "examples": [7],
        },
    )
    api.register_blueprint(blueprint)
    return finished(app, api.spec.to_dict())


def finished(app: Flask, document: Document) -> Document:
    """Add to the document what goes without saying."""
    components = document["components"]
    components["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "A personal token, made at /account/tokens. Its scopes: "
            + ", ".join(f"`{each}`" for each in Scope)
            + ".",
        }
    }
    components["headers"] = {
        name: {"description": words, "schema": {"type": "string"}}
        for name, words in HEADERS.items()
    }
    # The library names one response of each status it may need; ours are below.
    components["responses"] = {
        f"Problem{status}": problem_response(status, components) for status in DETAILS
    }
    components["responses"]["NotModified"] = {
        "description": "You have the newest.",
        "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
    }
    components["responses"]["Moved"] = {
        "description": "The movie has another name in addresses now.",
        "headers": {"Location": {"$ref": "#/components/headers/Location"}},
    }
    document["tags"] = [
        {"name": name, "description": words} for name, words in TAGS.items()
    ]
    views = views_by_operation(app)
    for path, method, operation in operations_of(document):
        finish(path, operation, views[path, method], components)
    for _, _, operation in operations_of(document):
        link(operation)
    used = {
        each
        for _, _, operation in operations_of(document)
        for each in operation["tags"]
    }
    document["tags"] = [each for each in document["tags"] if each["name"] in used]
    return document


def views_by_operation(app: Flask) -> dict[tuple[str, str], tuple[str, Any]]:
    """Return the name and the view behind each path and method of the API."""
    return {
        (flat_path(rule.rule), method.lower()): (
            rule.endpoint.rpartition(".")[2],
            app.view_functions[rule.endpoint],
        )
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in rule.methods or ()
    }


def flat_path(rule: str) -> str:
    """Return an address as OpenAPI writes it: `<slug:slug>` is `{slug}`."""
    parts = rule.replace("<", "{").replace(">", "}").split("/")
    return "/".join(
        "{" + part.rpartition(":")[2] if part.startswith("{") and ":" in part else part
        for part in parts
    )


def operations_of(document: Document) -> Iterator[tuple[str, str, Operation]]:
    """Return every operation with its path and method."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield path, method, operation


def finish(
    path: str,
    operation: Operation,
    view: tuple[str, Any],
    components: Mapping[str, Any],
) -> None:
    """Give an operation its name, its errors, its headers and its examples."""
    name, function = view
    first, *rest = name.split("_")
    operation["operationId"] = first + "".join(part.capitalize() for part in rest)
    operation["summary"] = operation.get("summary", "").rstrip(".")
    scope = getattr(function, "needed_scope", None)
    is_public = hasattr(function, "public")
    responses = operation["responses"]
    for status, response in responses.items():
        if status.startswith("2"):
            finish_success(status, response, operation, components, is_public)
    for status in sorted(errors_of(path, operation, scope)):
        responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    if is_public:
        responses["304"] = {"$ref": "#/components/responses/NotModified"}
    if "/movies/{slug}" in path or "/ratings/{slug}" in path:
        responses["308"] = {"$ref": "#/components/responses/Moved"}
    operation["responses"] = dict(sorted(responses.items()))
    for media in operation.get("requestBody", {}).get("content", {}).values():
        media.setdefault("example", example_of(media["schema"], components))
    # Said of every operation, so that a reader need not know the default.
    operation["security"] = [] if scope is None else [{"token": [str(scope)]}]


def finish_success(
    status: str,
    response: dict[str, Any],
    operation: Operation,
    components: Mapping[str, Any],
    is_public: bool,
) -> None:
    """Give a good answer its headers and a whole example."""
    headers = ["ETag"] if is_public else []
    for media in response.get("content", {}).values():
        schema = resolved(media["schema"], components)
        media.setdefault("example", example_of(media["schema"], components))
        if "next" in schema.get("properties", {}):
            headers.append("Link")
    if status in {"201", "202"} or operation["operationId"] == "rate":
        headers.append("Location")
    if headers:
        response["headers"] = {
            name: {"$ref": f"#/components/headers/{name}"} for name in headers
        }


def errors_of(path: str, operation: Operation, scope: Scope | None) -> set[int]:
    """Return the errors that an operation may be answered with."""
    found = set(ALWAYS)
    cursors = {each["name"] for each in operation.get("parameters", ())}
    if "{" in path or "after" in cursors:
        found.add(404)
    if scope is not None:
        found |= {401, 403}
    if scope in {Scope.RATINGS_WRITE, Scope.IMPORTS_WRITE}:
        found.add(429)
    if "requestBody" in operation:
        found |= {400, 413, 415}
    return found


def problem_response(status: int, components: Mapping[str, Any]) -> dict[str, Any]:
    """Return how an error of a status is answered."""
    example = example_of({"$ref": "#/components/schemas/Problem"}, components)
    example |= {
        "type": example["type"].replace("422", str(status)),
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": DETAILS[status],
    }
    if status != 422:  # noqa: PLR2004  the one that names what is wrong
        del example["errors"]
    response: dict[str, Any] = {
        "description": DETAILS[status],
        "content": {
            MIMETYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": example,
            }
        },
    }
    if status in HEADERS_OF:
        response["headers"] = {
            name: {"$ref": f"#/components/headers/{name}"}
            for name in HEADERS_OF[status]
        }
    return response


def link(operation: Operation) -> None:
    """Say which operations an answer leads on to."""
    for name, parameters in LINKS.get(operation["operationId"], {}).items():
        for status in ("200", "201", "202", "204"):
            response = operation["responses"].get(status)
            if response is not None:
                response.setdefault("links", {})[name] = {
                    "operationId": name,
                    "parameters": parameters,
                }


def resolved(schema: Mapping[str, Any], components: Mapping[str, Any]) -> Any:
    """Return what a schema stands for, where it is only a reference."""
    if "$ref" in schema:
        return components["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def example_of(schema: Mapping[str, Any], components: Mapping[str, Any]) -> Any:
    """Return a whole example of a schema, put together from those of its fields."""
    schema = resolved(schema, components)
    if "examples" in schema:
        return schema["examples"][0]
    for choice in ("allOf", "anyOf", "oneOf"):
        if choice in schema:
            return example_of(schema[choice][0], components)
    if "items" in schema:
        return [example_of(schema["items"], components)]
    return {
        name: example_of(each, components)
        for name, each in schema.get("properties", {}).items()
    }
