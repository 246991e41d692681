"""Keeps the C library and the web server from holding memory for each thread.

glibc gives every thread that asks at the same moment an arena of its own, up to eight
for a processor, and each keeps what was freed in it. Our threads take turns anyway, so
that two arenas do: 6 MB less in each process. An operator who says MALLOC_ARENA_MAX is
believed, and where the C library is another one nothing happens.

granian has an allocator of its own, jemalloc, with as many arenas, and each thread
keeps what it has freed up to 32 KB besides: of answers, and of what they are made of.
One arena, and nothing kept by threads, are 5 MB less and take no longer. It hears of it
when granian is loaded, so `matinee serve` says it before; who serves the site by
granian's own command may say it in the environment.
"""

import ctypes
import os

ARENA_MAX = -8
"""What glibc's malloc.h calls M_ARENA_MAX."""
ARENAS = 2
OF_SERVER = {"_RJEM_MALLOC_CONF": "narenas:1,tcache:false"}
"""The environment of a web server that keeps little."""


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


def tell_server() -> None:
    """Let a server that is loaded afterwards keep little; an operator is believed."""
    for name, value in OF_SERVER.items():
        os.environ.setdefault(name, value)


share_arenas()
