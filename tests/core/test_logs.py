"""What libraries and Flask log are lines of our log, with the id of their request."""

import json

import pytest

from tests.support.own_process import printed_by

FAILING = """
import json, os
os.environ |= {"MATINEE_LOG_FORMAT": WANTED, "MATINEE_PROXIES": "1"}
from app import create_app
site = create_app()
site.config["TESTING"] = False
@site.get("/fails/<path:what>")
def fails(what):
    raise RuntimeError("lamps are out")
for _ in range(2):
    headers = {"X-Request-ID": "0123456789abcdef"}
    site.test_client().get("/fails/%0Aforged%1b[31m", headers=headers)
"""


AWAY = """
import os
os.environ["MATINEE_LOG_FORMAT"] = WANTED
from sqlalchemy.exc import OperationalError
from app import create_app
site = create_app()
faults = [OperationalError("INSERT", None, TimeoutError("no turn to write"))]
@site.after_request
def fails(answer):
    # As a session that cannot be kept: past what handles errors of views.
    while faults:
        raise faults.pop()
    return answer
assert site.test_client().get("/nowhere").status_code == 503
"""


def logged(folder, form: str, code: str = FAILING) -> str:
    """Return all that is printed and logged."""
    code = "import sys; sys.stderr = sys.stdout\n" + code
    return printed_by(code.replace("WANTED", repr(form)), folder)


def test_an_error_of_ours_is_one_line_with_the_id_of_its_request(tmp_path):
    lines = [json.loads(line) for line in logged(tmp_path, "json").splitlines()]

    assert [line["request_id"] for line in lines] == ["0123456789abcdef"] * 2
    assert all("RuntimeError: lamps are out" in line["exception"] for line in lines)
    assert {line["logger"] for line in lines} == {"matinee"}
    assert {line["level"] for line in lines} == {"error"}


def test_an_address_makes_no_lines_or_colours_of_its_own(tmp_path):
    said = logged(tmp_path, "console")

    assert r"Exception on /fails/\nforged\x1b[31m [GET]" in said
    assert "\x1b" not in said
    assert not any(line.startswith("forged") for line in said.splitlines())


@pytest.mark.parametrize(("level", "is_said"), [("INFO", False), ("WARNING", True)])
def test_what_libraries_say_from_warnings_on_is_logged(tmp_path, level, is_said):
    code = (
        "import logging; from app import create_app; create_app(); create_app(); "
        f"logging.getLogger('a.library').log(logging.{level}, 'Lamps: %s', 'out')"
    )

    assert printed_by(code, tmp_path).count("Lamps: out") == is_said


def test_that_the_database_is_away_is_no_error_of_ours(tmp_path):
    lines = [json.loads(line) for line in logged(tmp_path, "json", AWAY).splitlines()]

    assert [line["event"] for line in lines] == ["database unavailable"]
