"""The edge of the world: tests reach this machine and nothing beyond it."""

import socket
from ipaddress import ip_address

LOCAL_NAMES = {"localhost", "", None}
connect = socket.socket.connect
look_up = socket.getaddrinfo


def shut() -> None:
    """Refuse every connection that would leave the machine."""
    socket.socket.connect = guarded_connect
    socket.getaddrinfo = guarded_look_up


def guarded_connect(self, address):
    """Connect to a socket of this machine."""
    if self.family != socket.AF_UNIX and not is_local(address[0]):
        raise RuntimeError(f"a test wanted to reach {address[0]}")
    return connect(self, address)


def guarded_look_up(host, *arguments, **options):
    """Look up a name of this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    if not is_local(name):
        raise RuntimeError(f"a test wanted to look up {name}")
    return look_up(host, *arguments, **options)


def is_local(host: str | None) -> bool:
    """Tell whether a host is this machine."""
    if host in LOCAL_NAMES:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
