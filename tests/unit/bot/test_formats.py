"""How values are spoken."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.clock import SHANGHAI
from accounts.month import Month
from bot.formats import FORMATS, Speech

LABELS = {
    "month": "{month}月",
    "month_of_year": "{year}年{month}月",
    "date": "{month}月{day}日",
    "date_of_year": "{year}年{month}月{day}日",
    "yesterday": "昨天",
    "today": "今天",
    "tomorrow": "明天",
    "time": "{day}{clock}",
    "minutes": "{minutes}分钟",
}
TODAY = date(2026, 10, 15)
NOON = datetime(2026, 10, 15, 12, 0, tzinfo=SHANGHAI)
speech = Speech(LABELS, TODAY)


@pytest.mark.parametrize(
    ("form", "value", "spoken"),
    [
        ("text", "彩铃", "彩铃"),
        ("money", Decimal(104), "104.00"),
        ("money", Decimal("-20.5"), "-20.50"),
        ("money", Decimal("1E+2"), "100.00"),
        ("data", 0, "0MB"),
        ("data", 512, "512MB"),
        ("data", 1023, "1023MB"),
        ("data", 1024, "1.00GB"),
        ("data", 1536, "1.50GB"),
        ("minutes", 121, "121分钟"),
        ("count", 3, "3"),
        ("phone", "13700001111", "137 0000 1111"),
        ("phone", "10099", "10099"),
        ("masked", "13700001111", "137****1111"),
        ("month", Month(2026, 10), "10月"),
        ("month", Month(2025, 12), "2025年12月"),
        ("date", date(2026, 3, 1), "3月1日"),
        ("date", date(2025, 12, 31), "2025年12月31日"),
        ("day", NOON, "今天"),
        ("day", NOON - timedelta(days=1), "昨天"),
        ("day", NOON + timedelta(days=1), "明天"),
        ("day", NOON + timedelta(days=2), "10月17日"),
        ("time", NOON, "今天12:00"),
        ("time", NOON + timedelta(hours=48), "10月17日12:00"),
    ],
)
def test_a_value_is_spoken_as_the_handbook_says(form: str, value: Any, spoken: str) -> None:
    """Two places for yuan, GB from 1024 MB, years only when they differ."""
    assert FORMATS[form](speech, value) == spoken


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("money", 104.0),
        ("money", "104.00"),
        ("data", Decimal(1)),
        ("count", True),
        ("minutes", 1.5),
        ("month", "2026-10"),
        ("text", 5),
        ("phone", 13700001111),
        ("time", datetime(2026, 10, 15)),  # noqa: DTZ001 - a naive moment is the point
        ("date", "2026-10-15"),
    ],
)
def test_a_value_of_another_type_is_refused(form: str, value: Any) -> None:
    """A float is never money, a naive time never a moment."""
    with pytest.raises(TypeError):
        FORMATS[form](speech, value)


def test_a_moment_is_told_in_shanghai() -> None:
    """Evening in UTC is the next day there."""
    moment = datetime.fromisoformat("2026-10-14T20:30:00+00:00")

    assert speech.time(moment) == "今天04:30"


@given(st.integers(min_value=0, max_value=10**9))
def test_data_is_never_float_noise(mb: int) -> None:
    """At most two places, and the right unit."""
    spoken = speech.data(mb)
    number, unit = spoken[:-2], spoken[-2:]

    assert unit == ("MB" if mb < 1024 else "GB")
    assert abs(Decimal(number) * (1 if unit == "MB" else 1024) - mb) <= Decimal("5.12")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_money_is_spoken_exactly(amount: Decimal) -> None:
    """What is said reads back as what was meant."""
    assert Decimal(speech.money(amount)) == amount
