"""The settings of trust and safety: what is held, how much a day, what is a wave.

`app/config.py` takes them up among the others.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network

from app.setting import setting

Network = IPv4Network | IPv6Network


def domain_among(email: str, domains: Iterable[str]) -> str | None:
    """Return which of the domains an address lies in; their subdomains count, too."""
    own = email.rpartition("@")[2].casefold()
    return next(
        (each for each in domains if own == each or own.endswith(f".{each}")), None
    )


class Switch(StrEnum):
    """On or off, where the default depends on something else."""

    ON = "on"
    OFF = "off"


@dataclass(frozen=True, kw_only=True)
class TrustSettings:
    """What moderators may rely on."""

    search_limit: int = setting(
        120,
        ge=1,
        description="Searches a minute, suggestions among them, that one address may "
        "ask before it is answered 429. Without CACHE_URL each process counts.",
    )
    oembed_limit: int = setting(
        300, ge=1, description="The same for oEmbed, which other sites' programs ask."
    )
    export_limit: int = setting(
        60, ge=1, description="The same for the files of films' ledgers."
    )
    holds: Switch | None = setting(
        None,
        description="on or off: whether posts are held for a moderator by the rules "
        "of docs/moderation.md, and waves of ratings with them. By default on, but off "
        "in a database that `matinee demo load` filled.",
    )
    proof_of_work: bool = setting(
        True,
        description="Whether a newcomer's browser solves a small riddle before a post; "
        "only with MATINEE_HOLDS.",
    )
    newcomer_days: int = setting(
        3, ge=0, le=365, description="Days after which a member is no newcomer."
    )
    most_links: int = setting(
        2, ge=0, le=100, description="Links in a review that pass without a moderator."
    )
    shortest_seconds: int = setting(
        3, ge=0, le=60, description="Seconds within which no newcomer fills in a form."
    )
    blocked_words: tuple[str, ...] = setting(
        (),
        description="Words and phrases, parted by commas, for which a post is held.",
    )
    blocked_email_domains: tuple[str, ...] = setting(
        (),
        description="Domains of e-mail addresses, parted by commas, whose members' "
        "posts are held; their subdomains, too. Nobody registers with one, unless "
        "MATINEE_REFUSE_BLOCKED_EMAIL says otherwise.",
    )
    unconfirmed_days: int = setting(
        7,
        ge=0,
        le=365,
        description="Days after which a registration is deleted whose e-mail address "
        "nobody has confirmed; 0 keeps them. Only with MATINEE_CONFIRM_EMAIL.",
    )
    refuse_blocked_email: bool = setting(
        True,
        description="Whether nobody registers with an address at a blocked domain, or "
        "changes to one. If not, only their posts are held.",
    )
    blocked_addresses: tuple[Network, ...] = setting(
        (),
        description="Addresses and networks, parted by commas, from which posts are "
        "held: 192.0.2.7, 2001:db8::/32.",
    )
    daily_posts_newcomer: int = setting(
        10, ge=1, description="Movies that a newcomer may rate in a day (UTC)."
    )
    daily_posts_member: int = setting(
        50, ge=1, description="Movies that a member may rate in a day."
    )
    daily_posts_super: int = setting(
        200, ge=1, description="Movies that a Super Reviewer may rate in a day."
    )
    daily_votes_newcomer: int = setting(
        20, ge=1, description="Helpful votes that a newcomer may give in a day (UTC)."
    )
    daily_votes_member: int = setting(
        200, ge=1, description="Helpful votes that a member may give in a day."
    )
    daily_votes_super: int = setting(
        500, ge=1, description="Helpful votes that a Super Reviewer may give in a day."
    )
    daily_reports_newcomer: int = setting(
        5,
        ge=1,
        description="Reports on reviews and profiles that a newcomer may send in a day "
        "(UTC).",
    )
    daily_reports_member: int = setting(
        20, ge=1, description="Reports that a member may send in a day."
    )
    daily_reports_super: int = setting(
        50, ge=1, description="Reports that a Super Reviewer may send in a day."
    )
    daily_quotes_newcomer: int = setting(
        5, ge=1, description="Quotes that a newcomer may offer in a day (UTC)."
    )
    daily_quotes_member: int = setting(
        20, ge=1, description="Quotes that a member may offer in a day."
    )
    daily_quotes_super: int = setting(
        50, ge=1, description="Quotes that a Super Reviewer may offer in a day."
    )
    bursts: bool = setting(
        True,
        description="Whether a sudden wave of ratings is held; only with "
        "MATINEE_HOLDS.",
    )
    burst_hours: int = setting(
        3, ge=1, le=24, description="Hours within which a wave comes."
    )
    burst_floor: int = setting(
        40, ge=5, description="Ratings beyond the expected that are never a wave."
    )
    burst_hold_hours: int = setting(
        72,
        ge=1,
        le=720,
        description="Hours after which a wave is counted if no moderator has decided.",
    )
    public_log: bool = setting(
        False,
        description="Whether /moderation-log shows everybody what moderators did, "
        "without names.",
    )
