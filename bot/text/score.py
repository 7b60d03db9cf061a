"""Reads a bare rating: 5, ５, 五分, 4星 – a score from 1 to 5 and nothing else."""

from __future__ import annotations

import re
import unicodedata

HIGHEST = 5
_SCORE = re.compile(r"([1-5\uff11-\uff15一二三四五])(?:分|星|颗星)?[。.!！]?")


def score_of(text: str) -> int | None:
    """Return the score when the whole of `text` is one, else None."""
    match = _SCORE.fullmatch(text.strip())
    return int(unicodedata.numeric(match.group(1))) if match else None
