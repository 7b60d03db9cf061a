"""The log says where something failed and never what was being said."""

from __future__ import annotations

import logging

import pytest

from bot.engine.failures import WithoutTraceback, place_of


def test_the_place_names_file_line_and_function_and_no_value() -> None:
    """The exception's message stays out."""
    with pytest.raises(ValueError, match="sesame") as caught:
        int("sesame")

    place = place_of(caught.value)

    assert "test_failures.py:" in place
    assert "test_the_place_names_file" in place
    assert "sesame" not in place


def test_a_filtered_record_keeps_its_line_and_loses_its_traceback(caplog) -> None:
    """Rasa's own report of a failed action is one line."""
    logger = logging.getLogger("test.failures")
    logger.addFilter(WithoutTraceback())
    try:
        int("sesame")
    except ValueError:
        logger.exception("action failed")

    assert "action failed" in caplog.text
    assert "sesame" not in caplog.text
