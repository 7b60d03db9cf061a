"""Sums of money and data volumes become exact numbers."""

from __future__ import annotations

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.amounts import find_amounts
from bot.text.data_amounts import find_data_amounts


def yuan(text):
    """Return the sums understood."""
    return [mention.value for mention in find_amounts(text)]


def megabytes(text):
    """Return the volumes understood."""
    return [mention.value for mention in find_data_amounts(text)]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("二十块", "20.00"),
        ("20元", "20.00"),
        ("¥50", "50.00"),
        ("￥５０", "50.00"),
        ("五毛", "0.50"),
        ("五毛五", "0.55"),
        ("3块5", "3.50"),
        ("三块二毛五", "3.25"),
        ("3块半", "3.50"),
        ("十块零五分", "10.05"),
        ("二十来块", "20.00"),
        ("五十多块钱", "50.00"),
        ("一百五", "150.00"),
        ("两千三", "2300.00"),
        ("充值100", "100.00"),
        ("充一百五", "150.00"),
        ("扣了我三十", "30.00"),
        ("12.50元", "12.50"),
        ("100", "100.00"),
        ("就五十吧", "50.00"),
        ("还欠四十多呢", "40.00"),
        ("退订三十元一定的", "30.00"),
        ("交37块6", "37.60"),
        ("改成80", "80.00"),
        ("还是换成两百吧", "200.00"),
        ("不是四十，是七十", "70.00"),
        ("不要一百我要五十", "50.00"),
        ("充20000", "20000.00"),
    ],
)
def test_a_sum_is_read_to_the_cent(said, value):
    """Units, shortened forms, rough sums and bare numbers where only money fits."""
    assert yuan(said) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "一块儿查",
        "一块查一下",
        "这一块",
        "充5次",
        "用了30G",
        "等了30分钟",
        "15912345678",
        "打10086",
        "转一下人工",
        "交一下",
        "欠一百多兆",
        "几十块",
        "交了3个月",
        "幺三八",
        "013",
        "00",
        "充1234567",
        "换成59的",
        "不是9月，是10月",
        "改成9套餐",
        "密码改成135790",
        "第二个",
        "10月",
    ],
)
def test_other_numbers_are_no_money(text):
    """Counts, volumes, minutes, phone numbers and “together” are not sums."""
    assert yuan(text) == []


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("-5元", "-5.00"),
        ("－8", "-8.00"),
        ("充-20", "-20.00"),
        ("负五块", "-5.00"),
        ("0元", "0.00"),
        ("充零元", "0.00"),
        ("0", "0.00"),
        ("0.00元", "0.00"),
        ("充两千万", "20000000.00"),
        ("三百万", "3000000.00"),
        ("9000000000000元", "9000000000000.00"),
        ("12.345元", "12.345"),
        ("充6.789", "6.789"),
    ],
)
def test_a_sum_that_nobody_can_pay_is_still_what_was_said(said, value):
    """Sign, zero, size and a third decimal are kept, so that the bounds can be said."""
    assert yuan(said) == [value]


@pytest.mark.parametrize(
    ("said", "value"), [("30-50元", "50.00"), ("套餐费-39元", "39.00"), ("我要充——50元", "50.00")]
)
def test_a_dash_between_words_or_numbers_is_no_sign(said, value):
    """Ranges, labels and long dashes leave the sum above zero."""
    assert yuan(said) == [value]


@pytest.mark.parametrize("text", ["1" * 40 + "元", "9" * 16 + "亿元", "一" * 30 + "元"])
def test_a_run_of_digits_beyond_all_money_is_no_sum(text):
    """No arithmetic is done on what no one can mean."""
    assert yuan(text) == []


def test_a_denied_sum_is_left_out():
    """“不是20块，是30块” means thirty."""
    assert yuan("不是20块，是30块") == ["30.00"]


@given(st.integers(1, 999_999), st.sampled_from(["元", "块", "块钱"]))
def test_whole_yuan_survive_being_spoken(value, unit):
    """In Chinese or Arabic numerals the sum comes back exactly."""
    assert yuan(f"扣了{cn2an.an2cn(value, 'low')}{unit}") == [f"{value}.00"]
    assert yuan(f"扣了{value}{unit}") == [f"{value}.00"]


@given(st.integers(1, 999), st.integers(0, 9), st.integers(1, 9))
def test_cents_survive_being_spoken(whole, jiao, fen):
    """N块N毛N分 adds up without a float."""
    digits = "零一二三四五六七八九"
    small = f"{digits[jiao]}毛{digits[fen]}分" if jiao else f"零{digits[fen]}分"

    assert yuan(f"{cn2an.an2cn(whole, 'low')}块{small}") == [f"{whole}.{jiao}{fen}"]


@given(st.text(max_size=80))
def test_any_text_gives_exact_sums_with_true_spans(text):
    """A value is an exact decimal with at least two places."""
    for found in find_amounts(text):
        assert -Decimal(found.value).as_tuple().exponent >= 2
        assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("十个G", 10240),
        ("10个g", 10240),
        ("500兆", 500),
        ("30GB", 30720),
        ("３０Ｇ", 30720),
        ("1.5G", 1536),
        ("一个半G", 1536),
        ("1个T", 1048576),
        ("5G流量", 5120),
        ("还剩5G", 5120),
    ],
)
def test_a_volume_is_read_in_megabytes(said, value):
    """G, M, T and their Chinese names, with 1 GB as 1024 MB."""
    assert megabytes(said) == [value]


@pytest.mark.parametrize(
    "text", ["5G套餐", "4G信号", "开通5G", "5G多少钱", "300兆宽带", "gm", "0G", ""]
)
def test_network_kinds_and_line_speeds_are_no_volumes(text):
    """5G套餐 names a network, 300兆宽带 a speed."""
    assert megabytes(text) == []


@given(st.integers(6, 9999), st.sampled_from(["G", "GB", "个G", "g"]))
def test_gigabytes_survive_being_spoken(value, unit):
    """In Chinese or Arabic numerals the volume comes back."""
    assert megabytes(f"还剩{value}{unit}流量") == [value * 1024]
    assert megabytes(f"还剩{cn2an.an2cn(value, 'low')}{unit}流量") == [value * 1024]


@given(st.text(max_size=80))
def test_any_text_gives_whole_megabytes(text):
    """A value is a positive whole number with a true span."""
    for found in find_data_amounts(text):
        assert found.value > 0
        assert text[found.start : found.end] == found.text
