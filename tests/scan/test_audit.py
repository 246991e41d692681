"""The audit reads what a service says: faults fail it, silence is said, no more."""

import json
import subprocess

import pytest

from scan import audit

CLEAN = {"name": "flask", "version": "3.1.0", "vulns": []}
FAULT = {"id": "PYSEC-2099-1", "aliases": ["CVE-2099-1"], "fix_versions": ["9.1"]}
FAULTY = {"name": "jinja2", "version": "9.0", "vulns": [FAULT]}
UNKNOWN = {"name": "granian", "skip_reason": "not found"}


@pytest.fixture
def answers(monkeypatch):
    """Let services answer what a test says: a report, words, or nothing in time."""
    monkeypatch.delenv("AUDIT_MUST_ANSWER", raising=False)
    said, asked = {}, []

    def run(command, **how):
        service = command[command.index("--vulnerability-service") + 1]
        asked.append(service)
        answer = said.get(service)
        if answer is None:
            raise subprocess.TimeoutExpired(command, 180)
        text = answer if isinstance(answer, str) else json.dumps(answer)
        return subprocess.CompletedProcess(command, 1, stdout=text, stderr="no route")

    monkeypatch.setattr(subprocess, "run", run)
    said["asked"] = asked
    return said


def report(*packages) -> dict:
    """Return what a service says of packages."""
    return {"dependencies": list(packages), "fixes": []}


@pytest.mark.point("S33")
def test_a_known_fault_fails(answers, capsys):
    answers["pypi"] = report(CLEAN, FAULTY)

    assert audit.main() == 1
    said = capsys.readouterr().out
    assert "jinja2 9.0: PYSEC-2099-1, mended in 9.1" in said
    assert "2 packages audited, 1 known faults" in said


def test_what_is_clean_passes_and_nobody_else_is_asked(answers, capsys):
    answers["pypi"] = report(CLEAN)

    assert audit.main() == 0
    assert "1 packages audited, 0 known faults" in capsys.readouterr().out
    assert answers["asked"] == ["pypi"]


def test_what_was_left_out_is_named(answers, capsys):
    answers["pypi"] = report(CLEAN, UNKNOWN)

    assert audit.main() == 0
    assert "not audited: granian" in capsys.readouterr().out


def test_silence_is_said_and_passes(answers, capsys):
    assert audit.main() == 0
    said = capsys.readouterr().out
    assert said.startswith("NOT AUDITED: pypi did not answer; osv did not answer.")
    assert answers["asked"] == ["pypi", "osv"]


def test_silence_fails_where_an_answer_is_a_must(answers, monkeypatch):
    monkeypatch.setenv("AUDIT_MUST_ANSWER", "1")

    assert audit.main() == 1


@pytest.mark.parametrize("silent", ["", "<html>no</html>", report(UNKNOWN), report()])
def test_the_other_service_is_asked_where_one_knows_nothing(answers, silent):
    answers |= {"pypi": silent, "osv": report(FAULTY)}

    assert audit.main() == 1
    assert answers["asked"] == ["pypi", "osv"]


@pytest.mark.parametrize("number", ["PYSEC-2099-1", "CVE-2099-1"])
def test_a_fault_that_does_not_touch_us_is_left_out_by_its_number(
    answers, monkeypatch, number
):
    monkeypatch.setitem(audit.KNOWN, number, "We never do that.")
    answers["pypi"] = report(FAULTY)

    assert audit.main() == 0
