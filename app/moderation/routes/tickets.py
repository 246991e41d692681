"""Signed links by which somebody who is shut out reaches their appeal."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.core.signing import timed

TICKET_SECONDS = 24 * 3600


def ticket_for(action_id: int, member_id: int) -> str:
    """Return a link's ticket; only who knew the password is ever given one."""
    signed = signer().dumps([action_id, member_id])
    return signed if isinstance(signed, str) else signed.decode()


def read_ticket(ticket: str) -> tuple[int, int] | None:
    """Return the action and the member of a ticket; None for none, or an old one."""
    try:
        action_id, member_id = signer().loads(ticket, max_age=TICKET_SECONDS)
    except BadSignature:
        return None
    return int(action_id), int(member_id)


def signer() -> URLSafeTimedSerializer:
    """Return what signs tickets."""
    return timed(current_app.config["SECRET_KEY"], salt="appeal-from-outside")
