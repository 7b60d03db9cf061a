"""What a new service password may be; nothing here reads or writes.

The handbook says only that the service password has six digits and is the highest electronic
credential (§3). What is too easy to guess is our choice.
"""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

MOST_REFUSED = 5
"""Entries refused in a day that end the attempt: "the same as now" must be no way to guess it."""
REMEMBERED = timedelta(hours=24)
"""How long refused entries are counted."""
FRESH = timedelta(minutes=10)
"""How old the proof by code may be that resets a password: as long as a code is valid."""
_SHAPE = re.compile(r"[0-9]{6}")
_LONGEST_PERIOD = 3


def weakness(secret: str, number: str) -> str | None:
    """Return why `secret` is no good password for `number`, or None.

    ``shape`` (not six digits), ``repeats`` (000000, 121212, 123123), ``run`` (345678, 876543,
    890123), ``pairs`` (112233), or ``number`` (part of the number, forwards or backwards).
    """
    if not _SHAPE.fullmatch(secret):
        return "shape"
    if any(_repeats(secret, period) for period in range(1, _LONGEST_PERIOD + 1)):
        return "repeats"
    if _runs(secret):
        return "run"
    if secret[0::2] == secret[1::2] and _runs(secret[0::2]):
        return "pairs"
    if secret in number or secret[::-1] in number:
        return "number"
    return None


def _repeats(secret: str, period: int) -> bool:
    return secret == (secret[:period] * len(secret))[: len(secret)]


def _runs(digits: str) -> bool:
    """Tell whether each digit follows the one before it, up or down, 0 following 9."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(digits)}
    return steps in ({1}, {9})
