"""Chinese and mixed numerals are read as people say them."""

from __future__ import annotations

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.numerals import parse_number


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("二十", "20"),
        ("十五", "15"),
        ("一百五", "150"),
        ("一百零五", "105"),
        ("一百一十五", "115"),
        ("两千三", "2300"),
        ("两千零三", "2003"),
        ("三万二", "32000"),
        ("3千", "3000"),
        ("3千5", "3500"),
        ("1.5万", "15000"),
        ("1,234.5", "1234.5"),
        ("三点五", "3.5"),
        ("幺三八", "138"),
        ("二零二六", "2026"),
        ("廿五", "25"),
        ("零", "0"),
        ("0.00", "0"),
    ],
)
def test_a_number_is_read_as_it_is_said(said, value):
    """Full, shortened, digit-by-digit and mixed forms are all numbers."""
    assert parse_number(said) == Decimal(value)


@pytest.mark.parametrize(
    "said", ["", "百", "一二百", "十百", "万", "点五", "三点", "好", "二十二十"]
)
def test_what_no_speaker_would_say_is_no_number(said):
    """Malformed numerals are refused instead of guessed at."""
    assert parse_number(said) is None


@given(st.integers(min_value=1, max_value=99_999_999))
def test_every_number_survives_being_spoken(value):
    """cn2an says it, we read it back; 两 and an unsaid 一十 do not matter."""
    spoken = cn2an.an2cn(value, "low")

    assert parse_number(spoken) == value
    assert parse_number(spoken.replace("二千", "两千").replace("二百", "两百")) == value
    if spoken.startswith("一十"):
        assert parse_number(spoken[1:]) == value


@given(
    st.integers(1, 9),
    st.integers(1, 9),
    st.sampled_from([("百", 100), ("千", 1000), ("万", 10000)]),
)
def test_a_digit_after_a_unit_counts_its_tenths(head, tail, unit):
    """一百五 is 150, 两千三 is 2300, 三万二 is 32000."""
    word, size = unit
    digits = "零一二三四五六七八九"

    assert parse_number(digits[head] + word + digits[tail]) == head * size + tail * size // 10


@given(st.text(alphabet="零一二三四五六七八九十百千万亿两0123456789.,点", max_size=16))
def test_any_run_of_number_characters_is_read_or_refused(text):
    """The reader never raises and never returns a negative number."""
    value = parse_number(text)

    assert value is None or value >= 0
