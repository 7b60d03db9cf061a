"""Logging: constant event names with key-values; no message text, no personal data."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.redaction import mask_text

FORBIDDEN = frozenset({"text", "message", "payload", "secret", "token", "phone_number", "number"})
"""Keys that could hold a customer's words or data; their values are never written."""

CHATTY = ("alembic", "rasa_sdk")
"""Libraries that tell every step of theirs; heard from warnings on."""

LEVELS = {
    "DEBUG": logging.DEBUG,
    "INFO": logging.INFO,
    "WARNING": logging.WARNING,
    "ERROR": logging.ERROR,
    "CRITICAL": logging.CRITICAL,
}


def configure(*, log_format: str, level: str) -> None:
    """Set logging up for this process: ``console`` or ``json``, to standard error.

    The standard library's loggers (aiohttp, Alembic) go the same way. Raises ValueError for a
    level that does not exist.
    """
    if level.upper() not in LEVELS:
        raise ValueError(f"no such log level: {level}")
    lowest = LEVELS[level.upper()]
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        outline_exception,
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(lowest),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    render: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(lowest)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(max(lowest, logging.WARNING))
    # Old libraries warn developers about themselves while they are imported; some even take
    # back the filters that would hide it. As log records they can be held by level.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)


def outline_exception(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace an exception by its type and where it came from.

    Its message is left out: a database error, for one, quotes the row that it could not write.
    """
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = type(error).__name__
        event["at"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Withhold forbidden keys and mask personal data in every other text."""
    for key, value in event.items():
        if key in FORBIDDEN:
            event[key] = "[withheld]"
        elif isinstance(value, str):
            event[key] = mask_text(value)
    return event
