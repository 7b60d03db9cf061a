"""The log holds events and ids, never words, numbers or rows."""

from __future__ import annotations

import json
import logging

import pytest
import structlog

from bot.log import configure, outline_exception, redact


@pytest.fixture(autouse=True)
def _undisturbed():
    """Give the root logger and structlog back as they were."""
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    yield
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_a_customers_words_and_number_are_not_written(capsys, log_format: str) -> None:
    """Forbidden keys are withheld, numbers in other values masked."""
    configure(log_format=log_format, level="INFO")
    structlog.get_logger("x").info(
        "turn", text="我的密码是135790", conversation_id="rest:13900000001", seq=3
    )
    logging.getLogger("y").warning("call from %s", "13900000001")
    written = capsys.readouterr().err

    assert "turn" in written
    assert "135790" not in written
    assert "13900000001" not in written
    assert written.count("139****0001") == 2


def test_an_exception_is_outlined_without_its_message(capsys) -> None:
    """A database error quotes the row it could not write; the log does not."""
    configure(log_format="json", level="INFO")
    try:
        int("private row")
    except ValueError:
        structlog.get_logger("x").exception("failed")
    line = json.loads(capsys.readouterr().err)

    assert line["event"] == "failed"
    assert line["exception"] == "ValueError"
    assert "test_log.py" in line["at"][0]
    assert "private" not in json.dumps(line)


def test_other_libraries_exceptions_are_outlined_too(capsys) -> None:
    """What aiohttp or Alembic logs goes the same way."""
    configure(log_format="json", level="INFO")
    try:
        int("private row")
    except ValueError:
        logging.getLogger("aiohttp.server").exception("Error handling request")
    written = capsys.readouterr().err

    assert json.loads(written)["exception"] == "ValueError"
    assert "private" not in written


def test_levels_are_honoured_and_unknown_ones_refused(capsys) -> None:
    """Below the level nothing is written."""
    configure(log_format="json", level="warning")
    structlog.get_logger("x").info("quiet")
    structlog.get_logger("x").warning("loud")

    assert "quiet" not in capsys.readouterr().err
    with pytest.raises(ValueError, match="no such log level"):
        configure(log_format="json", level="loudest")


def test_the_processors_leave_ordinary_events_alone() -> None:
    """Numbers, ids and flags pass."""
    event = {"event": "request", "status": 200, "ms": 1.5, "ready": True}

    assert redact(None, "info", outline_exception(None, "info", dict(event))) == event
