"""What a customer may choose while a code or password is awaited: 重新发送, 改用服务密码."""

from __future__ import annotations

import re
from typing import Literal

Choice = Literal["code", "password", "resend", "other_number"]

_NOISE = re.compile(r"[\s，。？?！!、,.~～…]+")
_POLITE = r"(?:我|我要|我想|麻烦|请|帮我|给我|可以|能不能|能)*"
_END = r"(?:吧|了|呢|吗|呀|啊|可以吗|行吗|一下|一次|一遍)*"
_CODE = r"(?:(?:短信)?(?:验证码|随机码|校验码)|短信)"
_CHOICES: tuple[tuple[Choice, str], ...] = (
    ("password", r"(?:改用|换用|换成|使用|用|换|输)(?:服务)?密码(?:验证|登录)?"),
    ("password", r"(?:服务)?密码(?:验证|登录)?"),
    ("code", rf"(?:改用|换用|换成|使用|用|换){_CODE}(?:验证)?"),
    ("resend", rf"(?:重新?|再)(?:发送?|获取|来)(?:一次|一遍|一下|一个|个)?{_CODE}?"),
    ("resend", rf"(?:还|一直)?(?:没|没有)(?:收到|收着|来){_CODE}?"),
    ("resend", rf"{_CODE}(?:还|一直)?(?:没|没有|收不)(?:收到|来|到)"),
    ("resend", rf"收不到{_CODE}?"),
    ("other_number", r"换(?:一)?个?(?:手机)?(?:号码|号)(?:验证|查)?"),
)
_PATTERNS = tuple((choice, re.compile(f"{_POLITE}{pattern}{_END}")) for choice, pattern in _CHOICES)


def choice_of(text: str) -> Choice | None:
    """Return what `text` chooses, or None.

    The whole message must say it: ``我要重置服务密码`` chooses nothing.
    """
    bare = _NOISE.sub("", text)
    return next((choice for choice, pattern in _PATTERNS if pattern.fullmatch(bare)), None)
