"""Every setting of a site, once, with its default and what it means.

A setting comes from the environment or from `instance/matinee.env`. Most names start
with MATINEE_; four are common ones that hosts set by themselves. They are read and
checked by `checking.py`.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from app.keys import kept_secret
from app.operating import OperatingSettings
from app.setting import setting
from app.trust import TrustSettings

ROOT = Path(__file__).resolve().parent.parent
SQLITE = "sqlite:///"
IN_FULL = ("/", ":memory:", "file:")
"""How the file of a SQLite database begins that needs no folder of ours."""

WIDGETS = (
    *("score", "critic-reviews", "audience-reviews"),
    *("quote", "critic", "badge"),
)


class Environment(StrEnum):
    """What the process is for."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class Registration(StrEnum):
    """Who may become a member."""

    OPEN = "open"
    INVITATION = "invitation"
    APPROVAL = "approval"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Settings(OperatingSettings, TrustSettings):
    """The settings of one site."""

    environment: Environment = setting(
        Environment.DEVELOPMENT,
        description="development, test or production. Production refuses weak keys, "
        "needs MATINEE_BASE_URL, and sends cookies over https alone.",
    )
    instance_path: Path = setting(
        ROOT / "instance",
        description="Folder for the database, the secret key, media and made files.",
    )
    database_url: str | None = setting(
        None,
        called="DATABASE_URL",
        description="Where the data is: sqlite:///… or postgresql://…; by default "
        "matinee.db in the instance folder, where a file without a folder of its own "
        "lies, too. Parameters of PostgreSQL may stand behind a question mark, and win "
        "over the site's own: sslmode, connect_timeout, tcp_user_timeout, "
        "keepalives_idle, …; see docs/operating.md.",
    )
    database_wait: float = setting(
        5.0,
        gt=0,
        le=60,
        description="Seconds that a write waits for its turn before the site "
        "answers 503 with Retry-After.",
    )
    database_pool_size: int = setting(
        8,
        ge=1,
        le=100,
        description="Connections kept open to PostgreSQL by a process; at need it has "
        "as many more as it has threads, and 10 at least.",
    )
    secret_key: str | None = setting(
        None,
        repr=False,
        description="Signs cookies and forms; 32 characters or more, from a random "
        "source. Outside production one is made and kept in the instance folder.",
    )
    password_salt: str | None = setting(
        None,
        repr=False,
        description="Peppers passwords; 32 characters or more. Changing it voids every "
        "password. Outside production one is made and kept in the instance folder.",
    )
    base_url: str | None = setting(
        None,
        pattern=r"^https?://[^/?#\s@]+$",
        description="The site's own address without a path, such as "
        "https://films.example.org; used in links that leave the site.",
    )
    site_name: str = setting(
        "Matinee", min_length=1, max_length=60, description="The name in the masthead."
    )
    picture_font: Path | None = setting(
        None,
        is_file=True,
        description="A font file (TTF, OTF or WOFF2) for letters that the site's own "
        "typeface lacks, such as Noto Sans CJK; used in the pictures that other sites "
        "show of a movie.",
    )
    host: str = setting(
        "127.0.0.1",
        called="HOST",
        description="Address that `matinee serve` listens on.",
    )
    port: int = setting(
        5000,
        ge=1,
        le=65535,
        called="PORT",
        description="Port that `matinee serve` listens on.",
    )
    workers: int = setting(
        1, ge=1, le=64, description="Web processes that `matinee serve` starts."
    )
    threads: int = setting(
        8, ge=1, le=256, description="Requests that one process works on at once."
    )
    job_workers: int = setting(
        1,
        ge=0,
        le=16,
        description="Jobs that are done at once (imports, mail, webhooks). `matinee "
        "serve` starts the worker; with 0 it does not, and `matinee work`, which then "
        "does one at a time, is yours to run.",
    )
    proxies: int = setting(
        0,
        ge=0,
        le=5,
        description="Reverse proxies in front whose X-Forwarded headers are believed.",
    )
    request_limit: int = setting(
        256 * 1024,
        ge=64 * 1024,
        description="Largest request body in bytes; a larger one is answered by 413.",
    )
    registration: Registration = setting(
        Registration.OPEN,
        description="Who may become a member: open (everybody), invitation (who has a "
        "link from a moderator), approval (whom a moderator lets in), or closed.",
    )
    confirm_email: bool = setting(
        False,
        description="Whether a new member must open a link sent to their e-mail "
        "address before they can sign in.",
    )
    mail_server: str | None = setting(
        None,
        repr=False,
        description="Who sends the site's mail: smtp://user:word@host:587 (encrypted "
        "where the server offers it) or smtps://user:word@host:465. Without one, mail "
        "is written to the console in development, and there is none in production.",
    )
    mail_sender: str | None = setting(
        None,
        max_length=255,
        description="Address that the site's mail comes from; by default matinee@ and "
        "the host of MATINEE_BASE_URL.",
    )
    session_idle_days: int = setting(
        14, ge=1, le=365, description="Days without a visit after which a sign-in ends."
    )
    session_days: int = setting(
        90, ge=1, le=730, description="Days after which a sign-in ends in any case."
    )
    sign_in_attempts: int = setting(
        10,
        ge=3,
        le=1000,
        description="Failed sign-ins for one account from one address in a quarter of "
        "an hour before the next ones must wait.",
    )
    token_writes: int = setting(
        120,
        ge=1,
        le=100_000,
        description="Writes that one personal token may do in a minute through the "
        "API before it is answered 429.",
    )
    super_reviewer_reviews: int = setting(
        20,
        ge=1,
        description="Reviews with text that make a Super Reviewer, with the "
        "next two, and no report upheld within a year.",
    )
    super_reviewer_helpful: int = setting(
        100, ge=0, description="Helpful votes that a Super Reviewer has had."
    )
    super_reviewer_days: int = setting(
        90, ge=0, description="Days that a Super Reviewer has been a member."
    )
    import_limit: int = setting(
        64 * 1024 * 1024,
        ge=64 * 1024,
        description="Largest file in bytes that an editor's program may send to be "
        "imported; packed by gzip it may hold four times as much.",
    )
    embed_sites: tuple[str, ...] = setting(
        (),
        description="Sites that may show our widgets, as origins parted by blanks; "
        "empty means every site.",
    )
    widgets: tuple[str, ...] = setting(
        WIDGETS,
        description="Widgets that this site offers, by name and parted by blanks: "
        "score, critic-reviews, audience-reviews, quote, critic, badge; or none.",
    )
    data_licence: str = setting(
        "No licence is given. Ask the people who run the site before you publish any "
        "of it; short quotes and figures are free as the law has it.",
        min_length=1,
        max_length=2000,
        description="What stands under Licence in the files that `matinee export "
        "public` writes.",
    )
    webhooks: bool = setting(
        False,
        description="Whether editors may let other programs be told of changes: the "
        "site then sends messages to addresses that they type.",
    )
    webhook_plain_http: bool = setting(
        False,
        description="Whether a webhook may be plain http to this machine itself; "
        "never so in production.",
    )
    webhook_private_addresses: bool = setting(
        False,
        description="Whether a webhook may lead into private networks, for sites whose "
        "receivers stand on their own; http is allowed there.",
    )
    webhook_days: int = setting(
        30, ge=1, le=365, description="Days that events and deliveries are kept."
    )

    @property
    def database_uri(self) -> str:
        """The address of the database with the driver that we use.

        It says the same to everybody who reads it: a file has its folder in it.
        """
        address = self.database_url or f"{SQLITE}matinee.db"
        for scheme in ("postgres://", "postgresql://"):
            if address.startswith(scheme):
                return f"postgresql+psycopg://{address.removeprefix(scheme)}"
        file = address.removeprefix(SQLITE)
        if file == address or file.startswith(IN_FULL):
            return address
        return f"{SQLITE}{self.instance_path.absolute() / file}"

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies are for https alone."""
        if self.base_url is not None:
            return self.base_url.startswith("https://")
        return self.environment is Environment.PRODUCTION

    @property
    def sends_mail(self) -> bool:
        """Whether a letter reaches anybody: else nobody is offered one."""
        in_production = self.environment is Environment.PRODUCTION
        return self.mail_server is not None or not in_production

    @property
    def mail_sender_address(self) -> str:
        """The address that the site's mail comes from."""
        host = urlsplit(self.base_url or "").hostname or "localhost"
        return self.mail_sender or f"matinee@{host}"

    @property
    def media_path(self) -> Path:
        """Folder of posters and photos."""
        return self.instance_path / "media"

    def secret(self, name: str) -> str:
        """Return `secret_key` or `password_salt`; outside production make one once."""
        given: str | None = getattr(self, name)
        return given or kept_secret(self.instance_path / name)
