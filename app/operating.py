"""The settings of running a site on a server: what stands beside it, what it tells.

`app/config.py` takes them up among the others.
"""

from dataclasses import dataclass

from app.setting import setting


@dataclass(frozen=True, kw_only=True)
class OperatingSettings:
    """What whoever runs the site may set up beside it."""

    cache_url: str | None = setting(
        None,
        called="CACHE_URL",
        repr=False,
        description="A Valkey or Redis that all processes of the site share, for the "
        "page cache, limits and waking the job worker: redis://host:6379/0, rediss://… "
        "by TLS, or unix:///run/valkey/valkey.sock. Without it each process keeps its "
        "own.",
    )
    metrics_port: int | None = setting(
        None,
        ge=1,
        le=65535,
        description="Port on which `matinee serve` answers Prometheus; without it "
        "nothing is counted.",
    )
    metrics_host: str = setting(
        "127.0.0.1",
        description="Address of that port. The figures are for the people who run the "
        "site: leave it where readers do not get.",
    )
    log_format: str = setting(
        "console", pattern="^(console|json)$", description="console or json."
    )
    log_level: str = setting(
        "INFO",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        description="How much is logged: DEBUG, INFO, WARNING or ERROR.",
    )
    log_requests: bool = setting(
        False,
        description="Whether each request leaves a line in the log: method, path, "
        "status, milliseconds and id; no address of a reader.",
    )
    page_cache: int = setting(
        64,
        ge=0,
        le=16_384,
        description="Megabytes of ready pages that each process keeps in memory, so "
        "that they go out without being made again; 0 keeps none.",
    )
