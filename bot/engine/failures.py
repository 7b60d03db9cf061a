"""How the engine logs what went wrong: the place, never a value.

A rendered traceback holds exception messages and, in the console format, local variables: a
customer's words and data. File, line and function are enough to mend the code.
"""

from __future__ import annotations

import logging
import traceback


def place_of(error: BaseException) -> str:
    """Return where `error` was raised, innermost call first, as ``file:line function``."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[::-1])


class WithoutTraceback(logging.Filter):
    """Takes the traceback off a log record and keeps its line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, bare."""
        record.exc_info = None
        record.exc_text = None
        return True
