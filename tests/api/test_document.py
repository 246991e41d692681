"""The OpenAPI document: valid, whole, true of every answer, and readable."""

import json
import re

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from app.api.document import operations_of
from app.api.reference import groups
from app.api.schemas.bylines import KINDS
from app.search.models import Kind
from tests.factories import accounts, audience, critics, movies, tokens

API = "/api/v1"
SLUGS = {"/critics/": "cleo-marsh", "/publications/": "the-evening-reel"}


@pytest.fixture(params=["filled", "empty"])
def site(request, app):
    """Return the header of Ada's token on a site with one of everything, or bare."""
    ada = accounts.ada()
    film = movies.movie("The Lamplighter", poster_file="lamp.webp")
    if request.param == "filled":
        movies.credit(film, movies.person())
        movies.genre(film)
        movies.photo(film)
        movies.offer(film, price_cents=399, currency="GBP")
    names = {
        "critic_id": critics.critic().id,
        "publication_id": critics.publication().id,
    }
    if request.param == "filled":
        critics.reviews(film, 6, url="https://reel.example/lamp", **names)
        audience.review(film, ada, body="Good. ||He did it.||")
    return tokens.holder(ada)


@pytest.fixture
def document(app, client):
    client.get(f"{API}/openapi.json")
    return app.extensions["openapi"]


def validator(schema: dict, document: dict) -> Draft202012Validator:
    """Return what judges by a schema of the document."""
    return Draft202012Validator({**schema, "components": document["components"]})


def test_the_document_is_valid_openapi(client, document):
    served = client.get(f"{API}/openapi.json")

    validate(served.json)
    assert served.json == json.loads(json.dumps(document))
    assert served.json["openapi"].startswith("3.1")


def test_every_operation_says_what_it_does_and_shows_it(document):
    names = [each["operationId"] for _, _, each in operations_of(document)]
    assert len(names) == len(set(names)) >= 17

    for path, method, operation in operations_of(document):
        place = f"{method} {path}"
        assert operation["summary"] and operation["tags"], place
        assert {"422", "503"} <= set(operation["responses"]), place
        parameters = [
            *document["paths"][path].get("parameters", ()),
            *operation.get("parameters", ()),
        ]
        for parameter in parameters:
            assert parameter["schema"]["examples"], f"{place} {parameter['name']}"
        bodies = [*operation["responses"].values(), operation.get("requestBody", {})]
        for body in bodies:
            for media in body.get("content", {}).values():
                judge = validator(media["schema"], document)
                assert [
                    each.message for each in judge.iter_errors(media["example"])
                ] == []


def test_every_field_of_every_schema_is_explained(document):
    for name, schema in document["components"]["schemas"].items():
        for field, each in schema["properties"].items():
            assert each.get("description") or "$ref" in each, f"{name}.{field}"


def test_only_what_needs_a_token_says_so(document):
    for path, method, operation in operations_of(document):
        needs = operation["security"] != []
        assert needs == ("401" in operation["responses"]), f"{method} {path}"
        assert needs == path.startswith((f"{API}/me/", f"{API}/imports")), path


def test_links_lead_to_operations_that_are_there(document):
    known = {each["operationId"] for _, _, each in operations_of(document)}

    for _, _, operation in operations_of(document):
        for response in operation["responses"].values():
            linked = {
                each["operationId"] for each in response.get("links", {}).values()
            }
            assert linked <= known


def test_every_answer_is_as_the_document_says(client, site, document):
    seen = 0
    for path, method, operation in operations_of(document):
        if method != "get" or path.startswith(f"{API}/imports"):
            continue
        slug = next((SLUGS[each] for each in SLUGS if each in path), "the-lamplighter")
        address = path.replace("{slug}", slug) + ("?q=lamp" if "search" in path else "")
        answer = client.get(address, headers=site)
        status = str(answer.status_code)
        assert status in operation["responses"], address
        if status == "404":
            continue
        schema = operation["responses"][status]["content"][answer.mimetype]["schema"]
        errors = validator(schema, document).iter_errors(answer.json)
        assert [f"{each.json_path}: {each.message}" for each in errors] == [], address
        seen += 1
    assert seen >= 14


def test_a_problem_is_as_the_document_says(client, document):
    judge = validator({"$ref": "#/components/schemas/Problem"}, document)

    for address in ("/nowhere", "/movies?limit=0&sort=x", "/me/ratings"):
        problem = client.get(API + address).json
        assert list(judge.iter_errors(problem)) == []


def test_what_search_can_find_is_what_the_document_says():
    assert set(KINDS) == set(Kind)


def test_the_page_explains_every_operation(visit, document):
    page = visit(f"{API}/docs")

    for path, method, operation in operations_of(document):
        name = operation["operationId"]
        assert operation["summary"] in page.headings
        address = page.find(f"#{name} .operation__address").text_content()
        assert address.replace("\u200b", "") == f"{method.upper()} {path}"
        assert "curl" in page.find(f"#{name}-curl").text_content()


def test_the_type_of_every_problem_leads_to_its_explanation(visit, document):
    page = visit(f"{API}/docs")

    for name, response in document["components"]["responses"].items():
        if name.startswith("Problem"):
            status = re.sub("[^0-9]", "", name)
            line = page.find(f"#problem-{status}").text_content()
            assert response["description"] in line


def test_the_page_works_without_a_script_and_asks_nobody(client):
    answer = client.get(f"{API}/docs")

    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r'(?:src|href)="https?://(?!localhost)', answer.text)


def test_every_line_to_try_works(client, site, document):
    """The lines of the page are sent as they stand, but for the token and the name."""
    lines = [
        (entry.method, entry.curl)
        for group in groups(document, "http://localhost")
        for entry in group.entries
        if entry.method == "GET" and "imports" not in entry.path
    ]

    assert len(lines) >= 14
    for method, line in lines:
        address = re.search(r'"http://localhost(/[^"]*)"$', line)[1]
        answer = client.open(address, method=method, headers=site)
        assert answer.status_code in {200, 404}, line
