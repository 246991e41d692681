"""The matrix of roles, routes and whose things they are, tried as a whole."""

from dataclasses import replace
from itertools import count

import pytest

from app.accounts import operations as account_operations
from app.accounts.models import AccessToken, LoginSession, User
from app.accounts.rules import Scope
from app.core.clock import utcnow
from app.core.db import db
from app.moderation import operations as moderation_operations
from app.moderation.models import ActionKind
from app.moderation.operations import Decision
from tests.factories import accounts, imports
from tests.house.access import Access, rows
from tests.house.addresses import filled, furnish

pytestmark = pytest.mark.point("S22")

PEOPLE = ("nobody", "member", "critic", "editor", "moderator", "administrator")
LETS_IN = {
    Access.EVERYBODY: set(PEOPLE),
    Access.VISITOR: set(PEOPLE),
    Access.MEMBER: set(PEOPLE) - {"nobody"},
    Access.EDITOR: {"editor", "administrator"},
    Access.MODERATOR: {"moderator", "administrator"},
    Access.ADMINISTRATOR: {"administrator"},
    Access.TOKEN: set(),
}
# What an address names: things that are everybody's, the staff's, or one member's.
SHARED = {
    "slug",
    "name",
    "number",
    "kind",
    "accent",
    "verb",
    "decision",
    "review_id",
    "code",
    "ticket",
    "token",
}
STAFFS = {
    "webhook_id",
    "delivery_id",
    "screening_id",
    "run_id",
    "merge_id",
    "row_id",
    "setting_id",
    "quote_id",
    "article_id",
    "offer_id",
    "photo_id",
    "decision_id",
    "publication_id",
    "wave_id",
    "appeal_id",
    "restriction_id",
    "member_id",
    "user_id",
    "invitation_id",
}
OWNED = {"token_id", "import_id", "item_id", "action_id", "session_id"}
NUMBERS = count(1)
LAST = "security.logout"
NOT_THERE = 999_999


def routes(app):
    """Return each rule with each method it answers, the way out at the end."""
    found = [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]
    return sorted(found, key=lambda pair: (pair[0].endpoint == LAST, str(pair[0])))


def outcome(answer) -> str:
    """Say in a word how a request was met."""
    location = answer.location or ""
    if answer.status_code == 401 or "/account/login" in location:
        return "sign in"
    return "forbidden" if answer.status_code == 403 else "let in"


def expected(access: Access, person: str) -> str:
    """Say how somebody is to be met at a route."""
    if person in LETS_IN[access]:
        return "let in"
    is_stranger = person == "nobody" or access is Access.TOKEN
    return "sign in" if is_stranger else "forbidden"


def enter(reader, person: str) -> str:
    """Sign somebody of a role in, or nobody; return the token of their forms."""
    if person != "nobody":
        roles = () if person == "member" else (person,)
        reader.sign_in(accounts.member(f"Visitor {next(NUMBERS)}", roles=roles))
    carrier = reader.visit("/fragments/token").find("[data-csrf-token]")
    return carrier.get("data-csrf-token")


def is_signed_out(reader) -> bool:
    """Tell whether what was sent has ended the sign-in, as some routes are meant to."""
    return reader.get("/account").status_code != 200


def ask(reader, method: str, path: str, token: str):
    """Send a request as a page of ours would."""
    if method == "GET":
        return reader.get(path)
    return reader.open(path, method=method, data={"csrf_token": token})


def test_every_route_has_its_place_in_the_table(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert endpoints - set(rows()) == set(), "routes without a row"
    assert set(rows()) - endpoints == set(), "rows without a route"


def test_every_address_says_whose_thing_it_names(app):
    names = {name for rule in app.url_map.iter_rules() for name in rule.arguments}

    assert names - SHARED - STAFFS - OWNED == set()


def test_what_is_one_members_own_is_for_members(app):
    table = rows()

    assert {
        table[rule.endpoint]
        for rule in app.url_map.iter_rules()
        if rule.arguments & OWNED
    } == {Access.MEMBER}


@pytest.mark.parametrize("person", PEOPLE)
def test_each_route_lets_in_whom_it_should(app, client, person, monkeypatch):
    settings = replace(app.config["SETTINGS"], webhooks=True)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    values = furnish()
    values[""]["session_id"] = NOT_THERE
    token = enter(client, person)

    wrong = []
    for rule, method in routes(app):
        met = outcome(ask(client, method, filled(app, rule, values), token))
        if person != "nobody" and method == "POST" and is_signed_out(client):
            token = enter(client, person)
        wanted = expected(rows()[rule.endpoint], person)
        if met != wanted and rule.endpoint != LAST:
            wrong.append(f"{method} {rule.rule}: {met}, not {wanted}")

    assert not wrong, "\n".join(wrong)


@pytest.fixture
def bos_things(app):
    """What is Bo's alone, by the name of its number."""
    values = furnish()
    bo = db.session.scalar(db.select(User).filter_by(name="Bo"))
    now = utcnow()
    account_operations.make_token(
        bo.id, name="Mine", scopes=[Scope.RATINGS_READ], life="30", roles=[], at=now
    )
    action = moderation_operations.act(
        values[""]["review_id"],
        Decision(ActionKind.WARN, "Mind the tone."),
        moderator_id=accounts.mo().id,
        at=now,
    )
    db.session.commit()
    screen = app.test_client()
    screen.sign_in(bo)
    brought = imports.preview_of("Asa", otherwise=bo)
    values[""] |= {
        "token_id": db.session.scalar(db.select(AccessToken.id)),
        "action_id": action.id,
        "session_id": db.session.scalar(
            db.select(LoginSession.id).where(LoginSession.user_id == bo.id)
        ),
        "import_id": brought.import_id,
        "item_id": brought.id,
    }
    return screen, values


@pytest.mark.parametrize("person", PEOPLE[1:])
def test_anothers_thing_is_not_there_for_whoever_asks(app, client, bos_things, person):
    _, values = bos_things
    token = enter(client, person)

    found = {
        f"{method} {rule.rule}": ask(
            client, method, filled(app, rule, values), token
        ).status_code
        for rule, method in routes(app)
        if rule.arguments & OWNED
    }

    assert found
    assert {route: status for route, status in found.items() if status != 404} == {}


def test_ones_own_thing_is(app, bos_things):
    screen, values = bos_things

    found = {
        rule.rule: screen.get(filled(app, rule, values)).status_code
        for rule, method in routes(app)
        if rule.arguments & OWNED and method == "GET"
    }

    assert found
    assert {route: status for route, status in found.items() if status >= 400} == {}
