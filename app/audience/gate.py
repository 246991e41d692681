"""What a post passes through: the site's rules from its settings, and how it came.

A newcomer's form carries the time it was made, a field that people do not see, and a
riddle for the browser; here they are made, and read again when the form is sent.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from app.audience import operations, queries
from app.audience.operations import Allowance, Gate
from app.audience.queries import holds as hold_queries
from app.audience.rules import proofs
from app.audience.rules.bursts import BurstRule
from app.audience.rules.holds import (
    Limits,
    ProofState,
    Sent,
    Sieve,
    TrustLevel,
)
from app.config import Settings
from app.core.clock import utcnow
from app.core.signing import timed
from app.trust import Switch

FORM_LIFE = timedelta(days=2)
Daily = Literal["posts", "votes", "reports", "quotes"]
"""What the settings limit a day, by how well the site knows who does it."""


@dataclass(frozen=True)
class Guard:
    """What a newcomer's form carries: when it was made, and a riddle or nothing."""

    made: str
    riddle: str


def guard_for(member_id: int) -> Guard | None:
    """Return what a member's form carries; nothing for who is no newcomer."""
    sieve = sieve_of_site()
    if not sieve.holds:
        return None
    at = utcnow()
    author = hold_queries.author_seen(member_id, at=at)
    if author.is_staff or sieve.level(author) is not TrustLevel.NEWCOMER:
        return None
    riddle = ""
    if sieve.proofs:
        number = secrets.randbelow(proofs.MOST)
        noise = secrets.token_hex(12)
        asked = proofs.riddle(
            key(), member=member_id, number=number, noise=noise, at=at
        )
        riddle = json.dumps(asked)
    return Guard(signer().dumps(member_id), riddle)


def gate_for_form(form: Mapping[str, str], member_id: int) -> Gate:
    """Return what a member's post passes through that came by the form.

    A proof of work that is right is used up here, in the transaction of the post.
    """
    sieve = sieve_of_site()
    sent = Sent(address=request.remote_addr or "")
    if sieve.holds:
        sent = Sent(
            address=sent.address,
            form_age=age_of(form.get("made", ""), member_id),
            trap_filled=bool(form.get("website")),
            proof=proof_in(form.get("altcha", ""), member_id),
        )
    return Gate(sieve, bursts_of_site(), sent)


def gate_for_program() -> Gate:
    """Return what a post passes through that a program sent with a token."""
    sent = Sent(address=request.remote_addr or "", by_form=False)
    return Gate(sieve_of_site(), bursts_of_site(), sent)


def gate_for_words() -> Gate:
    """Return what the words of a member pass through that are no review."""
    sent = Sent(address=request.remote_addr or "", by_form=False)
    return Gate(sieve_of_site(), None, sent, limited=False)


def gate_for_file(address: str) -> Gate:
    """Return what a file's posts pass through, sent from an address.

    A film's whole past comes in at once, so there is no limit of a day.
    """
    sent = Sent(address=address, by_form=False)
    return Gate(sieve_of_site(), bursts_of_site(), sent, limited=False)


def gate_for_ballot(address: str = "") -> Gate:
    """Return what a ballot passes through: its words, and where it came from.

    Its writer was in the room, so there is neither a limit nor a wave.
    """
    sent = Sent(address=address, by_form=False, by_code=True)
    return Gate(sieve_of_site(), None, sent, limited=False)


def sieve_of_site() -> Sieve:
    """Return the site's rules for posts."""
    site = settings()
    if site.holds is None:
        holds = not queries.holds_the_demo()
    else:
        holds = site.holds is Switch.ON
    return Sieve(
        holds=holds,
        proofs=site.proof_of_work,
        newcomer_days=site.newcomer_days,
        most_links=site.most_links,
        shortest_seconds=site.shortest_seconds,
        words=site.blocked_words,
        email_domains=site.blocked_email_domains,
        networks=site.blocked_addresses,
        limits=limits_of_site("posts"),
    )


def allowance_for(what: Daily) -> Allowance:
    """Return how much of something a day the site takes from whom."""
    return Allowance(sieve_of_site(), limits_of_site(what))


def limits_of_site(what: Daily) -> Limits:
    """Return what the settings say of something: `daily_posts_newcomer` and so on."""
    site = settings()
    return Limits(
        newcomer=getattr(site, f"daily_{what}_newcomer"),
        member=getattr(site, f"daily_{what}_member"),
        super_reviewer=getattr(site, f"daily_{what}_super"),
    )


def bursts_of_site() -> BurstRule:
    """Return the site's rule for waves of ratings."""
    site = settings()
    return BurstRule(
        active=site.bursts,
        hours=site.burst_hours,
        floor=site.burst_floor,
        hold_hours=site.burst_hold_hours,
    )


def age_of(made: str, member_id: int) -> timedelta | None:
    """Return how long ago a form was made for a member; None for a strange one."""
    if not made:
        return None
    try:
        whose, at = signer().loads(
            made, max_age=int(FORM_LIFE.total_seconds()), return_timestamp=True
        )
    except BadData:
        return None
    # By a clock that was set back meanwhile it is made in time to come.
    return abs(utcnow() - at) if whose == member_id else None


def proof_in(payload: str, member_id: int) -> ProofState:
    """Return what came of the riddle; a proof that is right is used up."""
    if not payload:
        return ProofState.MISSING
    proof = proofs.solved(key(), payload, member=member_id, at=utcnow())
    if proof is None or not operations.spend(proof):
        return ProofState.WRONG
    return ProofState.GOOD


def signer() -> URLSafeTimedSerializer:
    """Return what signs the time at which a form was made."""
    return timed(key(), salt="review-form")


def key() -> str:
    """Return the site's key."""
    return str(current_app.config["SECRET_KEY"])


def settings() -> Settings:
    """Return the site's settings."""
    site: Settings = current_app.config["SETTINGS"]
    return site
