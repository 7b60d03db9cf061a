"""What a customer says in one message with a code or password: ``123456 再帮我查下余额``."""

from __future__ import annotations

import re

SHORTEST = 4
"""Characters from which the rest of a message can be a question of its own."""

_MARK = "●"  # what `bot.redaction` leaves in place of each digit; a test keeps the two equal
_AROUND = re.compile(
    rf"[{_MARK}\d\s]*(?:(?:这是|我的|是)*(?:短信|服务|动态)?(?:验证码|随机码|密码|校验码)(?:是|为)?)?"
    rf"[:：]?\s*{_MARK}[{_MARK}\d\s]*"
)
_EDGES = " ，。,.:：;；!！?？、~～\n\t"


def beside_secret(redacted: str) -> str:
    """Return what else `redacted` says, or nothing when that can be no question.

    The secret stands in it as dots; its name and the marks are left out.
    """
    rest = _AROUND.sub(" ", redacted).strip(_EDGES)
    said = sum(char.isalnum() for char in rest)
    return rest if said >= SHORTEST else ""
