"""What is signed with a time holds as long by a clock that is set back."""

import pytest
from itsdangerous import BadSignature, SignatureExpired

from app.core import signing
from app.core.signing import timed

HOUR = 3600


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test sets: `clock["now"] = 5`."""
    told = {"now": 1_800_000_000}
    monkeypatch.setattr(
        signing.EitherWaySigner, "get_timestamp", lambda signer: told["now"]
    )
    return told


@pytest.mark.parametrize("hours", [-1, 1])
def test_it_holds_for_its_time_either_way(clock, hours):
    signer = timed("key", salt="test")
    signed = signer.dumps({"whose": 7})
    clock["now"] += hours * HOUR

    assert signer.loads(signed, max_age=HOUR) == {"whose": 7}
    with pytest.raises(SignatureExpired):
        signer.loads(signed, max_age=HOUR - 1)


def test_it_tells_when_it_was_signed_and_trusts_no_other_key(clock):
    signed = timed("key", salt="test").dumps(7)

    whose, made = timed("key", salt="test").loads(signed, return_timestamp=True)

    assert (whose, int(made.timestamp())) == (7, clock["now"])
    with pytest.raises(BadSignature):
        timed("other", salt="test").loads(signed, max_age=HOUR)
