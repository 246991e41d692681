"""Where a reader may be sent: to a path of this site and nowhere else."""

import re
from urllib.parse import unquote

LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
LONGEST = 500


def local_path(path: str | None) -> str | None:
    r"""Return a path if it certainly leads to this site, else None.

    `//evil.example` and `/\evil.example` lead elsewhere in browsers, also when they
    are written with per cent signs and a proxy decodes them on the way.
    """
    if not path or len(path) > LONGEST:
        return None
    for form in (path, unquote(path), unquote(unquote(path))):
        if LOCAL.fullmatch(form.replace(" ", "+")) is None:
            return None
    return path
