"""Bill items that charge beyond an allowance, and those that do not."""

from __future__ import annotations

import pytest

from bot.text.charges import overage_of


@pytest.mark.parametrize(
    ("item", "resource"),
    [
        ("套餐外流量", "data"),
        ("超出套餐上网流量费", "data"),
        ("套餐外语音", "voice"),
        ("套外通话费", "voice"),
        ("套餐外短信", "sms"),
    ],
)
def test_an_overage_item_tells_its_resource(item: str, resource: str) -> None:
    """The handbook's names and the ones operators print beside them."""
    assert overage_of(item) == resource


@pytest.mark.parametrize("item", ["套餐费", "10GB流量包", "来电显示", "套餐外其他", "优惠减免", ""])
def test_other_items_are_no_overage(item: str) -> None:
    """A data package that was bought is not a penalty, and an unknown kind is not guessed."""
    assert overage_of(item) is None
