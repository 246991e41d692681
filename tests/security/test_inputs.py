"""Whatever is typed or asked, the answer is never a fault of ours."""

import ast
import re
from dataclasses import replace

import pytest
from flask_wtf import FlaskForm
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.config import ROOT
from app.core.db import db
from tests.factories import accounts
from tests.house.addresses import filled, rules_of
from tests.security.everything import furnish_everything
from tests.support.rows import all_rows, changed

HOSTILE = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "\u202egnirts\u202c",
    "\ufeff\u200b",
    "0",
    "-1",
    "1e309",
    "NaN",
    "Infinity",
    "1" + "0" * 20,
    "9" * 400,
    "0x7f",
    "٣",
    "2026-02-30",
    "0000-00-00",
    "99999-01-01",
    "1347580800000000.1",
    "9" * 18 + ".1",
    "2012-08-10.99999999999",
    "true",
    "[]",
    "{}",
    "null",
    "' OR '1'='1",
    "1); DROP TABLE movie;--",
    "%27%20UNION%20SELECT%201--",
    '"*" NEAR(a b) AND -c',
    "a" * 5000,
    "🎬" * 300,
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "C:\\boot.ini",
    "x\r\nSet-Cookie: a=b",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "<script>alert(1)</script>",
)
ASKED = re.compile(r"args(?:\.get(?:list)?)?[(\[]\s*\"([a-z_]+)\"")
ROOMS = ("account", "desk", "moderation", "movies", "api", "s", "embed", "fragments")
PLAUSIBLE = ("1", "3", "8", "y", "hide", "accept", "2026-01-01", "A reason.", "fresh")
# What was refused may be counted, and a review that nobody signed in sent is kept.
TURNS = 3
TRIES = {"login_session", "sign_in_failure", "draft", "spent_proof"}
seen_forms: dict[str, set[str]] = {}


def parameters() -> list[str]:
    """Return the names of everything that some route reads from an address."""
    found = set()
    for path in (ROOT / "app").rglob("*.py"):
        found |= set(ASKED.findall(path.read_text()))
        if "schemas" in path.parts or path.name in {"rules.py", "view.py"}:
            tree = ast.parse(path.read_text())
            found |= {
                node.target.id
                if isinstance(node, ast.AnnAssign)
                else node.targets[0].id
                for klass in ast.walk(tree)
                if isinstance(klass, ast.ClassDef)
                for node in klass.body
                if (
                    isinstance(node, ast.AnnAssign)
                    and isinstance(node.target, ast.Name)
                )
                or (
                    isinstance(node, ast.Assign)
                    and isinstance(node.targets[0], ast.Name)
                )
            }
    return sorted(name for name in found if name.islower())


@pytest.fixture
def values(app, monkeypatch):
    """Give every kind of address something to show."""
    patient = {"webhooks": True, "sign_in_attempts": 1000}
    settings = replace(app.config["SETTINGS"], **patient)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    return furnish_everything()


@pytest.fixture
def ada(client, values):
    """Return a reader who may do everything."""
    token_of(client)
    return client


def test_s20_whatever_an_address_asks_for_is_answered(app, ada, values):
    names = parameters()
    assert {"q", "after", "show", "limit", "theme", "maxwidth", "on"} <= set(names)
    for number, rule in enumerate(rules_of(app, "GET")):
        path = filled(app, rule, values)
        for limit in app.extensions["limits"].values():
            limit.buckets.clear()
        said = getattr(app.view_functions[rule.endpoint], "public", None)
        # What a public view does not declare never reaches it.
        for turn in range(TURNS if said is None or said.reads else 1):
            # Over all addresses each name meets each value.
            first = number * TURNS + turn
            asked = {
                name: HOSTILE[(first + place) % len(HOSTILE)]
                for place, name in enumerate(names)
            }
            answer = ada.get(path, query_string=asked)

            # 501 is the answer of oEmbed to a format that it does not speak.
            assert answer.status_code < 500 or answer.status_code == 501, path
            assert "Set-Cookie: a=b" not in str(answer.headers), path


GAPS = (
    *("%00", "a%00b", "0", "-1", "1e3", "99999999999999999999", "%F0%9F%8E%AC"),
    *("..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "%5c..%5c", "a;b", "'%20OR%201=1"),
    *("%E2%80%AE", "%ff", "%0d%0aX-A:b", "x" * 300, "%C0%AF", "%u002e", "{{7*7}}"),
)


def test_s20_whatever_stands_in_an_address_is_answered(app, ada):
    for number, rule in enumerate(app.url_map.iter_rules()):
        if not rule.arguments or "GET" not in rule.methods:
            continue
        # A kind of gap that is a string meets every value, the others a few.
        loose = not re.search(r"<(id|slug|any)", rule.rule)
        for gap in GAPS if loose else GAPS[number % 5 :: 5]:
            path = re.sub(r"<[^>]+>", gap, rule.rule)
            answer = ada.get(path)

            assert answer.status_code < 500, path
            assert "X-A" not in answer.headers, path


# The library's own rescue, which no page has, and what needs half a sign-in before it.
NOT_SHOWN = {"RescueForm", "RecoveryCodeForm", "CodeForm"}


def every_form(base: type) -> set[type]:
    """Return our classes of forms that nothing else is made from."""
    found = set()
    for each in base.__subclasses__():
        below = every_form(each)
        found |= below or ({each} if each.__module__.startswith("app.") else set())
    return found


def forms_of(app, ada, values, monkeypatch) -> dict[str, dict[str, list[str]]]:
    """Return the fields of the forms that each address makes, with their choices."""
    found: dict[str, dict[str, list[str]]] = {}
    made: list[FlaskForm] = []
    begin = FlaskForm.__init__

    def noted(self, *arguments, **named):
        begin(self, *arguments, **named)
        made.append(self)

    monkeypatch.setattr(FlaskForm, "__init__", noted)
    for rule in rules_of(app, "POST"):
        if rule.rule.startswith("/api/") or rule.endpoint == "security.logout":
            continue
        made.clear()
        path = filled(app, rule, values)
        ada.post(path, data={"csrf_token": token_of(ada)})
        nobody = app.test_client()
        nobody.post(path, data={"csrf_token": nobody.visit("/account/login").token})
        fields = {}
        for form in made:
            seen_forms.setdefault(rule.endpoint, set()).add(type(form).__name__)
            for field in form:
                given = getattr(field, "choices", None) or []
                fields[field.name] = [
                    str(
                        each[0]
                        if isinstance(each, tuple)
                        else getattr(each, "value", each)
                    )
                    for each in given
                ]
        fields.pop("csrf_token", None)
        found[rule.endpoint] = fields
    monkeypatch.setattr(FlaskForm, "__init__", begin)
    return found


@settings(
    # The first has nothing in any field.
    max_examples=2,
    # Made smaller, a failure would be looked for through all addresses again.
    phases=[Phase.generate],
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def try_forms(app, ada, values, forms, data):
    """Send every form with something hostile in it."""
    anything = st.one_of(
        st.sampled_from(HOSTILE), st.sampled_from(PLAUSIBLE), st.text(max_size=40)
    )
    before = all_rows(TRIES)
    for rule in rules_of(app, "POST"):
        fields = forms.get(rule.endpoint)
        if fields is None:
            continue
        path = filled(app, rule, values)
        body = {
            name: data.draw(
                st.one_of(st.sampled_from(choices), anything) if choices else anything
            )
            for name, choices in fields.items()
        }
        # What no form has, but a row does.
        body |= {"is_admin": "1", "user_id": "1", "status": "approved", "roles": "1"}
        answer = ada.post(path, data=body | {"csrf_token": token_of(ada)})
        after = all_rows(TRIES)

        assert answer.status_code < 500, f"{path} {body}"
        assert len(answer.data) < 400_000, path
        if answer.status_code >= 400:
            assert changed(before, after) == [], f"{path} {answer.status_code}"
        assert "user_role" not in changed(before, after) or gone(after), path
        before = after


def gone(rows) -> bool:
    """Tell whether Ada has left, and her roles with her."""
    return not rows["user_role"]


def token_of(reader) -> str:
    """Return the token of a reader's forms; who was signed out comes in again."""
    if reader.get("/account").status_code != 200:
        ada = db.session.scalar(
            select(accounts.User).where(accounts.User.name_key == "ada")
        )
        if ada is not None and ada.active:
            reader.sign_in(ada)
    carrier = reader.visit("/fragments/token").find("[data-csrf-token]")
    return carrier.get("data-csrf-token")


@pytest.mark.point("S20", "S21")
def test_no_form_breaks_and_none_that_is_refused_changes_a_row(
    app, ada, values, monkeypatch
):
    forms = forms_of(app, ada, values, monkeypatch)
    tried = {name for names in seen_forms.values() for name in names}
    known = {each.__name__ for each in every_form(FlaskForm)}
    assert len(forms) > 60
    assert sorted(known - tried - NOT_SHOWN) == []

    try_forms(app, ada, values, forms)
