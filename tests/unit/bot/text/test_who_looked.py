"""谁查过我的信息, told apart from complaints."""

from __future__ import annotations

import pytest

from bot.text.who_looked import asks_who_looked


@pytest.mark.parametrize(
    "text",
    [
        "谁查过我的信息",
        "有没有人动过我的账户",
        "我的资料被谁看过",
        "谁在查我的号码",
        "看看查询记录",
    ],
)
def test_a_wish_for_the_list_is_recognised(text: str) -> None:
    """Whoever is meant, and whatever was looked at."""
    assert asks_who_looked(text)


@pytest.mark.parametrize(
    "text",
    [
        "我要投诉客服态度",
        "你们泄露我的信息",
        "谁给我开通的彩铃",
        "天天有人打骚扰电话",
        "短信都发给谁了",
        '/file_complaint{"x": "1"}',
    ],
)
def test_complaints_stay_complaints(text: str) -> None:
    """Leaks, harassment and services that nobody ordered, and buttons."""
    assert not asks_who_looked(text)
