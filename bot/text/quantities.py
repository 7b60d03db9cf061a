"""How many of one thing are ordered: 来两个10G的流量包, 要3份, 加油包订两次.

A number before 个 counts many other things (两个G, 两个月, 第二个, 两个都要); those are left out.
"""

from __future__ import annotations

import re

from bot.text.numerals import is_rough, parse_number

_COUNTED = re.compile(
    r"(?<![\d.零一二两三四五六七八九十百千万第这那哪每几全])"
    r"(?P<count>\d{1,2}|[二两俩三四五六七八九十]{1,3}) ?(?:个|份|次|张|笔|遍)"
    r"(?! ?(?:[gm兆]|月|人|号|小时|钟头|星期|礼拜|周|天|年|多|半|工作日|问题|业务都|都|一起|方案)"
    r"|里|中|之?间|以[上下])",
    re.IGNORECASE,
)
_MOST = 99


def quantity_of(text: str) -> int:
    """Return how many are ordered in `text`; 1 when it does not say, or says 两三个."""
    for match in _COUNTED.finditer(text):
        said = match.group("count").replace("俩", "两")
        count = None if is_rough(said) else parse_number(said)
        if count is not None and 1 < count <= _MOST:
            return int(count)
    return 1
