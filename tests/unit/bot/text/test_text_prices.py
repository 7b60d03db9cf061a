"""Prices that customers look for: sums with a bound, ranges, and grades."""

from __future__ import annotations

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.prices import find_prices

GRADES = {"cheap", "cheapest", "expensive", "most_expensive"}


def prices(text):
    """Return the prices understood."""
    return [mention.value for mention in find_prices(text)]


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("五十以内的", ["50.00"]),
        ("有没有五十块以内的套餐", ["50.00"]),
        ("一百左右的套餐", ["100.00"]),
        ("推荐个一百左右", ["100.00"]),
        ("50到80的套餐", ["50.00", "80.00"]),
        ("50-80块之间的", ["50.00", "80.00"]),
        ("预算一百", ["100.00"]),
        ("每月不超过一百块", ["100.00"]),
        ("月租四十左右的有吗", ["40.00"]),
        ("有没有79的套餐", ["79.00"]),
        ("换79的", ["79.00"]),
        ("二十来块的流量包", ["20.00"]),
        ("十块钱能买多少流量", ["10.00"]),
        ("一百多的套餐", ["100.00"]),
        ("便宜点的", ["cheap"]),
        ("有更便宜的吗", ["cheap"]),
        ("月租低一点的", ["cheap"]),
        ("降一档", ["cheap"]),
        ("最低的", ["cheapest"]),
        ("最便宜的是哪个", ["cheapest"]),
        ("降到最低那档", ["cheapest"]),
        ("高一点的", ["expensive"]),
        ("贵一点的也行", ["expensive"]),
        ("往上调一档", ["expensive"]),
        ("最贵的套餐", ["most_expensive"]),
        ("顶配的", ["most_expensive"]),
        ("有冇平啲嘅", ["cheap"]),
        ("相因点的套餐", ["cheap"]),
        ("有沒有便宜點的", ["cheap"]),
    ],
)
def test_a_wish_about_the_price_is_a_sum_or_a_grade(said, values):
    """Bounds, ranges and rough sums in yuan; otherwise how cheap or dear it shall be."""
    assert prices(said) == values


@pytest.mark.parametrize(
    "text",
    [
        "充五十左右",
        "扣了一百多",
        "太贵了",
        "不便宜啊",
        "哪个月最贵",
        "半年里最贵的是哪一个月",
        "话费最高的月份",
        "三天以内",
        "一个月以内",
        "24小时以内",
        "5G以内",
        "尾号是6789的那个",
        "隔壁那家便宜一半",
        "我办的是哪一档",
        "最低消费多少",
        "性价比高的",
        "马上调出来",
        "网速高一点的",
        "上个月三十这个月九十",
        "双十一那个月花得多",
        "改套餐收了我违约金",
        "",
    ],
)
def test_what_was_paid_and_what_is_no_price_gives_none(text):
    """Payments, complaints about the price, times and volumes are no wishes."""
    assert prices(text) == []


@given(st.integers(5, 999), st.sampled_from(["以内的", "块以内", "左右的套餐", "元以下", "的套餐"]))
def test_a_sum_survives_being_spoken(value, bound):
    """In Chinese or Arabic numerals."""
    assert prices(f"有没有{value}{bound}") == [f"{value}.00"]
    assert prices(f"有没有{cn2an.an2cn(value, 'low')}{bound}") == [f"{value}.00"]


@given(
    st.text(max_size=80)
    | st.text(st.sampled_from("一五十百块以内左右的套餐便宜最低高点"), max_size=40)
)
def test_any_text_gives_sums_or_grades_with_true_spans(text):
    """No other value is ever given."""
    for found in find_prices(text):
        assert text[found.start : found.end] == found.text != ""
        assert found.value in GRADES or Decimal(found.value) > 0
