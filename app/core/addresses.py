"""Addresses: what a slug may be, and the full address of a page."""

from flask import Flask, current_app, request
from werkzeug.routing import BaseConverter

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
    """Return the site's own address without a path."""
    return str(current_app.config["BASE_URL"] or request.host_url.rstrip("/"))


def canonical(path: str) -> str:
    """Return the one full address of a page."""
    return f"{site_url()}{path}"
