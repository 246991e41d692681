"""The settings of running a site on a server: what stands beside it, what it tells.

`app/config.py` takes them up among the others.
"""

import re

from pydantic import AliasChoices, Field, field_validator
from pydantic_settings import BaseSettings

STORE = re.compile(r"(redis|rediss|valkey|valkeys|unix)://\S+")


class OperatingSettings(BaseSettings):
    """What whoever runs the site may set up beside it."""

    cache_url: str | None = Field(
        None,
        validation_alias=AliasChoices("CACHE_URL", "cache_url"),
        repr=False,
        description="A Valkey or Redis that all processes of the site share, for the "
        "page cache, limits and waking the job worker: redis://host:6379/0, rediss://… "
        "by TLS, or unix:///run/valkey/valkey.sock. Without it each process keeps its "
        "own.",
    )
    metrics_port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="Port on which `matinee serve` answers Prometheus; without it "
        "nothing is counted.",
    )
    metrics_host: str = Field(
        "127.0.0.1",
        description="Address of that port. The figures are for the people who run the "
        "site: leave it where readers do not get.",
    )
    log_format: str = Field(
        "console", pattern="^(console|json)$", description="console or json."
    )
    log_level: str = Field(
        "INFO",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        description="How much is logged: DEBUG, INFO, WARNING or ERROR.",
    )
    log_requests: bool = Field(
        False,
        description="Whether each request leaves a line in the log: method, path, "
        "status, milliseconds and id; no address of a reader.",
    )
    page_cache: int = Field(
        64,
        ge=0,
        le=16_384,
        description="Megabytes of ready pages that each process keeps in memory, so "
        "that they go out without being made again; 0 keeps none.",
    )

    @field_validator("cache_url")
    @classmethod
    def refuse_what_is_no_store(cls, address: str | None) -> str | None:
        """Raise ValueError for what is no address of Valkey or Redis."""
        if not address:
            return None
        if not STORE.fullmatch(address):
            raise ValueError("CACHE_URL is such as redis://127.0.0.1:6379/0")
        return address.replace("valkey", "redis", 1) if address[0] == "v" else address
