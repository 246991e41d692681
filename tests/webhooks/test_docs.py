"""What the page for receivers says is true: its snippets check our signatures."""

import json
import re
import shutil
import subprocess

import pytest

from app.config import ROOT
from app.webhooks import rules

NODE = shutil.which("node")
PAGE = (ROOT / "docs" / "webhooks.md").read_text()
SECRET = rules.new_secret(b"a lamp in the dark, 24 b")
OTHER = rules.new_secret(b"another lamp, as long 24")
BODY = '{"title":"Núri"}'
NOW = 1772625600


def snippet(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return found


def cases():
    """Return headers, body and moment, and whether they are genuine."""
    good = rules.headers([SECRET], "msg_1", NOW, BODY)
    return [
        (good, BODY, NOW, True),
        (good, BODY, NOW + 299, True),
        (good, BODY, NOW + 301, False),
        (good, BODY, NOW - 301, False),
        (good, BODY + " ", NOW, False),
        (good | {"webhook-id": "msg_2"}, BODY, NOW, False),
        (rules.headers([OTHER], "msg_1", NOW, BODY), BODY, NOW, False),
        (rules.headers([OTHER, SECRET], "msg_1", NOW, BODY), BODY, NOW, True),
        (good | {"webhook-signature": "v1,"}, BODY, NOW, False),
    ]


@pytest.mark.parametrize(("headers", "body", "now", "genuine"), cases())
def test_the_snippet_in_python(headers, body, now, genuine):
    names: dict = {}
    exec(snippet("python"), names)

    assert names["is_genuine"](SECRET, headers, body.encode(), now) is genuine


def node_says(arguments: str) -> list[bool]:
    """Run the snippet for Node on the cases."""
    script = (
        f"{snippet('js')}\n"
        f"console.log(JSON.stringify({arguments}.map((each) => isGenuine(...each))))"
    )
    done = subprocess.run(
        [NODE, "-e", script], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


# Nothing of the site is run by Node: where it is missing there is nothing to test.
if NODE is not None:

    def test_the_snippet_for_node():
        calls = [[SECRET, headers, body, now] for headers, body, now, _ in cases()]

        said = node_says(json.dumps(calls))

        assert said == [genuine for *_, genuine in cases()]


def test_every_example_is_json_or_says_that_it_is_shortened():
    blocks = re.findall(r"(?:^    .*\n)+", PAGE, re.MULTILINE)
    examples = [each for each in blocks if each.strip().startswith("{")]

    assert len(examples) == 2
    for each in examples:
        assert json.loads(each)["type"] in ("score.changed", "review.published")
