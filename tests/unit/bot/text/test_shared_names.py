"""Names that several items have alike: whom they may mean."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.catalogue import CatalogueName
from bot.text.shared_names import sharing


def _package(code: str, name: str, *, on_sale: bool = True) -> CatalogueName:
    return CatalogueName("package", code, name, (), Decimal(len(name)), on_sale)


ITEMS = (
    _package("A", "森林70元套餐"),
    _package("B", "森林90元套餐"),
    _package("C", "溪流90元套餐"),
    _package("D", "森林50元套餐", on_sale=False),
    CatalogueName("addon", "DM", "10GB月包", (), Decimal(15), True, 10240, 0, "month"),
    CatalogueName("addon", "DD", "10GB日包", (), Decimal(9), True, 10240, 0, "day"),
)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("森林", ("A", "B")),
        ("换成森林的那种", ("A", "B")),
        ("来个10G流量包", ("DM", "DD")),
        ("十个G的流量包", ("DM", "DD")),
        ("溪流怎么样", ()),
        ("换个套餐", ()),
        ("", ()),
    ],
)
def test_a_shared_name_means_all_that_are_sold_under_it(text: str, codes: tuple[str, ...]) -> None:
    """In catalogue order; a name of one item alone is for the book of names."""
    assert sharing(text, ITEMS) == codes


def test_where_none_is_sold_any_more_all_are_meant() -> None:
    """Whoever has one of them may still ask about it."""
    gone = (
        _package("A", "森林70元套餐", on_sale=False),
        _package("B", "森林90元套餐", on_sale=False),
    )

    assert sharing("森林", gone) == ("A", "B")
