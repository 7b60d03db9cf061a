"""Column types that keep money decimal and times aware on every database."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, Integer, String
from sqlalchemy.types import TypeDecorator

from accounts.month import Month

_FEN = 100


class Money(TypeDecorator):  # type: ignore[misc] # SQLAlchemy 1.4 carries no types
    """Decimal yuan with two places, stored as whole fen so that SQLite never rounds.

    Refuses (ValueError) amounts with a fraction of a fen.
    """

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> int | None:
        """Turn yuan into fen."""
        if value is None:
            return None
        fen = value * _FEN
        if fen != fen.to_integral_value():
            raise ValueError("money has at most two places")
        return int(fen)

    def process_result_value(self, value: int | None, dialect: Any) -> Decimal | None:
        """Turn fen into yuan."""
        return None if value is None else Decimal(value).scaleb(-2)


class UtcDateTime(TypeDecorator):  # type: ignore[misc] # SQLAlchemy 1.4 carries no types
    """An aware moment, stored in UTC without zone; refuses (ValueError) naive ones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Drop the zone after moving to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("times are stored aware")
        return value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Give the zone back."""
        return None if value is None else value.replace(tzinfo=timezone.utc)


class MonthText(TypeDecorator):  # type: ignore[misc] # SQLAlchemy 1.4 carries no types
    """A `Month` stored as ``YYYY-MM``, which sorts and compares as time does."""

    impl = String(7)
    cache_ok = True

    def process_bind_param(self, value: Month | None, dialect: Any) -> str | None:
        """Write the month out."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Any) -> Month | None:
        """Read the month back."""
        return None if value is None else Month.parse(value)
