"""Reads the settings from the environment and a file, and checks them.

pydantic does it, by what `config.py` says of each setting and by what stands here. It
takes 10 MB of memory, so a web process lets another one do it: see `apart.py`.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import Field as Written
from dataclasses import fields
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self, get_origin

from dotenv import dotenv_values
from email_validator import validate_email
from pydantic import (
    AliasChoices,
    Field,
    FilePath,
    ValidationError,
    create_model,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.config import ROOT, WIDGETS, Environment, Settings
from app.keys import weakness
from app.setting import SettingsRefused, variable

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

PREFIX = "MATINEE_"
ENV_FILE = "MATINEE_ENV_FILE"
FILE = Path(os.environ.get(ENV_FILE, ROOT / "instance" / "matinee.env"))
NONE = "none"
MAIL_SERVER = re.compile(
    r"smtps?://([^\s/@]+@)?(\[[0-9a-f:]+\]|[\w.-]+)(:[0-9]{1,5})?/?"
)
ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9.-]+(:[0-9]{1,5})?", re.IGNORECASE)
STORE = re.compile(r"(redis|rediss|valkey|valkeys|unix)://\S+")


DATABASES = {"sqlite", "postgres", "postgresql"}
WORDS = {
    "bool_parsing": "it is neither true nor false",
    "float_parsing": "it is no number",
    "int_parsing": "it is no whole number",
    "string_pattern_mismatch": "it is not of the form that is wanted",
}
"""What pydantic says for programmers, by its name for it; the rest is plain enough."""


def read(**given: Any) -> Settings:
    """Return the settings, some of them as they are given; raise SettingsRefused."""
    file = os.environ.get(ENV_FILE)
    if file and (not Path(file).exists() or Path(file).is_dir()):
        # Passed over, it would leave a site in development, with a database of its own.
        raise SettingsRefused(f"{ENV_FILE} is refused: there is no file {file}.")
    try:
        return Checked(**given).plain()
    except ValidationError as error:
        refusals = error.errors(include_url=False, include_input=False)
        # Its own text is for programmers, and longer.
        raise SettingsRefused("\n".join(map(said, refusals))) from None


def said(refusal: "ErrorDetails") -> str:
    """Return what is wrong with a setting, and what it means; never its value."""
    told = refusal["msg"].removeprefix("Value error, ")
    words = WORDS.get(refusal["type"]) or told.removesuffix(".")
    names = set(map(str, refusal["loc"]))
    for written in fields(Settings):
        if names & {written.name, written.metadata["called"]}:
            means = written.metadata["description"]
            return f"{variable(written)} is refused: {words}. It means: {means}"
    # What is wrong with several of them names them itself.
    return told


def checked(written: Written[Any]) -> Any:
    """Return a setting as pydantic has it, with its type."""
    said = written.metadata
    kind: Any = FilePath | None if said["is_file"] else written.type
    if get_origin(kind) is tuple:
        # Lists are taken apart below, and not read as JSON.
        kind = Annotated[kind, NoDecode]
    called = said["called"]
    alias = AliasChoices(called, written.name) if called else None
    return kind, Field(written.default, validation_alias=alias, **said["bounds"])


def unknown() -> list[str]:
    """Return what the environment or the file names like a setting, and is none."""
    named = {*os.environ, *(dotenv_values(FILE) if FILE.is_file() else ())}
    known = {ENV_FILE, *map(variable, fields(Settings))}
    return sorted(
        name
        for name in named
        if name.upper().startswith(PREFIX) and name.upper() not in known
    )


WRITTEN: dict[str, Any] = {each.name: checked(each) for each in fields(Settings)}
Values: Any = create_model("Values", __base__=BaseSettings, **WRITTEN)


class Checked(Values):
    """The settings while they are read."""

    model_config = SettingsConfigDict(
        title="Settings",
        env_prefix=PREFIX,
        env_file=FILE,
        extra="ignore",
        frozen=True,
        # A refusal may stand in a log, and what is refused may hold a password.
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    def plain(self) -> Settings:
        """Return their values."""
        return Settings(**vars(self))

    @model_validator(mode="before")
    @classmethod
    def split_sites(cls, values: Mapping[str, object]) -> Mapping[str, object]:
        """Take the lists of sites and widgets apart at blanks."""
        parted = {
            name: tuple(listed.split())
            for name in ("embed_sites", "widgets")
            if isinstance(listed := values.get(name), str)
        }
        return {**values, **parted}

    @field_validator("embed_sites")
    @classmethod
    def refuse_what_is_no_site(cls, sites: tuple[str, ...]) -> tuple[str, ...]:
        """Raise ValueError for what would not be an origin in a header."""
        for site in sites:
            if not ORIGIN.fullmatch(site):
                raise ValueError(
                    f"{site!r} is no origin; one is such as https://www.example.org"
                )
        return sites

    @field_validator("widgets")
    @classmethod
    def refuse_unknown_widgets(cls, widgets: tuple[str, ...]) -> tuple[str, ...]:
        """Raise ValueError for a widget that there is not."""
        if widgets == (NONE,):
            return ()
        for widget in widgets:
            if widget not in WIDGETS:
                known = ", ".join(WIDGETS)
                raise ValueError(f"{widget!r} is no widget; there are {known}")
        return widgets

    @field_validator("database_url")
    @classmethod
    def refuse_what_is_no_database(cls, address: str | None) -> str | None:
        """Raise ValueError for a database that this site does not speak to."""
        try:
            known = not address or make_url(address).get_backend_name() in DATABASES
        except (ArgumentError, ValueError):
            known = False
        if not known:
            raise ValueError("a database is such as postgresql://user:word@host/films")
        return address

    @field_validator("mail_server")
    @classmethod
    def refuse_what_is_no_mail_server(cls, address: str | None) -> str | None:
        """Raise ValueError for an address that mail cannot be handed to."""
        if address is not None and not MAIL_SERVER.fullmatch(address):
            raise ValueError("a mail server is such as smtps://user:word@host:465")
        return address

    @field_validator("mail_sender")
    @classmethod
    def refuse_what_is_no_sender(cls, sender: str | None) -> str | None:
        """Raise ValueError for what is no e-mail address."""
        if sender is not None:
            validate_email(sender, check_deliverability=False, test_environment=True)
        return sender

    @field_validator("cache_url")
    @classmethod
    def refuse_what_is_no_store(cls, address: str | None) -> str | None:
        """Raise ValueError for what is no address of Valkey or Redis."""
        if not address:
            return None
        if not STORE.fullmatch(address):
            raise ValueError("a store is such as redis://127.0.0.1:6379/0")
        return address.replace("valkey", "redis", 1) if address[0] == "v" else address

    @field_validator(
        "blocked_words", "blocked_email_domains", "blocked_addresses", mode="before"
    )
    @classmethod
    def split_list(cls, value: object) -> object:
        """Take a list apart at commas."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("blocked_email_domains")
    @classmethod
    def tidy_domains(cls, domains: tuple[str, ...]) -> tuple[str, ...]:
        """Write domains as they are compared."""
        return tuple(domain.casefold().lstrip("@.") for domain in domains)

    @field_validator("blocked_addresses", mode="before")
    @classmethod
    def read_networks(cls, value: object) -> object:
        """Read networks; an address with bits beyond its mask stands for its net."""
        if isinstance(value, str):
            value = cls.split_list(value)
        if isinstance(value, tuple | list):
            return tuple(ip_network(str(part), strict=False) for part in value)
        return value

    @model_validator(mode="after")
    def refuse_weak_production(self) -> Self:
        """Raise ValueError when a production site lacks what keeps it safe."""
        settings = self.plain()
        if settings.environment is not Environment.PRODUCTION:
            return self
        complaints = [
            f"MATINEE_{name.upper()} {complaint}."
            for name in ("secret_key", "password_salt")
            if (complaint := weakness(getattr(settings, name)))
        ]
        if settings.base_url is None:
            complaints.append("MATINEE_BASE_URL is needed in production.")
        if settings.confirm_email and not settings.sends_mail:
            complaints.append("MATINEE_CONFIRM_EMAIL needs a MATINEE_MAIL_SERVER.")
        if complaints:
            raise ValueError("\n".join(complaints))
        return self
