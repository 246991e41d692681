"""Logs: one line an event, for people in a console or for machines as JSON."""

import logging
from typing import Any

import structlog
from flask import Flask

from app.config import Settings
from app.core import request_ids

log = structlog.get_logger()


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
    if not any(isinstance(each, Ours) for each in logging.root.handlers):
        logging.root.addHandler(Ours())
    # Not before: Flask would give it a handler of its own.
    app.logger.setLevel(settings.log_level)


class Ours(logging.Handler):
    """Lets what Flask and libraries log in Python's own way be lines of our log.

    Above all the errors that are answered 500: in their form, with the request's id,
    and without line breaks that an address had in it. What libraries say below a
    warning does not come here, as long as nobody asks them for more.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Write what was logged into our log."""
        log.log(
            record.levelno,
            record.getMessage(),
            logger=record.name,
            exc_info=record.exc_info,
        )


def escape_line_breaks(
    logger: Any, method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Keep a reader's text from making lines, or colours, of its own in the log."""
    return {
        key: printable(value, breaks=key == "exception")
        if isinstance(value, str)
        else value
        for key, value in event.items()
    }


def printable(text: str, *, breaks: bool = False) -> str:
    r"""Return a text with everything escaped that a console would obey.

    >>> printable("a\nb\x1b[31m")
    'a\\nb\\x1b[31m'
    """
    if text.isprintable():
        return text
    return "".join(
        sign
        if sign.isprintable() or (breaks and sign == "\n")
        else sign.encode("unicode_escape").decode()
        for sign in text
    )
