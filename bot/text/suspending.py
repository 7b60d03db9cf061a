"""Which suspension a customer means: 挂失 or 停机保号; and whether a lost telephone was found."""

from __future__ import annotations

import re
from typing import Literal

from bot.text.normalise import normalise

Suspension = Literal["loss", "request"]

_LOST = re.compile(
    r"丢(?!脸)|(?<![停销关退取])掉(?!线|话|网)|偷|抢|不见|没影|找不(?:到|着)|遗失|失窃|挂失|捡|"
    r"拿走|摸走|顺走|带走|被盗|盗刷|手机没了|卡没了|落(?:在|到|脱|出租|网约)|唔见"
)
_KEPT = re.compile(r"(?:不想|不|没)丢|不见得")
_PUT_BY = re.compile(
    r"停[机鸡]保[号耗]|保号|报停|(?:暂时|先|一段时间|个月|半年|这段时间|最近|不在家)[^，。]{0,4}不用|"
    r"用不(?:着|上|到)|暂停|(?:申请|办理?|临时|主动)[^，。]{0,2}停|留着|保留|存着|不是注销|"
    r"(?:半|[一两二三四五六1-9])(?:年|个月)|出国|出海|放假|坐月子|封闭|住院|出差"
)
_FOUND = re.compile(
    r"找(?:到|回|着)|解挂|解[出除]挂|(?:取消|撤销|不)挂失|挂失.{0,6}(?:解|取消|恢复|开)|捡回|拿回|补(?:好|了)卡"
)


def suspension_of(text: str) -> Suspension:
    """Return what `text` asks for; a word of loss outweighs the other, and is the default.

    A lost telephone has to be stopped at once, so doubt goes that way.
    """
    put_by = _PUT_BY.search(_KEPT.sub("", normalise(text).text)) is not None
    return "request" if put_by and not lost_something(text) else "loss"


def lost_something(text: str) -> bool:
    """Tell whether `text` speaks of a lost or stolen telephone or card."""
    return _LOST.search(_KEPT.sub("", normalise(text).text)) is not None


def was_lost(text: str) -> bool:
    """Tell whether a wish to resume speaks of a loss: then a code is not what is asked for."""
    plain = normalise(text).text
    return _FOUND.search(plain) is not None or "挂失" in plain
