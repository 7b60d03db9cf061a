"""Remarks on an offer are told apart from questions of their own and from a plain no."""

from __future__ import annotations

import pytest

from bot.text.pressing import press_of, refuses_matter


@pytest.mark.parametrize(
    ("text", "press"),
    [
        ("要多久？", "how_long"),
        ("那大概什么时候能好", "how_long"),
        ("太慢了吧", "hurry"),
        ("能不能快点", "hurry"),
        ("为什么", "why"),
        ("不是我开的", "contest"),
        ("我没订过", "contest"),
        ("我从来都没用过", "contest"),
        ("把钱退给我！", "contest"),
    ],
)
def test_a_remark_on_the_offer_is_recognised(text: str, press: str) -> None:
    """However it is punctuated."""
    assert press_of(text) == press


@pytest.mark.parametrize(
    "text",
    [
        "",
        "先不用",
        "算了",
        "不用登记了",
        "登记",
        "套餐什么时候到期",
        "为什么流量超了也不提醒我",
        "查一下上个月的账单",
        "这个套餐有多少流量",
        "没有了",
        "我没看懂",
        "没办法",
        "取消吧",
        '/affirm{"question": "c1:1"}',
    ],
)
def test_a_question_of_its_own_and_a_plain_no_are_no_remark(text: str) -> None:
    """They go where they belong."""
    assert press_of(text) is None


@pytest.mark.parametrize(
    ("text", "refuses"),
    [
        ("先不交了", True),
        ("不用登记", True),
        ("不用了", False),
        ("没有了，谢谢", False),
        ("", False),
    ],
)
def test_a_no_to_one_matter_is_told_from_a_no_to_everything(text: str, refuses: bool) -> None:
    """Only the second may end a conversation."""
    assert refuses_matter(text) is refuses
