"""What we sign with a time, and how old that may be by a clock that may be set back.

itsdangerous refuses what was signed later than now, and so everything that was signed
before the clock of the server was put right. Here a moment to come is as far away as
one that has passed: what may be an hour old may have been signed an hour from now.
"""

from datetime import datetime
from typing import Any

from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer


class EitherWaySigner(TimestampSigner):
    """Signs with the time, and counts an age by its distance from now."""

    def unsign(
        self,
        signed_value: str | bytes,
        max_age: int | None = None,
        return_timestamp: bool = False,
    ) -> Any:
        """Return what was signed; raises BadSignature for what is not, or too old."""
        value, made = super().unsign(signed_value, return_timestamp=True)
        if max_age is not None and self.distance(made) > max_age:
            raise SignatureExpired("signed too long ago", value, date_signed=made)
        return (value, made) if return_timestamp else value

    def distance(self, made: datetime) -> int:
        """Return the seconds between a moment and now."""
        return abs(self.get_timestamp() - int(made.timestamp()))


def timed(key: str, *, salt: str) -> URLSafeTimedSerializer:
    """Return what signs plain values for one purpose, with the time.

    >>> timed("key", salt="test").loads(timed("key", salt="test").dumps([1, 2]))
    [1, 2]
    """
    return URLSafeTimedSerializer(key, salt=salt, signer=EitherWaySigner)
