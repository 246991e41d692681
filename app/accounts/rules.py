"""Rules of accounts: what a name and a password may be, and where a sign-in leads.

Pure functions; the messages are for the person at the form.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from app.core.redirects import local_path
from app.lookalikes import masked, mixes_scripts, unmasked

ROLES = {
    "critic": "Publishes their own reviews.",
    "editor": "Keeps films, critics, consensus, quotes and articles.",
    "moderator": "Settles reports and hides reviews.",
    "administrator": "Gives roles and settings.",
}


class Scope(StrEnum):
    """What a personal token may do for its member."""

    RATINGS_READ = "ratings:read"
    RATINGS_WRITE = "ratings:write"
    IMPORTS_WRITE = "imports:write"

    @property
    def words(self) -> str:
        """What the scope allows, for the member who gives it."""
        return SCOPE_WORDS[self]


SCOPE_WORDS = {
    Scope.RATINGS_READ: "Read my ratings and reviews",
    Scope.RATINGS_WRITE: "Post, change and withdraw my ratings and reviews",
    Scope.IMPORTS_WRITE: "Send files of movies and critic reviews to the desk",
}
IMPORTING_ROLES = {"editor", "administrator"}
LIVES = {"30": 30, "90": 90, "365": 365, "never": None}
TOKEN_MARK = "mat_"  # noqa: S105  what secrets start with, so that scanners know them
TOKEN_BYTES = 24
TOKEN_FORM = re.compile(rf"{TOKEN_MARK}[0-9a-f]{{{2 * TOKEN_BYTES}}}")
LONGEST_TOKEN_NAME = 60
MOST_TOKENS = 50
TOKEN_TOUCH = timedelta(hours=1)
WRITE_WINDOW = timedelta(minutes=1)
# An expired token stays in its member's list for a while, to say why it fails.
KEPT_EXPIRED = timedelta(days=30)

# What stands beside the reviews of who has left.
FORMER_NAME = "former member"
INVITATION_LIFE = timedelta(days=14)

SHORTEST_NAME = 2
LONGEST_NAME = 40
LONGEST_KEY = 120
SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 128

DRAFT_LIFE = timedelta(hours=24)
FAILURE_WINDOW = timedelta(minutes=15)
# A whole house or school may share an address, so it has ten times the patience.
PATIENCE_WITH_ADDRESS = 10

NAME_MISSING = "Type the name that others shall see."
NAME_LENGTH = f"A name has {SHORTEST_NAME} to {LONGEST_NAME} characters."
NAME_CHARACTERS = "This name holds a character that cannot be shown safely."
NAME_ADDRESS = "Everybody sees the name, so it cannot be an e-mail address or a path."
NAME_RESERVED = "Members who have left share this name. Choose another one."
NAME_MIXED = (
    "This name mixes letters of several scripts, and could be read as another one. "
    "Write it in one."
)
NAME_TAKEN = "Somebody has this name already. Choose another one."
NAME_ALIKE = "Somebody has a name that reads like this one. Choose another one."
PASSWORD_LENGTH = (
    f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters."
)
PASSWORD_COMMON = "This password is among the first that a stranger would try."  # noqa: S105  a message

# Letters of some scripts are joined or parted by these two; they are no disguise
# because the key leaves them out.
JOINERS = {"\u200c", "\u200d"}
UNSAFE_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}

RUNS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
)
COMMON_WORDS = {
    "password",
    "passwort",
    "passw0rd",
    "p@ssw0rd",
    "iloveyou",
    "football",
    "baseball",
    "sunshine",
    "princess",
    "superman",
    "starwars",
    "whatever",
    "trustno1",
    "letmein",
    "welcome",
    "admin",
    "administrator",
    "changeme",
    "dragon",
    "monkey",
    "master",
    "secret",
    "qwerty",
    "matinee",
}


def tidy_name(name: str | None) -> str:
    """Return a name without blanks around it and with single ones inside."""
    return " ".join(unicodedata.normalize("NFC", name or "").split())


def name_key(name: str) -> str:
    """Return what keeps names apart: `Ada`, `ADA` and full-width `Ａｄａ` are one."""
    plain = "".join(letter for letter in name if letter not in JOINERS)
    plain = unicodedata.normalize("NFKC", plain).casefold()
    return " ".join(unicodedata.normalize("NFKC", plain).split())


def keys_alike(name: str) -> set[str]:
    """Return the keys under which a member may stand whose name reads like this one.

    Its own is among them; the others are those of look-alike letters, both ways.
    """
    read = unmasked(name, closely=True)
    return {name_key(each) for each in (name, read, *masked(name))}


def name_problem(name: str) -> str | None:
    """Say why a tidied name will not do, or None when it will."""
    if not name:
        return NAME_MISSING
    key = name_key(name)
    problems = (
        (not SHORTEST_NAME <= len(name) <= LONGEST_NAME, NAME_LENGTH),
        (set(name) & set("@/\\"), NAME_ADDRESS),
        (not can_be_shown(name), NAME_CHARACTERS),
        (mixes_scripts(name), NAME_MIXED),
        (key.startswith(FORMER_NAME), NAME_RESERVED),
        (len(key) > LONGEST_KEY, NAME_LENGTH),
    )
    return next((words for is_so, words in problems if is_so), None)


def can_be_shown(name: str) -> bool:
    """Tell whether a name has letters or digits, and nothing that hides or turns."""
    categories = {
        unicodedata.category(letter) for letter in name if letter not in JOINERS
    }
    return not categories & UNSAFE_CATEGORIES and any(
        category[0] in "LN" for category in categories
    )


def small_email(text: str) -> str | None:
    """Return an e-mail address in small letters, or None if it is none."""
    return text.strip().lower() if "@" in text else None


def password_problem(password: str, *own_words: str) -> str | None:
    """Say why a password will not do, or None when it will.

    There is no rule of composition: length and not being obvious are what counts.
    `own_words` are the name and address of the account.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return PASSWORD_LENGTH
    plain = password.casefold()
    own = {word.casefold() for word in own_words if word}
    own |= {word.partition("@")[0] for word in own}
    if plain in own or is_obvious(plain):
        return PASSWORD_COMMON
    return None


def is_obvious(password: str) -> bool:
    """Tell whether a password is one everybody thinks of.

    `aaaaaaaa` and `abababab` repeat, `12345678` and `87654321` run, and `password1!`
    is a common word with something hung on.
    """
    if any(
        password == (password[:step] * len(password))[: len(password)]
        for step in (1, 2, 3)
    ):
        return True
    if any(password in run or password[::-1] in run for run in RUNS):
        return True
    word = password.rstrip("0123456789!?.*#$ ")
    return word in COMMON_WORDS or password in COMMON_WORDS


def destination(path: str | None) -> str | None:
    """Return where a sign-in may lead: a page of ours that is not itself a door."""
    safe = local_path(path)
    if safe is None or safe.startswith(
        (
            "/account/login",
            "/account/register",
            "/account/logout",
            "/account/verify",
            "/account/passkeys/",
            "/account/second-factor/",
        )
    ):
        return None
    return safe


def digest(text: str) -> bytes:
    """Return the hash under which a secret or a key is kept."""
    return sha256(text.encode()).digest()


def failure_keys(email: str, address: str | None) -> tuple[bytes, bytes]:
    """Return the keys that a failed sign-in counts for.

    The first is the account as tried from one place, so nobody locks another out from
    elsewhere; the second is the place, whatever accounts it tries.
    """
    place = place_of(address)
    return digest(f"sign-in\n{email}\n{place}"), digest(f"sign-in\n{place}")


def refusal_key(address: str | None) -> bytes:
    """Return the key that registrations with a known e-mail address count for."""
    return digest(f"register\n{place_of(address)}")


def code_key(email: str) -> bytes:
    """Return the key that wrong codes of an account count for, whatever the place."""
    return digest(f"code\n{email}")


def letter_key(address: str | None) -> bytes:
    """Return the key that letters asked for from a place count for."""
    return digest(f"letter\n{place_of(address)}")


def place_of(address: str | None) -> str:
    """Return the network that one household has: IPv6 hands it 2^64 addresses."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address):
        return str(ip_network(f"{known}/64", strict=False))
    return str(known)


def scopes_open_to(roles: Iterable[str]) -> Sequence[Scope]:
    """Return what a member of these roles may let a token do."""
    may_import = bool(IMPORTING_ROLES & set(roles))
    return [each for each in Scope if may_import or each is not Scope.IMPORTS_WRITE]


def expiry(life: str, *, at: datetime) -> datetime | None:
    """Return when a token of that life expires; None is never."""
    days = LIVES[life]
    return None if days is None else at + timedelta(days=days)
