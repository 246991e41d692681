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
from typing import Annotated, Any, Self, get_origin

from email_validator import validate_email
from pydantic import (
    AliasChoices,
    Field,
    FilePath,
    create_model,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.config import ROOT, WIDGETS, Environment, Settings
from app.keys import weakness

NONE = "none"
MAIL_SERVER = re.compile(
    r"smtps?://([^\s/@]+@)?(\[[0-9a-f:]+\]|[\w.-]+)(:[0-9]{1,5})?/?"
)
ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9.-]+(:[0-9]{1,5})?", re.IGNORECASE)
STORE = re.compile(r"(redis|rediss|valkey|valkeys|unix)://\S+")


def read(**given: Any) -> Settings:
    """Return the settings, some of them as they are given; raise ValidationError."""
    return Checked(**given).plain()


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


WRITTEN: dict[str, Any] = {each.name: checked(each) for each in fields(Settings)}
Values: Any = create_model("Values", __base__=BaseSettings, **WRITTEN)


class Checked(Values):
    """The settings while they are read."""

    model_config = SettingsConfigDict(
        title="Settings",
        env_prefix="MATINEE_",
        env_file=os.environ.get("MATINEE_ENV_FILE", ROOT / "instance" / "matinee.env"),
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
            raise ValueError("CACHE_URL is such as redis://127.0.0.1:6379/0")
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
        for name in ("secret_key", "password_salt"):
            complaint = weakness(getattr(settings, name))
            if complaint:
                raise ValueError(f"MATINEE_{name.upper()} {complaint}")
        if settings.base_url is None:
            raise ValueError("MATINEE_BASE_URL is needed in production")
        if settings.confirm_email and not settings.sends_mail:
            raise ValueError("MATINEE_CONFIRM_EMAIL needs a MATINEE_MAIL_SERVER")
        return self
