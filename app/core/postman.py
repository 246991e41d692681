"""Postmen: who carries a letter out of the house.

The site's mail server by SMTP; in development the console; in tests a list.
"""

import smtplib
import socket
import ssl
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from ipaddress import ip_address
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from app.config import Environment, Settings

PATIENCE = 20.0
WHOLE_PATIENCE = 80.0
MOST_SAID = 256 * 1024
FAILURES = (smtplib.SMTPException, OSError, ValueError)
FIRST_FINAL = 500
PORTS = {"smtp": 25, "smtps": 465}


class NotSent(Exception):
    """A letter did not leave; `final` when trying again cannot help.

    `away` when there is nobody who takes any letter now.
    """

    def __init__(self, reason: str, *, final: bool, away: bool = False) -> None:
        super().__init__(reason)
        self.final = final
        self.away = away


class Postman(Protocol):
    """Who takes a letter along."""

    def carry(self, message: EmailMessage) -> None:
        """Take a message to its recipient; raise NotSent when it stays here."""


@dataclass(frozen=True)
class Server:
    """The site's mail server, from an address such as smtps://user:word@host:465.

    By smtp:// the connection is encrypted where the server offers it, and a password
    is never sent to another machine without. By smtps:// it is encrypted from the
    first byte.
    """

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    encrypted: bool = False

    @classmethod
    def of(cls, address: str) -> "Server":
        """Read the address of a server."""
        parts = urlsplit(address)
        return cls(
            host=parts.hostname or "",
            port=parts.port or PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            encrypted=parts.scheme == "smtps",
        )

    def carry(self, message: EmailMessage) -> None:
        """Hand a message to the server; raise NotSent when it does not take it."""
        try:
            connection = self.connected()
        except FAILURES as error:
            # The server or the setting is wrong, not the letter: it goes once that is
            # put right.
            raise NotSent(explained(error), final=False, away=True) from error
        try:
            connection.send_message(message)
        except FAILURES as error:
            away = isinstance(error, (smtplib.SMTPServerDisconnected, OSError))
            raise NotSent(explained(error), final=is_final(error), away=away) from error
        finally:
            # What was taken is taken, whatever is said for goodbye.
            with suppress(*FAILURES):
                connection.quit()
            connection.close()

    def connected(self) -> smtplib.SMTP:
        """Return a connection to the server, encrypted and signed in as it is set."""
        safe = ssl.create_default_context()
        connection: smtplib.SMTP
        if self.encrypted:
            connection = EncryptedLine(
                self.host, self.port, timeout=PATIENCE, context=safe
            )
        else:
            connection = Line(self.host, self.port, timeout=PATIENCE)
        try:
            connection.ehlo()
            if not self.encrypted and not self.is_here:
                if connection.has_extn("starttls"):
                    connection.starttls(context=safe)
                    connection.ehlo()
                elif self.user:
                    raise smtplib.SMTPException(
                        "the server offers no encryption, so no password is sent to it"
                    )
            if self.user:
                connection.login(self.user, self.password)
        except BaseException:
            with suppress(OSError):
                connection.close()
            raise
        return connection

    @property
    def is_here(self) -> bool:
        """Whether the server is this machine itself, where nobody listens in."""
        with suppress(ValueError):
            return ip_address(self.host).is_loopback
        return self.host == "localhost"


class Bounded:
    """What a server says, as long as there is patience; more is a broken connection."""

    def __init__(self, connection: socket.socket, last: float) -> None:
        self.connection = connection
        self.file = connection.makefile("rb")
        self.last = last
        self.left = MOST_SAID

    def readline(self, most: int) -> bytes:
        """Return a line, however slowly it comes."""
        line = b""
        while len(line) < most and not line.endswith(b"\n"):
            wait = min(PATIENCE, self.last - time.monotonic())
            if wait <= 0 or not self.left:
                raise TimeoutError("the server takes too long, or says too much")
            self.connection.settimeout(wait)
            byte = self.file.read1(1)
            if not byte:
                break
            line += byte
            self.left -= 1
        self.connection.settimeout(PATIENCE)
        return line

    def close(self) -> None:
        """Listen no more."""
        self.file.close()


class Line(smtplib.SMTP):
    """A connection to a mail server that ends, whatever is said and how slowly."""

    def __init__(self, host: str, port: int, **options: Any) -> None:
        self.last = time.monotonic() + WHOLE_PATIENCE
        super().__init__(host, port, **options)

    def getreply(self) -> tuple[int, bytes]:
        """Return what the server answers."""
        if self.file is None and self.sock is not None:
            self.file = Bounded(self.sock, self.last)
        return super().getreply()


class EncryptedLine(Line, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


class Console:
    """Development: a letter is written where the site was started."""

    def carry(self, message: EmailMessage) -> None:
        """Write a message to standard error, as it would be read."""
        head = f"To: {message['To']}\nSubject: {message['Subject']}"
        rule = "-" * 60
        sys.stderr.write(f"{rule}\n{head}\n\n{message.get_content()}{rule}\n")
        sys.stderr.flush()


@dataclass
class Pigeonhole:
    """Tests: letters are kept, to be read."""

    letters: list[EmailMessage] = field(default_factory=list)

    def carry(self, message: EmailMessage) -> None:
        """Keep a message."""
        self.letters.append(message)


def postman_of(settings: Settings) -> Postman:
    """Return who carries this site's letters."""
    if settings.environment is Environment.TEST:
        return Pigeonhole()
    if settings.mail_server is not None:
        return Server.of(settings.mail_server)
    return Console()


def is_final(error: Exception) -> bool:
    """Tell whether a server takes a letter neither now nor later."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return bool(next(iter(error.recipients.values()))[0] >= FIRST_FINAL)
    # By whom it may be sent is set, and can be set right.
    if isinstance(error, smtplib.SMTPSenderRefused):
        return False
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= FIRST_FINAL
    return False


def explained(error: Exception) -> str:
    """Return why a letter stays here, on one line and without a secret."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return said(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPResponseException):
        return said(error.smtp_code, error.smtp_error)
    if isinstance(error, UnicodeError):
        # Its own words may hold the password.
        return "the name, the password or the address is not in plain letters"
    return str(error) or type(error).__name__


def said(code: int, words: bytes | str) -> str:
    """Return what a server said, on one line."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"[:300]
