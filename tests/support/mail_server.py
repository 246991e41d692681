"""A mail server on this machine: a real one, which answers as it is told."""

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

TAKEN = "250 Taken"


class AnyPort(Controller):
    """A server at whatever port is free."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class MailServer:
    """Keeps what it is given; `answers` come one after the other, then the last.

    An answer that begins with 5 or 4 refuses: at RCPT when it is marked with `to:`,
    else after the whole letter was sent.
    """

    def __init__(self, *answers: str, **options) -> None:
        self.answers = list(answers) or [TAKEN]
        self.letters = []
        self.users = []
        self.encrypted = []
        if options.pop("asks_password", False):
            options |= {
                "authenticator": self.know,
                "auth_required": True,
                "auth_require_tls": False,
            }
        self.controller = AnyPort(self, hostname="127.0.0.1", port=0, **options)
        self.controller.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.controller.port

    @property
    def address(self) -> str:
        """What stands in MATINEE_MAIL_SERVER."""
        return f"smtp://127.0.0.1:{self.port}"

    def know(self, server, session, envelope, mechanism, given):
        """Let one user in."""
        name, word = given.login.decode(), given.password.decode()
        self.users.append(name)
        return AuthResult(success=word == "tall hats & p@ss", handled=False)

    async def handle_RCPT(self, server, session, envelope, address, options):
        """Take or refuse a recipient."""
        if self.answers[0].startswith("to:"):
            return self.next_answer().removeprefix("to:")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        """Take or refuse a letter."""
        answer = self.next_answer()
        if answer.startswith("2"):
            self.encrypted.append(server.transport.get_extra_info("cipher") is not None)
            self.letters.append(envelope)
        return answer

    def next_answer(self) -> str:
        """Return what is said next."""
        first, *rest = self.answers
        self.answers = rest or [first]
        return first

    def close(self) -> None:
        """Stop listening, if it has not stopped yet."""
        if self.controller.server is not None:
            self.controller.stop()
