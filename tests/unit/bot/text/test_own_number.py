"""查本机号码, said in many ways; a number given or asked something of is none."""

from __future__ import annotations

import pytest

from bot.text.own_number import asks_own_number


@pytest.mark.parametrize(
    "text",
    [
        "查本机号码",
        "本机号码",
        "我的号码是多少",
        "我这个手机号是多少啊",
        "帮我查一下我的手机号码",
        "我的电话号码是什么",
        "这张卡的号码是多少",
        "忘了我自己的手机号",
    ],
)
def test_the_own_number_is_asked_for(text: str) -> None:
    """With or without a question word."""
    assert asks_own_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "我的号码是13800138000",
        "我的手机号欠费多少",
        "查我的号码余额",
        "换个号码查",
        "查下这个号码",
        "我号码多少钱一个月",
        "我的号码什么时候停机的",
        "我的号码是什么套餐",
        "",
    ],
)
def test_other_questions_about_a_number_are_their_own(text: str) -> None:
    """They name the number or what is asked of it."""
    assert not asks_own_number(text)
