"""Addresses: what a slug may be, and the full address of a page."""

from functools import lru_cache

from flask import Flask, current_app, has_request_context, request
from werkzeug.routing import BaseConverter
from werkzeug.sansio.utils import get_current_url

from app.config import Settings


class SlugConverter(BaseConverter):
    """Small letters, digits and hyphens; everything else is no address of ours."""

    regex = "[a-z0-9](?:[a-z0-9-]{0,118}[a-z0-9])?"


class IdConverter(BaseConverter):
    """A number that a row can have."""

    regex = "[1-9][0-9]{0,9}"

    def to_python(self, value: str) -> int:
        """Return the number; one that no row can have leads nowhere."""
        number = int(value)
        return number if number < 2**31 else 0


def init_app(app: Flask, settings: Settings) -> None:
    """Teach the application its kinds of addresses."""
    app.url_map.converters["slug"] = SlugConverter
    app.url_map.converters["id"] = IdConverter
    app.config["BASE_URL"] = settings.base_url
    app.jinja_env.globals["full_address"] = canonical


def site_url() -> str:
    """Return the site's own address without a path.

    Where the settings do not say it, it is what was asked for; in a job or a command
    nothing was, and it is where the server listens.
    """
    if current_app.config["BASE_URL"]:
        return str(current_app.config["BASE_URL"])
    if has_request_context():
        return spelled(request.scheme, request.host)
    settings: Settings = current_app.config["SETTINGS"]
    return without_request(settings)


@lru_cache(maxsize=64)
def spelled(scheme: str, host: str) -> str:
    """Return the address of a host as readers write it."""
    return get_current_url(scheme, host).rstrip("/")


def without_request(settings: Settings) -> str:
    """Return the site's own address as a job knows it."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return settings.base_url or f"http://{host}:{settings.port}"


def canonical(path: str) -> str:
    """Return the one full address of a page."""
    return f"{site_url()}{path}"
