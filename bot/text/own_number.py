"""查本机号码: whether a customer asks which number the telephone has."""

from __future__ import annotations

import re

_OWN = r"(?:本机|我(?:自己)?的?|自己的?)"
_MINE = rf"(?:{_OWN}|(?:我)?这(?:个|张|台)?)"
_NUMBER = r"(?:手机|电话|卡|sim卡)?的?(?:手机|电话)?号码?"
_ASKS = re.compile(
    rf"{_MINE}{_NUMBER}(?:到底|究竟)?是?(?:多少|什么|啥|哪个|哪一个)"
    r"(?!钱|费|流量|套餐|积分|级|星|时候|状态|情况)"
    rf"|(?:查(?:询|一下|下|看|查)?|看(?:一下|下|看)?|显示|告诉我|想知道|知道){_OWN}{_NUMBER}"
    r"(?:呢|吗|吧|啊|呀)?[。？?！!]?$"
    rf"|(?:忘了?|忘记了?|不记得|记不(?:得|住|清)){_MINE}{_NUMBER}[了吗呢啊。？?]*$"
    r"|^本机号码[呢吗？?]?$",
    re.IGNORECASE,
)


def asks_own_number(text: str) -> bool:
    """Tell whether `text` asks for the number of this telephone (我的号码是多少)."""
    return _ASKS.search(text.strip()) is not None
