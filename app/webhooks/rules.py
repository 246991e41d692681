"""Pure rules of webhooks: signatures, when to try again, what a shown figure is."""

import base64
import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from app.scores import rules as score_rules
from app.scores.rules import AudienceTally, CriticTally, Policy

PREFIX = "whsec_"
SECRET_BYTES = 24
BOTH_SECRETS = timedelta(days=1)
PING = "ping"

MOST_ATTEMPTS = 10
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=24)
GROWTH = 4
JITTER = 0.2
CLAIM = timedelta(minutes=3)
FAILING_TOO_LONG = timedelta(days=4)


def new_secret(random_bytes: bytes) -> str:
    """Write a secret as Standard Webhooks does: whsec_ and base64."""
    return PREFIX + base64.b64encode(random_bytes).decode()


def signature(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """Sign a message: HMAC-SHA256 over its id, the moment of sending, and its body."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.{body}".encode()
    digest = hmac.new(key, signed, sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def headers(
    secrets: list[str], message_id: str, timestamp: int, body: str
) -> dict[str, str]:
    """Return the headers by which a receiver knows a message, and that it is ours."""
    signatures = (signature(secret, message_id, timestamp, body) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def pause_after(attempts: int, message_id: str) -> timedelta | None:
    """Return how long to wait after so many failed attempts; None is to give up.

    Worked example: half a minute, 2, 8, 32 minutes, 2 hours, 8 ½ hours, then a day
    each, together some four days. Each is up to a fifth shorter or longer, by the id
    of the message, so that a receiver that comes back is not met by all at once.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    plain: timedelta = min(FIRST_PAUSE * GROWTH ** (attempts - 1), LONGEST_PAUSE)
    digest = sha256(f"{message_id}.{attempts}".encode()).digest()
    share = int.from_bytes(digest[:4], "big") / 2**32
    return plain * (1 - JITTER + 2 * JITTER * share)


def is_hopeless(failing_since: datetime | None, at: datetime) -> bool:
    """Tell whether a webhook has failed for so long that it is switched off."""
    return failing_since is not None and at - failing_since >= FAILING_TOO_LONG


def figures(
    critics: CriticTally, audience: AudienceTally, policy: Policy, *, sealed: bool
) -> dict[str, Any]:
    """Return every figure that a movie's page shows of its scores."""
    critic = score_rules.critic_score(critics, policy)
    members = score_rules.audience_score(audience, policy)
    return {
        "critic_score": {
            **shown(critic),
            "average_grade": score_rules.average_grade(critics),
            "sealed": sealed,
        },
        "top_critic_score": shown(score_rules.top_critic_score(critics, policy)),
        "audience_score": {
            **shown(members),
            "average_stars": score_rules.average_stars(audience),
        },
        "verified_score": shown(score_rules.verified_score(audience, policy)),
    }


def shown(score: score_rules.Score) -> dict[str, Any]:
    """Return a score as a message tells it."""
    return {
        "approval": score.approval,
        "verdict": score.verdict,
        "positive": score.positive,
        "total": score.total,
    }
