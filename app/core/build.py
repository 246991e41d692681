"""The application's plain settings, and the name of the build that answers carry."""

import re
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined, Undefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from app.config import ROOT, Environment, Settings

NEVER_SHOWN = {
    *("secret_key", "password_salt", "instance_path", "mail_server"),
    *("database_url", "database_wait", "database_pool_size", "cache_url", "page_cache"),
    *("host", "port", "workers", "threads", "job_workers"),
    *("log_format", "log_level", "log_requests"),
}
"""Settings that no page depends on, and that may differ between processes."""

INDENT = re.compile(r"\n\s+|^[ \t]{2,}")


class Unindented(Extension):
    """Leaves out how the templates of pages are set in: to a browser it is one space.

    What is shown as it was typed (`pre`, `textarea`) comes from values, which this
    does not touch.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield what a template is made of, with its own words set to the left."""
        is_page = (stream.name or "").endswith(".html")
        for token in stream:
            if is_page and token.type == "data":
                words = INDENT.sub("\n", token.value)
                yield Token(token.lineno, token.type, words)
            else:
                yield token


def init_app(app: Flask, settings: Settings) -> None:
    """Carry the settings over into Flask and Jinja."""
    testing = settings.environment is Environment.TEST
    app.config.update(
        SETTINGS=settings,
        TESTING=testing,
        SECRET_KEY=settings.secret("secret_key"),
        MEDIA_PATH=str(settings.media_path),
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.session_days),
        TEMPLATES_AUTO_RELOAD=False,
    )
    if settings.base_url is not None:
        app.config["TRUSTED_HOSTS"] = [settings.base_url.partition("://")[2]]
    strict = settings.environment is not Environment.PRODUCTION
    app.jinja_env.undefined = StrictUndefined if strict else Undefined
    app.jinja_env.add_extension(Unindented)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.policies["json.dumps_kwargs"] = {
        "sort_keys": True,
        "separators": (",", ":"),
    }
    app.jinja_env.globals["site_name"] = settings.site_name


def seal(app: Flask) -> None:
    """Name the build, so that an answer kept from another one is not taken for new."""
    digest = sha256(app.config["ASSETS"].build.encode())
    for folder, pattern in (("templates", "*.html"), ("app", "*.py")):
        for path in sorted(Path(ROOT / folder).rglob(pattern)):
            digest.update(path.read_bytes())
    settings: Settings = app.config["SETTINGS"]
    shown = {
        name: str(value)
        for name, value in vars(settings).items()
        if name not in NEVER_SHOWN
    }
    digest.update(repr(sorted(shown.items())).encode())
    app.config["BUILD"] = digest.hexdigest()[:16]
