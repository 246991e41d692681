"""What is held for a moderator, and how much a member may post in a day.

A post is held, never refused, when one of these rules speaks; each gives its reason in
words. A newcomer is a member who joined a few days ago, or of whom nothing was shown
yet: their first post is held, and the form must have come from this site, by hand and
with a proof of work. For everybody count links, blocked words, and where the member
comes from.

An example: Ada joined today. Her first review has three links, and her browser ran no
script. It is held for three reasons: first post, more than two links, no proof of work.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_address

from app.lookalikes import unmasked
from app.trust import domain_among

LINK = re.compile(r"https?://|www\.\w|\]\(\s*[^)\s]", re.IGNORECASE)


class HoldRule(StrEnum):
    """A rule by which a post is held."""

    FIRST_POST = "first_post"
    LINKS = "links"
    WORDS = "words"
    EMAIL = "email"
    ADDRESS = "address"
    TRAP = "trap"
    TOO_FAST = "too_fast"
    NO_FORM = "no_form"
    NO_PROOF = "no_proof"
    CHANGED = "changed"
    BURST = "burst"
    ASKED = "asked"
    REMOVED = "removed"


class TrustLevel(StrEnum):
    """How well the site knows a member."""

    NEWCOMER = "newcomer"
    MEMBER = "member"
    SUPER = "super"


class ProofState(StrEnum):
    """What came of the proof of work that a newcomer's form asks for."""

    GOOD = "good"
    MISSING = "missing"
    WRONG = "wrong"


@dataclass(frozen=True)
class Author:
    """What is known of who posts."""

    email: str = ""
    age: timedelta = timedelta(0)
    shown_posts: int = 0
    is_staff: bool = False
    is_super: bool = False


@dataclass(frozen=True)
class Sent:
    """How a post came: from where, and by which form.

    `form_age` is None when the form bore no mark of ours, `by_form` false when it came
    from a program with a token or from a file, `by_code` true when somebody at the
    door of a screening has handed its writer a code.
    """

    address: str = ""
    by_form: bool = True
    by_code: bool = False
    form_age: timedelta | None = None
    trap_filled: bool = False
    proof: ProofState = ProofState.MISSING


@dataclass(frozen=True)
class Limits:
    """How many movies a member of each level may rate in a day, or what else it is."""

    newcomer: int = 10
    member: int = 50
    super_reviewer: int = 200

    def of(self, level: TrustLevel) -> int:
        """Return the limit of a level."""
        return {
            TrustLevel.NEWCOMER: self.newcomer,
            TrustLevel.MEMBER: self.member,
            TrustLevel.SUPER: self.super_reviewer,
        }[level]


@dataclass(frozen=True)
class Sieve:
    """The rules of a site; without `holds` nothing is held, but limits stay."""

    holds: bool = True
    proofs: bool = True
    newcomer_days: int = 3
    most_links: int = 2
    shortest_seconds: int = 3
    words: Sequence[str] = ()
    email_domains: Sequence[str] = ()
    networks: Sequence[IPv4Network | IPv6Network] = ()
    limits: Limits = field(default_factory=Limits)

    def level(self, author: Author) -> TrustLevel:
        """Return how well the site knows an author."""
        if author.is_super:
            return TrustLevel.SUPER
        if author.is_staff:
            return TrustLevel.MEMBER
        is_young = author.age < timedelta(days=self.newcomer_days)
        if is_young or not author.shown_posts:
            return TrustLevel.NEWCOMER
        return TrustLevel.MEMBER

    def is_steady(self, author: Author, posts: int) -> bool:
        """Tell whether so many posts of a file change nothing in what is held of it.

        A first post is held until one is shown. So it matters whether the last post
        that is shown may be held on the way, each post being of another movie.
        """
        if author.is_staff or author.is_super or not author.shown_posts:
            return True
        return author.shown_posts > posts

    def reasons(
        self, text: str, author: Author, sent: Sent
    ) -> Sequence[tuple[HoldRule, str]]:
        """Return why a post is held, each rule once with its words; mostly nothing."""
        if not self.holds or author.is_staff:
            return []
        found = [*self.about_text(text), *self.about_author(author, sent)]
        if self.level(author) is TrustLevel.NEWCOMER and not sent.by_code:
            if not author.shown_posts:
                found.insert(0, (HoldRule.FIRST_POST, "First post of a new account"))
            if sent.by_form:
                found += self.about_form(sent)
        return found

    def about_text(self, text: str) -> Sequence[tuple[HoldRule, str]]:
        """Return what is to be looked at in a text."""
        found = []
        links = link_count(text)
        if links > self.most_links:
            found.append((HoldRule.LINKS, f"{links} links; {self.most_links} pass"))
        blocked = words_among(text, self.words)
        if blocked:
            found.append((HoldRule.WORDS, f"Blocked words: {', '.join(blocked)}"))
        return found

    def about_author(
        self, author: Author, sent: Sent
    ) -> Sequence[tuple[HoldRule, str]]:
        """Return what is to be looked at in where a member comes from."""
        found = []
        blocked = domain_among(author.email, self.email_domains)
        if blocked is not None:
            words = f"E-mail address at {blocked}, which is blocked"
            found.append((HoldRule.EMAIL, words))
        network = network_of(sent.address, self.networks)
        if network is not None:
            found.append((HoldRule.ADDRESS, f"Sent from {network}, which is blocked"))
        return found

    def about_form(self, sent: Sent) -> Sequence[tuple[HoldRule, str]]:
        """Return what is odd in how a newcomer's form was filled in."""
        found = []
        if sent.trap_filled:
            words = "A field was filled in that people do not see"
            found.append((HoldRule.TRAP, words))
        if sent.form_age is None:
            words = "The form was not made for this member, or is too old"
            found.append((HoldRule.NO_FORM, words))
        elif sent.form_age < timedelta(seconds=self.shortest_seconds):
            words = f"Sent within {self.shortest_seconds} seconds of seeing the form"
            found.append((HoldRule.TOO_FAST, words))
        if self.proofs and sent.proof is ProofState.MISSING:
            found.append((HoldRule.NO_PROOF, "No proof of work (no scripts)"))
        elif self.proofs and sent.proof is ProofState.WRONG:
            words = "A proof of work that is wrong, old or used before"
            found.append((HoldRule.NO_PROOF, words))
        return found


def link_count(text: str) -> int:
    """Count the links in a text; a named one, `[here](https://a.example)`, is one."""
    return len(LINK.findall(text))


def words_among(text: str, words: Sequence[str]) -> Sequence[str]:
    """Return which of some words stand in a text, in whatever letters and case.

    Greek and Cyrillic letters that read as Latin ones are taken for those, too.
    Words are told apart as people do: `ham` does not stand in `Hamlet`.
    """
    if not words:
        return []
    seen = readings(text)
    return [word for word in words if any(map(stands_in, seen, readings(word)))]


def stands_in(text: str, word: str) -> bool:
    """Tell whether a word stands in a text, both in plain letters."""
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def readings(text: str) -> tuple[str, str]:
    """Return a text in small, common letters: as it is, and as it can be read.

    Both are without marks that nobody sees.
    """
    seen = "".join(
        letter for letter in text if unicodedata.category(letter) not in {"Cf", "Mn"}
    )
    return plain(seen), plain(unmasked(seen))


def plain(text: str) -> str:
    """Return a text in small, common letters, with single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def network_of(
    address: str, networks: Sequence[IPv4Network | IPv6Network]
) -> IPv4Network | IPv6Network | None:
    """Return the first of the networks that an address lies in."""
    try:
        known = ip_address(address)
    except ValueError:
        return None
    return next((network for network in networks if known in network), None)


def seconds_to_midnight(at: datetime) -> int:
    """Return how long it is until the next day begins in UTC; at least a second."""
    tomorrow = at.replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow += timedelta(days=1)
    return max(1, -((at - tomorrow) // timedelta(seconds=1)))
