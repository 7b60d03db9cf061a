"""Phone numbers are found in any writing, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.phones import find_phones

SAID = str.maketrans("0123456789", "零幺二三四五六七八九")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
NUMBERS = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


def values(text):
    """Return what was understood."""
    return [mention.value for mention in find_phones(text)]


@pytest.mark.parametrize(
    "written",
    [
        "15912345678",
        "159 1234 5678",
        "159-1234-5678",
        "+86 15912345678",
        "8615912345678",
        "１５９１２３４５６７８",
        "幺五九一二三四五六七八",
        "幺五九 1234 五六七八",
    ],
)
def test_one_number_has_many_writings(written):
    """Blanks, hyphens, country code, width and Chinese digits make no difference."""
    assert values(f"我的号是{written}谢谢") == ["15912345678"]


@pytest.mark.parametrize(
    "other",
    ["1591234567", "159123456780", "310101199001011234", "6222021234567890123", "12345678901", ""],
)
def test_other_numbers_are_no_phone_number(other):
    """Too short, too long, an identity card, a bank card, a number that is not mobile."""
    assert values(other) == []


def test_a_count_of_zeros_is_written_out():
    """People say 三个零 for 000."""
    assert values("幺五九三个零一二三四五") == ["15900012345"]


def test_an_amount_before_the_number_stays_outside():
    """“充150 159…” holds one number and one amount."""
    assert values("充150 15912345678") == ["15912345678"]


def test_several_numbers_are_all_found():
    """A comma between two numbers does not glue them."""
    assert values("15912345678，18688889999") == ["15912345678", "18688889999"]


@pytest.mark.parametrize(
    "text",
    [
        "不是15912345678，是18688889999",
        "15912345678，不对，18688889999",
        "15912345678说错了是18688889999",
        "不查15912345678，查18688889999",
    ],
)
def test_a_corrected_number_counts_alone(text):
    """What the customer takes back is not what he means."""
    assert values(text) == ["18688889999"]


@given(NUMBERS, st.sampled_from(["", " ", "-", "  "]), st.sampled_from([{}, SAID, WIDE]))
def test_every_number_survives_every_writing(number, gap, writing):
    """Grouped 3-4-4 in Chinese, wide or plain digits, the number and its span come back."""
    written = gap.join((number[:3], number[3:7], number[7:])).translate(writing)
    text = f"查一下{written}的话费"

    (found,) = find_phones(text)

    assert found.value == number
    assert text[found.start : found.end] == found.text == written


@given(st.text(max_size=80))
def test_a_found_number_is_always_a_mobile_number(text):
    """Whatever is typed, a value has the shape of a mobile number and a true span."""
    for found in find_phones(text):
        assert len(found.value) == 11
        assert found.value[0] == "1"
        assert text[found.start : found.end] == found.text
