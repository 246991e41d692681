"""Keeps the C library from holding memory for each thread.

glibc gives every thread that asks at the same moment an arena of its own, up to eight
for a processor, and each keeps what was freed in it. Our threads take turns anyway, so
that two arenas do: 6 MB less in each process. An operator who says MALLOC_ARENA_MAX is
believed, and where the C library is another one nothing happens.
"""

import ctypes
import os

ARENA_MAX = -8
"""What glibc's malloc.h calls M_ARENA_MAX."""
ARENAS = 2


def share_arenas() -> bool:
    """Let all threads share a few arenas; tell whether that could be said."""
    if "MALLOC_ARENA_MAX" in os.environ:
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        # musl and macOS have none; Windows has no library of this name.
        return False
    return bool(mallopt(ARENA_MAX, ARENAS))


share_arenas()
