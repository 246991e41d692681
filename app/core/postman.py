"""Postmen: who carries a letter out of the house.

The site's mail server by SMTP; in development the console; in tests a list.
"""

import smtplib
import ssl
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import unquote, urlsplit

from app.config import Environment, Settings

PATIENCE = 20.0
FIRST_FINAL = 500
PORTS = {"smtp": 25, "smtps": 465}


class NotSent(Exception):
    """A letter did not leave; `final` when trying again cannot help."""

    def __init__(self, reason: str, *, final: bool) -> None:
        super().__init__(reason)
        self.final = final


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
            with self.connected() as connection:
                connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise NotSent(said(code, words), final=code >= FIRST_FINAL) from error
        except smtplib.SMTPAuthenticationError as error:
            # The setting is wrong, not the letter: it goes once that is put right.
            raise NotSent(said(error.smtp_code, error.smtp_error), final=False) from (
                error
            )
        except smtplib.SMTPResponseException as error:
            final = error.smtp_code >= FIRST_FINAL
            raise NotSent(said(error.smtp_code, error.smtp_error), final=final) from (
                error
            )
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(str(error) or type(error).__name__, final=False) from error

    def connected(self) -> smtplib.SMTP:
        """Return a connection to the server, encrypted and signed in as it is set."""
        safe = ssl.create_default_context()
        connection: smtplib.SMTP
        if self.encrypted:
            connection = smtplib.SMTP_SSL(
                self.host, self.port, timeout=PATIENCE, context=safe
            )
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
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


def said(code: int, words: bytes | str) -> str:
    """Return what a server said, on one line."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"[:300]
