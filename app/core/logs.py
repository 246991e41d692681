"""Logs: one line an event, for people in a console or for machines as JSON."""

import logging
from typing import Any

import structlog
from flask import Flask

from app.config import Settings
from app.core import request_ids


def init_app(app: Flask, settings: Settings) -> None:
    """Set up structlog once for the process."""
    printer: Any = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            request_ids.add_to,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            escape_line_breaks,
            printer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[settings.log_level]
        ),
    )
    app.logger.setLevel(settings.log_level)


def escape_line_breaks(
    logger: Any, method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Keep a reader's text from making lines of its own in the log."""
    return {
        key: value.replace("\r", "\\r").replace("\n", "\\n")
        if isinstance(value, str) and key != "exception"
        else value
        for key, value in event.items()
    }
