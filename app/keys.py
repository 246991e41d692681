"""The secrets of a site: what is too weak, and one that is made and kept."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

SHORTEST_SECRET = 32
SAMPLE_SECRETS = ("change", "secret", "example", "sample", "password", "xxxx", "1234")


def weakness(secret: str | None) -> str | None:
    """Say what is wrong with a secret, or None when nothing is."""
    if not secret:
        return "is needed in production"
    if len(secret) < SHORTEST_SECRET:
        return f"is shorter than {SHORTEST_SECRET} characters"
    if len(set(secret)) < 10:  # noqa: PLR2004  a random key of 32 has far more
        return "repeats too few different characters"
    if any(word in secret.lower() for word in SAMPLE_SECRETS):
        return "looks like a sample; take one from a random source"
    return None


def kept_secret(path: Path) -> str:
    """Read a secret from a file that only we may read; make it when there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        # A link fails where another process was first, and is never half written.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
