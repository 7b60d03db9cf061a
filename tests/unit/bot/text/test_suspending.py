"""挂失 or 停机保号, and whether a lost telephone was found."""

from __future__ import annotations

import pytest

from bot.text.suspending import lost_something, suspension_of, was_lost


@pytest.mark.parametrize(
    "text",
    ["手机丢了", "卡被偷了快停机", "挂失", "手機唔見咗", "停机", "手机落出租车上了", "把号停了"],
)
def test_a_loss_or_a_doubt_is_stopped_as_a_loss(text: str) -> None:
    """A lost telephone cannot wait for a better understanding."""
    assert suspension_of(text) == "loss"


@pytest.mark.parametrize(
    "text",
    [
        "停机保号",
        "我要报停",
        "出国一年号先停着",
        "暂时不用，号给我停一停，别销",
        "号码不想丢，先停半年",
    ],
)
def test_a_number_put_by_is_no_loss(text: str) -> None:
    """Time, travel and keeping the number say so."""
    assert suspension_of(text) == "request"


def test_a_loss_outweighs_a_time() -> None:
    """Both in one message: the loss."""
    assert suspension_of("手机丢了，先停半年") == "loss"
    assert lost_something("卡不见了要补卡")
    assert not lost_something("换一张小卡")


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("手机找到了，恢复一下", True),
        ("解除挂失", True),
        ("交了钱还没开机", False),
        ("解除停机", False),
    ],
)
def test_a_found_telephone_is_told_apart_from_money(text: str, lost: bool) -> None:
    """It decides whether a code or the password is asked for."""
    assert was_lost(text) is lost
