"""A billing month as a type, so that no code does arithmetic on strings or on days."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from accounts.clock import local

_ISO = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class Month(NamedTuple):
    """One calendar month in Asia/Shanghai; orders and compares by time."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime) -> Month:
        """Return the month that `moment` falls in, seen from Shanghai."""
        here = local(moment)
        return cls(here.year, here.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``YYYY-MM``; raises ValueError for anything else."""
        match = _ISO.fullmatch(text)
        if match is None:
            raise ValueError(f"not a month: {text!r}")
        return cls(int(match.group(1)), int(match.group(2)))

    def plus(self, months: int) -> Month:
        """Return the month that lies `months` later (earlier when negative)."""
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    def since(self, other: Month) -> int:
        """Return how many months lie between `other` and this one (negative when earlier)."""
        return (self.year - other.year) * 12 + self.number - other.number

    def __str__(self) -> str:
        """Return ``YYYY-MM``."""
        return f"{self.year:04d}-{self.number:02d}"
