"""The name that was probably meant by one that does not exist."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def closest(name: str, known: Iterable[str]) -> str:
    """Return the known name most like `name`, or nothing when none is like it."""
    return next(iter(get_close_matches(name, sorted(known), n=1, cutoff=0.6)), "")
