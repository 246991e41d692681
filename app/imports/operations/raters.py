"""Find the members who rated, a batch of them at a time; add them where that is wished.

An account that is added cannot be signed in to: it has no password.
"""

from collections.abc import Sequence
from datetime import datetime

from app.accounts import queries as account_queries
from app.accounts import rules as account_rules
from app.accounts.operations import NotAllowed, add_member
from app.core.db import db
from app.imports.models.marks import ImportedMember
from app.imports.rules.memory import MOST
from app.imports.rules.ratings import Rating
from app.imports.rules.reviews import hashed

NOBODY = "a member of this site; --make-members adds those who are not"
DOMAIN = "members.invalid"
SIXTY_BITS = (1 << 60) - 1

Who = tuple[str, str]
"""A name and an e-mail address, as a row has them."""


class Raters:
    """Knows members by address, then by name; without `run_id` it adds nobody.

    Who would be added has a number below nothing.
    """

    def __init__(self, *, make: bool, run_id: int | None, at: datetime) -> None:
        self.make = make
        self.run_id = run_id
        self.at = at
        self.known: dict[Who, int | str] = {}

    def members(self, ratings: Sequence[Rating]) -> list[int | str]:
        """Return the numbers of the members who rated, or why there is none."""
        if len(self.known) > MOST:
            self.known.clear()
        wanted = [(rating.member, rating.email) for rating in ratings]
        strange = [who for who in dict.fromkeys(wanted) if who not in self.known]
        addresses = {who: account_rules.small_email(who[1]) or "" for who in strange}
        keys = {who: account_rules.name_key(who[0]) for who in strange}
        by_email = account_queries.members_with_emails(set(addresses.values()) - {""})
        by_name = account_queries.members_named(set(keys.values()) - {""})
        for who in strange:
            number: int | str | None = by_email.get(addresses[who])
            if number is None:
                number = by_name.get(keys[who])
            if number is None:
                number = self.stranger(who, addresses[who])
                if isinstance(number, int):
                    by_name[keys[who]] = number
                    if addresses[who]:
                        by_email[addresses[who]] = number
            self.known[who] = number
        return [self.known[who] for who in wanted]

    def stranger(self, who: Who, address: str) -> int | str:
        """Add a member whom nobody knows, or say why there is none."""
        if not self.make:
            return NOBODY
        name = account_rules.tidy_name(who[0])
        problem = account_rules.name_problem(name) or account_queries.name_clash(name)
        if problem is not None:
            return problem
        key = account_rules.name_key(name)
        if self.run_id is None:
            return -1 - (hashed(key.encode()) & SIXTY_BITS)
        # One without an address gets one that no mail is ever delivered to.
        email = address or f"{account_rules.digest(key).hex()[:24]}@{DOMAIN}"
        try:
            user = add_member(email=email, name=who[0], password_hash=None, at=self.at)
        except NotAllowed as refusal:
            return str(refusal)
        user.confirmed_at = None
        db.session.add(ImportedMember(user_id=user.id, run_id=self.run_id))
        db.session.flush()
        return user.id
