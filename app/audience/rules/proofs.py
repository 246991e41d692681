"""Proof of work as altcha has it: a small riddle that costs a browser a second.

The site takes a random number below `most` and tells the hash of salt and number; the
browser tries numbers until the hash is the same. The riddle is signed with the site's
key and says for whom it is and until when, so nothing of it needs to be kept but the
mark of those that were used.

The protocol is altcha's (SHA-256): `challenge = sha256(salt + number)`, the salt ends
in `?expires=…&member=…&`, `signature = hmac_sha256(key, challenge)`, and the answer is
JSON in base64 with algorithm, challenge, number, salt and signature.
"""

import binascii
import hmac
import json
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs

ALGORITHM = "SHA-256"
MOST = 60_000
LIFE = timedelta(hours=2)
WORDS = ("algorithm", "challenge", "salt", "signature")
LONGEST_PAYLOAD = 2000


@dataclass(frozen=True)
class SolvedProof:
    """A proof that is right; its digest is kept until it expires."""

    digest: bytes
    expires_at: datetime


def riddle(
    key: str, *, member: int, number: int, noise: str, at: datetime
) -> dict[str, Any]:
    """Return a riddle for a member whose answer is `number`; `noise` is random."""
    expires = int((at + LIFE).timestamp())
    salt = f"{noise}?expires={expires}&member={member}&"
    challenge = sha256(f"{salt}{number}".encode()).hexdigest()
    return {
        "algorithm": ALGORITHM,
        "challenge": challenge,
        "maxnumber": MOST,
        "salt": salt,
        "signature": signature(key, challenge),
    }


def solved(key: str, payload: str, *, member: int, at: datetime) -> SolvedProof | None:
    """Return the proof in an answer, or None where it is wrong, old or another's."""
    answer = read(payload)
    if answer is None or answer["algorithm"] != ALGORITHM:
        return None
    salt, challenge = answer["salt"], answer["challenge"]
    right = sha256(f"{salt}{answer['number']}".encode()).hexdigest()
    if not hmac.compare_digest(right.encode(), challenge.encode()):
        return None
    own = signature(key, challenge)
    if not hmac.compare_digest(own.encode(), answer["signature"].encode()):
        return None
    # Signed by us, so it is as we wrote it.
    told = parse_qs(salt.partition("?")[2])
    expires_at = datetime.fromtimestamp(int(told["expires"][0]), UTC)
    if told["member"][0] != str(member) or expires_at <= at:
        return None
    return SolvedProof(sha256(challenge.encode()).digest(), expires_at)


def read(payload: str) -> dict[str, Any] | None:
    """Take an answer apart; None for what is none."""
    if len(payload) > LONGEST_PAYLOAD:
        return None
    try:
        answer = json.loads(b64decode(payload, validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return None
    if not isinstance(answer, dict) or type(answer.get("number")) is not int:
        return None
    words = [answer.get(name) for name in WORDS]
    # ASCII, because a lone surrogate is no text and could not be hashed.
    is_whole = all(isinstance(word, str) and word.isascii() for word in words)
    return answer if is_whole else None


def signature(key: str, challenge: str) -> str:
    """Sign a challenge with the site's key."""
    secret = f"proof of work\n{key}".encode()
    return hmac.new(secret, challenge.encode(), sha256).hexdigest()
