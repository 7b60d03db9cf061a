"""What stands beside a code or password."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.redaction import SECRET_MARK
from bot.text.beside import SHORTEST, beside_secret


@pytest.mark.parametrize(
    ("said", "beside"),
    [
        ("{} 再帮我查下余额", "再帮我查下余额"),
        ("密码{} 顺便看看流量还剩多少", "顺便看看流量还剩多少"),
        ("查下积分，验证码是{}", "查下积分"),
        ("验证码：{}，查完话费再查积分", "查完话费再查积分"),
    ],
)
def test_a_question_is_what_is_left_without_the_secret_and_its_name(said, beside) -> None:
    """In front of it or behind it."""
    assert beside_secret(said.format(SECRET_MARK)) == beside


@pytest.mark.parametrize("said", ["{}", "密码是{}", "我的验证码：{} 谢谢", "{}好了", "{} {}"])
def test_the_secret_alone_leaves_nothing(said) -> None:
    """Nor does a word of courtesy."""
    assert beside_secret(said.format(SECRET_MARK, SECRET_MARK)) == ""


@given(st.text(max_size=30), st.text(max_size=30))
def test_what_is_left_was_said_and_is_long_enough(before, after) -> None:
    """Whatever stands around the secret."""
    left = beside_secret(f"{before}{SECRET_MARK}{after}")

    assert SECRET_MARK not in left
    assert not left or sum(char.isalnum() for char in left) >= SHORTEST
