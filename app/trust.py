"""The settings of trust and safety: what is held, how much a day, what is a wave.

`app/config.py` takes them up among the others.
"""

from collections.abc import Iterable
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode

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


class TrustSettings(BaseSettings):
    """What moderators may rely on."""

    search_limit: int = Field(
        120,
        ge=1,
        description="Searches a minute, suggestions among them, that one address may "
        "ask before it is answered 429. Without CACHE_URL each process counts.",
    )
    oembed_limit: int = Field(
        300, ge=1, description="The same for oEmbed, which other sites' programs ask."
    )
    export_limit: int = Field(
        60, ge=1, description="The same for the files of films' ledgers."
    )
    holds: Switch | None = Field(
        None,
        description="on or off: whether posts are held for a moderator by the rules "
        "of docs/moderation.md, and waves of ratings with them. By default on, but off "
        "in a database that `matinee demo load` filled.",
    )
    proof_of_work: bool = Field(
        True,
        description="Whether a newcomer's browser solves a small riddle before a post; "
        "only with MATINEE_HOLDS.",
    )
    newcomer_days: int = Field(
        3, ge=0, le=365, description="Days after which a member is no newcomer."
    )
    most_links: int = Field(
        2, ge=0, le=100, description="Links in a review that pass without a moderator."
    )
    shortest_seconds: int = Field(
        3, ge=0, le=60, description="Seconds within which no newcomer fills in a form."
    )
    blocked_words: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Words and phrases, parted by commas, for which a post is held.",
    )
    blocked_email_domains: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Domains of e-mail addresses, parted by commas, whose members' "
        "posts are held; their subdomains, too. Nobody registers with one, unless "
        "MATINEE_REFUSE_BLOCKED_EMAIL says otherwise.",
    )
    unconfirmed_days: int = Field(
        7,
        ge=0,
        le=365,
        description="Days after which a registration is deleted whose e-mail address "
        "nobody has confirmed; 0 keeps them. Only with MATINEE_CONFIRM_EMAIL.",
    )
    refuse_blocked_email: bool = Field(
        True,
        description="Whether nobody registers with an address at a blocked domain, or "
        "changes to one. If not, only their posts are held.",
    )
    blocked_addresses: Annotated[tuple[Network, ...], NoDecode] = Field(
        (),
        description="Addresses and networks, parted by commas, from which posts are "
        "held: 192.0.2.7, 2001:db8::/32.",
    )
    daily_posts_newcomer: int = Field(
        10, ge=1, description="Movies that a newcomer may rate in a day (UTC)."
    )
    daily_posts_member: int = Field(
        50, ge=1, description="Movies that a member may rate in a day."
    )
    daily_posts_super: int = Field(
        200, ge=1, description="Movies that a Super Reviewer may rate in a day."
    )
    daily_votes_newcomer: int = Field(
        20, ge=1, description="Helpful votes that a newcomer may give in a day (UTC)."
    )
    daily_votes_member: int = Field(
        200, ge=1, description="Helpful votes that a member may give in a day."
    )
    daily_votes_super: int = Field(
        500, ge=1, description="Helpful votes that a Super Reviewer may give in a day."
    )
    daily_reports_newcomer: int = Field(
        5,
        ge=1,
        description="Reports on reviews and profiles that a newcomer may send in a day "
        "(UTC).",
    )
    daily_reports_member: int = Field(
        20, ge=1, description="Reports that a member may send in a day."
    )
    daily_reports_super: int = Field(
        50, ge=1, description="Reports that a Super Reviewer may send in a day."
    )
    daily_quotes_newcomer: int = Field(
        5, ge=1, description="Quotes that a newcomer may offer in a day (UTC)."
    )
    daily_quotes_member: int = Field(
        20, ge=1, description="Quotes that a member may offer in a day."
    )
    daily_quotes_super: int = Field(
        50, ge=1, description="Quotes that a Super Reviewer may offer in a day."
    )
    bursts: bool = Field(
        True,
        description="Whether a sudden wave of ratings is held; only with "
        "MATINEE_HOLDS.",
    )
    burst_hours: int = Field(
        3, ge=1, le=24, description="Hours within which a wave comes."
    )
    burst_floor: int = Field(
        40, ge=5, description="Ratings beyond the expected that are never a wave."
    )
    burst_hold_hours: int = Field(
        72,
        ge=1,
        le=720,
        description="Hours after which a wave is counted if no moderator has decided.",
    )
    public_log: bool = Field(
        False,
        description="Whether /moderation-log shows everybody what moderators did, "
        "without names.",
    )

    @field_validator(
        "blocked_words", "blocked_email_domains", "blocked_addresses", mode="before"
    )
    @classmethod
    def split_list(cls, value: object) -> object:
        """Take a list apart at commas."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("blocked_email_domains")
    @classmethod
    def tidy_domains(cls, domains: tuple[str, ...]) -> tuple[str, ...]:
        """Write domains as they are compared."""
        return tuple(domain.casefold().lstrip("@.") for domain in domains)

    @field_validator("blocked_addresses", mode="before")
    @classmethod
    def read_networks(cls, value: object) -> object:
        """Read networks; an address with bits beyond its mask stands for its net."""
        if isinstance(value, str):
            value = cls.split_list(value)
        if isinstance(value, tuple | list):
            return tuple(ip_network(str(part), strict=False) for part in value)
        return value
