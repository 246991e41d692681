"""Sending a message to an address that somebody typed, and nowhere else.

The name is looked up once; every address that it leads to must be a public one; the
connection goes to the address that was checked, so that a name which leads elsewhere a
moment later gains nothing. No redirect is followed, time and answer are bounded.
"""

import http.client
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlsplit

CONNECT_SECONDS = 5
READ_SECONDS = 10
WHOLE_SECONDS = 15
MOST_READ = 4096
MOST_KEPT = 500
LONGEST_URL = 500
FIRST_FREE_PORT = 1024
HTTPS = 443
OK = range(200, 300)
REDIRECT = range(300, 400)
# IPv6 addresses that hold an IPv4 address, which may be a private one.
TUNNELS = tuple(
    map(
        IPv6Network,
        (
            "::/96",
            "::ffff:0:0/96",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "2001::/32",
            "2002::/16",
        ),
    )
)
PUBLIC_NETWORKS = IPv6Network("2000::/3")
"""All that is given out to machines of the internet; Python calls more global."""

HERE = IPv6Address("::1")
LookUp = Callable[..., list[Any]]


class Refused(Exception):
    """An address that nothing is sent to; the message says why."""


@dataclass(frozen=True)
class Policy:
    """What an address may be: plain http to this machine, networks of one's own."""

    plain_http: bool = False
    private_addresses: bool = False


@dataclass(frozen=True)
class Answer:
    """What came of an attempt: a status, or what went wrong before there was one."""

    status: int | None
    milliseconds: int
    error: str | None = None
    excerpt: str = ""

    @property
    def is_delivered(self) -> bool:
        """Whether the receiver took the message."""
        return self.status is not None and self.status in OK


def checked(url: str, policy: Policy) -> SplitResult:
    """Take an address apart; raises Refused where none of its kind is ever asked."""
    if len(url) > LONGEST_URL or any(sign <= " " or sign == "\x7f" for sign in url):
        raise Refused("This is no web address.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused("This is no web address.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused("A webhook's address begins with https://.")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise Refused("The address may hold no name and no password.")
    if not parts.hostname.isascii():
        raise Refused("Write the name in its plain form, beginning with xn--.")
    if parts.fragment or "\\" in url:
        raise Refused("The address may hold neither # nor \\.")
    if parts.scheme == "http" and not (policy.plain_http or policy.private_addresses):
        raise Refused("A webhook's address begins with https://.")
    if port is not None and port < FIRST_FREE_PORT and port not in (HTTPS, 80):
        raise Refused("Below 1024 only the ports 80 and 443 are asked.")
    try:
        address = ip_address(parts.hostname)
    except ValueError:
        return parts
    check_address(address, parts.scheme, policy)
    return parts


def check_address(
    address: IPv4Address | IPv6Address, scheme: str, policy: Policy
) -> None:
    """Raise Refused unless a message may go to an address."""
    tunnelled = isinstance(address, IPv6Address) and any(
        address in network for network in TUNNELS
    )
    is_here = address.is_loopback and (not tunnelled or address == HERE)
    if policy.plain_http and is_here:
        return
    if policy.private_addresses and (is_here or address.is_private):
        if tunnelled and not is_here:
            raise Refused("It leads to an address inside another.")
        if address.is_link_local or address.is_unspecified:
            raise Refused("It leads to an address that no machine has.")
        return
    if scheme == "http":
        raise Refused("Plain http goes to addresses of one's own alone.")
    is_public = address.is_global and not address.is_multicast
    if isinstance(address, IPv6Address):
        is_public &= not tunnelled and address in PUBLIC_NETWORKS
    if not is_public:
        raise Refused("It leads to an address that is not public.")


def resolved(
    parts: SplitResult, policy: Policy, look_up: LookUp = socket.getaddrinfo
) -> tuple[str, int]:
    """Look a name up once and return the address and port to connect to.

    One address that may not be asked spoils the whole name.
    """
    port = parts.port or (HTTPS if parts.scheme == "https" else 80)
    try:
        found = look_up(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused("The name cannot be looked up.") from None
    addresses = [str(each[4][0]) for each in found]
    if not addresses:
        raise Refused("The name cannot be looked up.")
    for each in addresses:
        # A zone, as in fe80::1%eth0, belongs to local addresses alone.
        if "%" in each:
            raise Refused("It leads to an address that is not public.")
        check_address(ip_address(each), parts.scheme, policy)
    return addresses[0], port


class Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked, under the name that was typed."""

    def __init__(
        self, name: str, address: str, port: int, *, context: ssl.SSLContext | None
    ) -> None:
        super().__init__(name, port)
        self.address = address
        self.context = context
        self.is_over = False

    def connect(self) -> None:
        """Connect to the address; the certificate must be for the name.

        What ends the connection while it is being encrypted finds nothing to end.
        """
        self.sock = socket.create_connection((self.address, self.port), CONNECT_SECONDS)
        self.sock.settimeout(READ_SECONDS)
        if self.context is not None:
            self.sock = self.context.wrap_socket(self.sock, server_hostname=self.host)
        if self.is_over:
            raise TimeoutError

    def abort(self) -> None:
        """End the connection, whoever is waiting on it."""
        self.is_over = True
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                self.sock.close()


def send(
    url: str,
    body: str,
    headers: Mapping[str, str],
    policy: Policy,
    *,
    look_up: LookUp = socket.getaddrinfo,
    whole_seconds: float = WHOLE_SECONDS,
) -> Answer:
    """Post a message and say what came of it; never raises for what others do."""
    start = monotonic()
    status: int | None = None
    excerpt = ""
    try:
        parts = checked(url, policy)
        address, port = resolved(parts, policy, look_up)
        status, excerpt = exchange(
            parts, (address, port), body, headers, whole_seconds=whole_seconds
        )
        error = complaint(status)
    except (Refused, OSError, http.client.HTTPException, ValueError) as problem:
        is_late = monotonic() - start >= whole_seconds
        error = "No answer came in time." if is_late else explained(problem)
    return Answer(status, round((monotonic() - start) * 1000), error, excerpt)


def exchange(
    parts: SplitResult,
    where: tuple[str, int],
    body: str,
    headers: Mapping[str, str],
    *,
    whole_seconds: float,
) -> tuple[int, str]:
    """Post to an address that was checked; return status and beginning of the answer.

    However slowly the receiver speaks, all is over after `whole_seconds`.
    """
    context = ssl.create_default_context() if parts.scheme == "https" else None
    connection = Pinned(parts.hostname or "", *where, context=context)
    late = Timer(whole_seconds, connection.abort)
    late.daemon = True
    late.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        told = {**headers, "Host": parts.netloc, "Connection": "close"}
        connection.request("POST", quoted(path), body.encode(), told)
        response = connection.getresponse()
        try:
            answer = response.read(MOST_READ)
        except (OSError, http.client.HTTPException):
            # The status came, and it alone decides.
            answer = b""
        return response.status, readable(answer)
    finally:
        late.cancel()
        connection.close()


def complaint(status: int) -> str | None:
    """Say what is wrong with a status; None if it is that of a message taken."""
    if status in OK:
        return None
    if status in REDIRECT:
        return f"The receiver answered {status}; redirects are not followed."
    return f"The receiver answered {status}."


def explained(problem: Exception) -> str:
    """Say in words what kept a message from being answered."""
    if isinstance(problem, Refused):
        return str(problem)
    if isinstance(problem, ssl.SSLCertVerificationError):
        return f"The certificate is not accepted: {problem.verify_message}."
    if isinstance(problem, TimeoutError):
        return "No answer came in time."
    reason = getattr(problem, "strerror", None) or type(problem).__name__
    return f"The connection failed: {reason}."


def quoted(path: str) -> str:
    """Return a path in ASCII, as a request line wants it."""
    return "".join(
        sign if sign.isascii() else "".join(f"%{byte:02X}" for byte in sign.encode())
        for sign in path
    )


def readable(answer: bytes) -> str:
    """Return the beginning of an answer as text that can be shown and stored."""
    text = answer[:MOST_KEPT].decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()
