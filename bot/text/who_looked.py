"""Recognises 谁查过我的信息: a wish to see who looked at the own account (handbook §3).

The fixed intents have none for it, so it is heard as a complaint (docs/labelling.md) and told
apart here.
"""

from __future__ import annotations

import re

_WHOM = (
    r"(?:谁|什么人|哪些人|哪个人|哪位|有没有人|有人|是不是有人|被人|别人|什么时候|哪个客服|有谁)"
)
_DID = r"(?:查|看|动|翻|调|登录|登陆|登|改|访问|操作|查询|查看|浏览|调取|偷看|用)(?:过|了|询过)?"
_WHAT = (
    r"(?:信息|资料|[账帐][户号]|详单|隐私|号码|记录|话费|套餐|密码|余额|通话|我的?号|我这个号|数据)"
)
_ASKS = re.compile(
    rf"{_WHOM}.{{0,8}}{_DID}.{{0,8}}{_WHAT}|{_WHAT}.{{0,8}}(?:被)?{_WHOM}.{{0,6}}{_DID}"
)
_RECORD = re.compile(
    r"谁(?:在|偷偷)?(?:查|看)(?:过|了)?我|(?:查询|访问|操作|查看|登录|查阅|变更|调取)(?:的)?(?:记录|日志|历史|留痕)|(?:谁|被)查(?:询|看)?的记录"
)
_OTHER = re.compile(
    r"打给谁|发给谁|开通|订购|扣费|扣的|泄露|泄漏|骚扰|推销|卖(?:了|给|我)|投诉|通话记录.{0,4}(?:打|发)"
)


def asks_who_looked(text: str) -> bool:
    """Tell whether `text` asks who looked at or changed the account.

    Leaks, harassment and services that nobody ordered are complaints, whoever looked.
    """
    if text.startswith("/") or _OTHER.search(text):
        return False
    return _ASKS.search(text) is not None or _RECORD.search(text) is not None
