"""How many of one thing are ordered, and what is counted otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.quantities import quantity_of


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("来两个10G的流量包", 2),
        ("10G流量包要2份", 2),
        ("日包给我来三个", 3),
        ("加油包订两次", 2),
        ("买俩个日包", 2),
        ("5个G的来两个", 2),
        ("开十个日包", 10),
    ],
)
def test_a_number_of_things_is_heard(text: str, count: int) -> None:
    """Before or after the thing, in figures or in characters."""
    assert quantity_of(text) == count


@pytest.mark.parametrize(
    "text",
    [
        "来一个流量包",
        "两个G的流量",
        "要20个G",
        "二十个G的包",
        "订两个月",
        "12个月合约",
        "第二个",
        "这两个都要",
        "两个都开",
        "两三个吧",
        "两个人用",
        "开通彩铃",
        "",
    ],
)
def test_what_is_counted_otherwise_orders_one(text: str) -> None:
    """Volumes, months, places and people are no number of things."""
    assert quantity_of(text) == 1


@given(st.integers(min_value=2, max_value=99), st.sampled_from(["个", "份", "次"]))
def test_every_number_up_to_ninety_nine_is_read_as_it_stands(count: int, measure: str) -> None:
    """However large: what one order takes is a rule of the orders."""
    assert quantity_of(f"日包来{count}{measure}") == count


@given(st.text(max_size=40))
def test_any_text_orders_at_least_one(text: str) -> None:
    """Nothing is refused for how it is written."""
    assert quantity_of(text) >= 1
