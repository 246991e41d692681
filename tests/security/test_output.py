"""Hostile words in every field are shown as words, wherever they come out again."""

import io
import json
import re
from dataclasses import replace

import pytest
from lxml import etree, html
from PIL import Image
from sqlalchemy import func, select

from app.core import mail
from app.core.clock import utcnow
from app.core.db import db
from app.core.markdown import rendered
from tests.factories import accounts
from tests.house.addresses import filled, furnish, rules_of
from tests.security.everything import furnish_everything
from tests.support import hostile
from tests.support.hostile import ATTACKS, CALCULATED, CALL, MARK, SHORT, WHOLE

XML_KINDS = {"application/atom+xml", "text/xml", "application/xml", "image/svg+xml"}
ADDRESSES = ("href", "src", "action", "formaction", "poster", "data-hx-get", "srcset")
SCHEMES = ("http:", "https:", "/", "#", "?", "mailto:", "data:image/svg+xml")


def faults_in(markup: str) -> list[str]:
    """Say what of an attack has become markup in a page or a piece of one."""
    root = html.document_fromstring(markup or "<p></p>")
    found = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag.lower() in {MARK, "math", "object", "embed", "base"}:
            found.append(f"<{element.tag}>")
        for name, value in element.attrib.items():
            if name.lower().startswith("on"):
                found.append(f"{element.tag} {name}")
            address = value.strip().lower()
            has_scheme = name in ADDRESSES and ":" in address.split("/", 1)[0]
            if has_scheme and not address.startswith(SCHEMES):
                found.append(f"{element.tag} {name}={value[:60]}")
        is_data = element.get("type") == "application/ld+json"
        if element.tag == "script" and CALL in (element.text or "") and not is_data:
            found.append("a script")
    return found


def faults_of(answer) -> list[str]:
    """Say what of an attack is alive in an answer, by its kind."""
    kind, text = answer.mimetype, answer.get_data(as_text=kind_is_text(answer.mimetype))
    if kind == "text/html":
        found = faults_in(text)
        for block in re.findall(
            r"<script[^>]*ld\+json[^>]*>(.*?)</script>", text, re.S
        ):
            if set(block) & set("<>\u2028\u2029"):
                found.append("signs of HTML in JSON-LD")
            json.loads(block)
        if CALCULATED in text:
            found.append("a template was filled in")
        return found
    if kind in XML_KINDS:
        root = etree.fromstring(answer.data)
        found = [str(each.tag) for each in root.iter() if MARK in str(each.tag)]
        found += [
            f"{each.tag} {name}"
            for each in root.iter()
            for name in each.attrib
            if name.startswith("on")
        ]
        if kind == "image/svg+xml" and root.findall(".//{*}script"):
            found.append("a script in a picture")
        for each in root.iter("{*}content", "{*}summary", "html"):
            if each.get("type") == "html" or each.tag == "html":
                found += faults_in(each.text or "")
        return found
    if kind == "application/json":
        body = json.loads(text)
        if isinstance(body, dict) and "html" in body:
            return faults_in(body["html"])
        return []
    if kind.startswith("image/"):
        Image.open(io.BytesIO(answer.data)).load()
    return []


def kind_is_text(kind: str) -> bool:
    """Tell whether an answer can be read as text."""
    return kind.startswith("text/") or "json" in kind or "xml" in kind


@pytest.fixture
def values(app):
    """Fill every table, then every field of it with an attack."""
    found = furnish_everything()
    hostile.poison()
    return found


@pytest.fixture
def ada(app, client, values):
    """Return a reader who sees everything there is."""
    user = db.session.scalar(
        select(accounts.User).where(accounts.User.email == "ada@example.org")
    )
    client.sign_in(user)
    return client


@pytest.mark.point("S18")
def test_every_table_with_words_of_people_is_poisoned(values):
    empty = {
        table.name
        for table, _ in hostile.columns()
        if not db.session.scalar(select(func.count()).select_from(table))
    }

    assert empty == set()


def test_s18_no_field_becomes_markup_at_any_address(app, ada, values):
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, webhooks=True)
    alive, seen = {}, 0
    try:
        for rule in rules_of(app, "GET"):
            path = filled(app, rule, values)
            answer = ada.get(path)
            assert answer.status_code < 500, path
            seen += CALL.encode() in answer.data
            if answer.status_code != 204 and (found := faults_of(answer)):
                alive[path] = found
    finally:
        app.config["SETTINGS"] = settings

    assert alive == {}
    # The words themselves are there: nothing was tried in vain.
    assert seen > 30


def test_s18_no_attack_lives_in_an_oembed_answer_in_either_form(app, ada, values):
    for path in ("/movies/asa", "/movies/asa/audience-reviews", "/critics/cleo-marsh"):
        for form in ("json", "xml"):
            url = f"http://localhost{path}"
            answer = ada.get(f"/oembed?format={form}&url={url}")

            assert answer.status_code == 200, path
            assert faults_of(answer) == [], path


def test_s18_an_attack_in_what_is_asked_comes_back_as_words(app, client):
    furnish()
    names = ("q", "show", "sort", "after", "theme", "next", "url", "lang", "title")
    for path in (
        "/search",
        "/fragments/search",
        "/search/suggestions",
        "/movies",
        "/movies/asa",
        "/movies/asa/widgets",
        "/movies/asa/critic-reviews",
        "/movies/asa/audience-reviews",
        "/embed/movies/asa/score",
        "/badges/asa.svg",
        "/account/login",
        "/account/register",
        "/oembed",
        "/api/v1/search",
    ):
        for attack in ATTACKS:
            answer = client.get(path, query_string=dict.fromkeys(names, attack))

            assert answer.status_code < 500, path
            assert faults_of(answer) == [], path


@pytest.mark.parametrize("attack", [*ATTACKS, WHOLE])
def test_s18_one_allowlist_cleans_what_readers_write(attack):
    cleaned = str(rendered(attack))

    assert faults_in(cleaned) == []
    tags = set(re.findall(r"<([a-z0-9]+)", cleaned))
    assert tags <= {
        *("p", "br", "em", "strong", "ul", "ol", "li", "a", "label", "input", "span")
    }


def test_s18_a_letter_is_plain_text_alone(app):
    user = accounts.member("Ada")
    user.name = SHORT[:60]
    with app.test_request_context():
        letter = mail.post(
            "ada@example.org", "safety", at=utcnow(), user=user, what=WHOLE
        )

    message = mail.message_of(letter, app.config["SETTINGS"])

    # Nothing is escaped, since nobody reads it as anything but words.
    assert SHORT in letter.body
    assert not message.is_multipart()
    assert message.get_content_type() == "text/plain"
    assert len(message.get_all("Subject")) == 1


@pytest.mark.parametrize(
    "link",
    [
        f"[a](javascript:{CALL}())",
        f"[a](JaVaScRiPt:{CALL}())",
        f"[a](\tjava\nscript:{CALL}())",
        f"[a](&#106;avascript:{CALL}())",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "[a](vbscript:x)",
        "[a](file:///etc/passwd)",
        "[a](//evil.example)",
        "[a](/account/logout)",
        "[a](ftp://x.example/)",
        "[a](mailto:a@x.example)",
        "<javascript:x>",
        "<data:text/html,x>",
    ],
)
def test_s19_no_link_but_to_the_web(link):
    assert "<a" not in str(rendered(link))


@pytest.mark.parametrize(
    "link",
    ["[a](https://x.example/)", "<http://x.example/>", "see https://x.example/ there"],
)
def test_s19_a_link_of_a_readers_is_not_vouched_for(link):
    root = html.fragment_fromstring(str(rendered(link)), create_parent=True)
    (anchor,) = root.iter("a")

    assert set(anchor.get("rel").split()) >= {"ugc", "nofollow", "noopener"}
    assert set(anchor.attrib) == {"href", "rel"}


def test_s19_what_leads_away_names_no_opener_and_is_web(app, ada, values):
    outward = 0
    for rule in rules_of(app, "GET"):
        answer = ada.get(filled(app, rule, values))
        if answer.mimetype != "text/html" or not answer.data:
            continue
        for anchor in html.document_fromstring(answer.text).iter("a"):
            address = (anchor.get("href") or "").lower()
            if "://" not in address or address.startswith("http://localhost"):
                continue
            outward += 1
            assert address.startswith(("http://", "https://")), rule.rule
            if anchor.get("target") == "_blank":
                assert "noopener" in (anchor.get("rel") or ""), rule.rule
    assert outward
