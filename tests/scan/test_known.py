"""What a scan leaves out is narrow: a guess, never an error."""

import pytest

from app.config import ROOT
from scan.known import is_known

GUESS = "LDAP Injection via injection in the parameter q"


@pytest.mark.parametrize(
    ("name", "info", "known"),
    [
        ("LDAP Injection", GUESS, True),
        ("LDAP Injection", f"Potential {GUESS}", False),
        ("SQL Injection", GUESS, False),
        ("Internal Server Error", "The server responded with a 500 HTTP error", False),
        ("Secure Flag cookie", "Secure flag is not set in the cookie : matinee", True),
        ("Secure Flag cookie", "Secure flag is not set in the cookie : other", False),
    ],
)
def test_only_what_is_no_fault_is_left_out(name, info, known):
    assert is_known(name, {"info": info, "path": "/search"}) is known


@pytest.mark.parametrize(
    ("path", "parameter", "known"),
    [
        ("/oembed", "format", True),
        ("/oembed", "url", False),
        ("/search", "format", False),
    ],
)
def test_a_format_that_is_not_spoken_is_no_fault(path, parameter, known):
    info = (
        "The server responded with a 500 HTTP error code while attempting to inject "
        f"a payload in the parameter {parameter}"
    )

    entry = {"info": info, "path": path}
    assert is_known("Internal Server Error", entry) is known


def test_nothing_of_the_site_speaks_ldap():
    assert "ldap" not in (ROOT / "requirements" / "site.txt").read_text().lower()
