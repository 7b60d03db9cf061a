"""What a customer may choose while a secret is awaited."""

from __future__ import annotations

import pytest

from bot.text.verification import choice_of


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("用服务密码", "password"),
        ("我要改用密码验证吧", "password"),
        ("用短信验证码吧", "code"),
        ("重新发送", "resend"),
        ("再发一次", "resend"),
        ("没收到验证码。", "resend"),
        ("验证码还没收到", "resend"),
        ("收不到短信", "resend"),
        ("换个号码", "other_number"),
        ("我想换一个手机号", "other_number"),
    ],
)
def test_a_choice_is_understood(text: str, choice: str) -> None:
    """However it is worded."""
    assert choice_of(text) == choice


@pytest.mark.parametrize(
    "text",
    ["我要重置服务密码", "怎么修改密码", "短信用了多少条", "我收不到信号", "验证码是什么", ""],
)
def test_another_matter_is_no_choice(text: str) -> None:
    """The whole message must say it."""
    assert choice_of(text) is None
