"""Which part of a profile is meant, and the new address or fixed line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.contacts import address_of, field_of, fixed_line_of


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("我要改联系电话", "phone"),
        ("改一下地址", "address"),
        ("账单寄错地方了", "address"),
        ("过户给我老婆", "identity"),
        ("這個號過戶", "identity"),
        ("身份证换新的了", "identity"),
        ("换个邮箱", "other"),
        ("改资料", None),
    ],
)
def test_the_field_is_told_by_its_words(text: str, field: str | None) -> None:
    """Identity outweighs the rest: it is beyond electronic channels."""
    assert field_of(text) == field


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("把联系地址改成长江路8号2栋301室", "长江路8号2栋301室"),
        ("城东区和平街3号", "城东区和平街3号"),
        ("地址是：高新区软件大道9号，谢谢", "高新区软件大道9号"),
        ("改一下地址", None),
        ("我搬家了你们寄到哪里去了", None),
    ],
)
def test_an_address_stands_without_the_words_around_it(text: str, address: str | None) -> None:
    """Two words for places make one."""
    assert address_of(text) == address


def test_a_fixed_line_needs_its_area_code() -> None:
    """Without it nobody could be called."""
    assert fixed_line_of("座机 0571-88881234") == "0571-88881234"
    assert fixed_line_of("88881234") is None


@given(st.text(max_size=80))
def test_whatever_is_said_an_address_is_part_of_it(text: str) -> None:
    """Nothing is invented."""
    found = address_of(text)

    assert found is None or found in text
