"""What a tool says that is no fault here, as narrowly as it can be said.

Each stands in docs/security.md, too, under "What scanners say".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """A finding by its name and its words, and why it is none."""

    name: str
    words: str
    path: str
    reason: str


KNOWN = (
    Known(
        "Secure Flag cookie",
        r"^Secure flag is not set in the cookie : matinee$",
        "/",
        "The scan goes over plain http on this machine; over https the cookie is "
        "__Host-matinee and Secure.",
    ),
    Known(
        "LDAP Injection",
        r"^LDAP Injection via injection in the parameter \S+$",
        "/",
        "A guess: answers to several odd words differ once the words are cut out. The "
        "way to the sign-in quotes the address to come back to a second time, and "
        "nothing here speaks LDAP. An error of a directory, and a 500, still count.",
    ),
    Known(
        "Internal Server Error",
        r"^The server responded with a 500 HTTP error code "
        r"while attempting to inject a payload in the parameter format$",
        "/oembed",
        "It is a 501, as oEmbed asks for where a format is not spoken; wapiti calls "
        "any answer above 499 so. A true 500 is in the log of the site, which is read.",
    ),
)


def is_known(name: str, entry: Mapping[str, str]) -> bool:
    """Tell whether a finding is among those that are none."""
    return any(
        name == known.name
        and re.search(known.words, entry.get("info", ""))
        and entry.get("path", "").startswith(known.path)
        for known in KNOWN
    )
