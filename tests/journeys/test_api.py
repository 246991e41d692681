"""Real programs and the real server: a token, the lines of docs/api.md, its client."""

import re
import shlex
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from playwright.sync_api import expect

from app.config import ROOT
from tests.journeys.screen import register

PAGE = (ROOT / "docs/api.md").read_text()
LINES = [
    line.replace("\\\n", " ")
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in re.split(r"\n(?=curl)", block.strip())
]
CLIENT = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1]


class Stay(HTTPRedirectHandler):
    """Follow nothing, so that a redirect is seen."""

    def redirect_request(self, *arguments, **values):
        return None


def run(line: str, site: str, token: str):
    """Do what a curl line does; return the status and the headers."""
    words = shlex.split(line.replace("$SITE", site).replace("$MATINEE_TOKEN", token))
    method, headers, body, address = None, {}, None, None
    rest = iter(words[1:])
    for word in rest:
        if word == "-X":
            method = next(rest)
        elif word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value
        elif word in {"-d", "--data-binary"}:
            body = next(rest).encode()
        else:
            assert not word.startswith("-"), f"unknown option {word}"
            address = word
    request = Request(address, data=body, headers=headers, method=method)
    try:
        with build_opener(Stay).open(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_member_makes_a_token_and_every_line_of_the_page_works(
    screen, site, newcomer, script
):
    page = screen(script=script, width=320).page
    page.goto("/account/register?next=/account/tokens")
    register(page, newcomer)
    expect(page.get_by_text("You have no tokens.")).to_be_visible()

    page.get_by_label("Name").fill("Backup script")
    page.get_by_label("Read my ratings and reviews").check()
    page.get_by_label("Post, change and withdraw").check()
    page.get_by_role("button", name="Make the token").click()
    token = page.get_by_label("The token").input_value()

    assert len(LINES) >= 16
    for line in LINES:
        status, headers, body = run(line, site, token)
        assert status in {200, 201, 204}, f"{status} {line}\n{body}"
        assert "Set-Cookie" not in headers

    page.get_by_role("button", name="Revoke the token Backup script").click()
    expect(page.get_by_text("You have no tokens.")).to_be_visible()
    own = next(line for line in LINES if "/me/ratings" in line)
    assert run(own, site, token)[0] == 401


def test_the_client_of_the_page_walks_to_the_end(site):
    program = {}
    exec(compile(CLIENT, "docs/api.md", "exec"), program)

    films = list(program["walk"](f"{site}/api/v1/movies?limit=3"))

    slugs = [film["slug"] for film in films]
    assert len(slugs) == len(set(slugs)) == 17
    reviews = list(
        program["walk"](f"{site}/api/v1/movies/{slugs[0]}/critic-reviews?limit=7")
    )
    assert len({each["id"] for each in reviews}) == len(reviews)
    for film in films:
        assert urlsplit(film["api_url"]).netloc == urlsplit(site).netloc
