"""Reasons for leaving, porting, and what a no means after the offer."""

from __future__ import annotations

import pytest

from bot.text.leaving import insists, is_porting, reason_of, stays


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("太贵了", "price"),
        ("隔壁便宜一半", "price"),
        ("信号太差", "network"),
        ("老掉线", "network"),
        ("网太慢", "network"),
        ("客服态度差", "service"),
        ("乱扣费", "service"),
        ("回老家了用不上", "other"),
        ("不想说", "other"),
        ("别跟我讲优惠，给我销号", "other"),
        ("我要销户", None),
        ("注销号码", None),
    ],
)
def test_the_reason_is_read_as_far_as_it_is_said(text: str, reason: str | None) -> None:
    """Who wants no offer has said enough; a bare wish says nothing."""
    assert reason_of(text) == reason


@pytest.mark.parametrize("text", ["我要携号转网", "转到移动去", "换运营商"])
def test_porting_is_recognised(text: str) -> None:
    """Its conditions are told before."""
    assert is_porting(text)
    assert not is_porting("我要销户")


@pytest.mark.parametrize("text", ["不用，直接销", "不需要推荐", "不换", "还是要销户"])
def test_a_no_to_the_offer_insists(text: str) -> None:
    """It is no obstacle."""
    assert insists(text)
    assert not stays(text)


@pytest.mark.parametrize("text", ["不用", "不需要", "不用了，谢谢", "先不要", "暂时不用了"])
def test_a_bare_no_is_no_wish_to_leave(text: str) -> None:
    """Asked whether to go on, it says no; nothing is handed over without an explicit yes."""
    assert not insists(text)


@pytest.mark.parametrize("text", ["先不销了", "算了", "那我再想想", "不转了先留着"])
def test_a_no_to_leaving_stays(text: str) -> None:
    """Nothing is handed over."""
    assert stays(text)
    assert not insists(text)
