"""Elliptic follow-ups are told from questions of their own."""

from __future__ import annotations

import pytest

from bot.text.ellipsis import is_elliptic


@pytest.mark.parametrize(
    "text", ["流量呢", "那流量呢？", "那余额", "还有积分", "那上个月的呢", "套餐呢呀", "再查查积分"]
)
def test_a_short_leaning_phrase_is_a_follow_up(text: str) -> None:
    """It inherits the month and number of the matter before it."""
    assert is_elliptic(text)


@pytest.mark.parametrize(
    "text",
    [
        "查一下流量",
        "我的话费余额",
        "那请帮我查一下我这个月的话费到底是多少",
        "",
        "呢称怎么改",
        '/query_usage{"resource": "data"}',
    ],
)
def test_a_whole_question_is_none(text: str) -> None:
    """It starts from the current month."""
    assert not is_elliptic(text)
