"""What became of a step that a customer tried: 好了, 还是不行, 下一步; and asking for something."""

from __future__ import annotations

import re
from typing import Literal

Outcome = Literal["solved", "unsolved", "next", "report"]

_NOISE = re.compile(r"[\s，。？?！!、,.~～…]+")
_REPORT = re.compile(
    r"(?:直接|马上|赶紧|还是|给我|帮我|要)?(?:报修|报障|派人|派师傅|上门)|(?:懒得|不想|没空)(?:弄|试|搞)"
)
_NEXT = re.compile(r"下一步|下一个|跳过|下一条|继续|然后呢|还有(?:别的|其他|其它)(?:办法|方法)")
_UNSOLVED = re.compile(
    r"不行|没用|无效|没(?:有)?(?:好|解决|反应|变化|效果|恢复|信号|网|修好)|还(?:是|没|不)|依然|依旧|仍然?|一样|照旧|老样子"
    r"|不(?:好使|管用|起作用)|(?:都|已经|早就?)?试过了?$|(?:都|已经|早就?)试了|试(?:过|了).{0,4}(?:不|没)"
    r"|(?:上|连|打|收|发|看|用)不(?:了|上|通|到|出|成)|没成"
)
_SOLVED = re.compile(
    r"(?:已经|现在|这下|终于|真的?|又|都|突然|自己|网络?|信号|宽带|电视|可以)?"
    r"(?:好了|好啦|修好了|恢复了?|正常了?|解决了?|搞定了?|弄好了|可以了|行了|能用了|能上(?:网)?了|能打(?:通)?了|通了|有信号了|有网了|来网了|收到了)"
)
_REQUEST = re.compile(
    r"帮我|给我查|查(?:一下|下|查|询)|看(?:一下|下|看)|多少|我想(?:办|开|换|查|问|改|充)|我要(?:办|开|换|查|改|充|交)"
    r"|等(?:一下|下)|先(?!不|是|生|前|说好|进)|顺便|问(?:一下|下|问)"
)
NARRATIVE = 14
"""Characters from which words that ask for nothing are taken for a story."""


_BEGINNING = 6
"""Characters within which a request begins; later on, 帮我 tells what somebody else did."""


def outcome_of(text: str) -> Outcome | None:
    """Return what `text` says of a step that was tried, or None when it does not say."""
    bare = _NOISE.sub("", text)
    for outcome, pattern in _OUTCOMES:
        if pattern.search(bare):
            return outcome
    return "solved" if _SOLVED.search(bare) else None


_ADDS = re.compile(r"(?:还有|另外|而且|补充|再加|对了|以及|他们?还|并且|哦对)")


def adds_to_story(text: str) -> bool:
    """Tell whether `text` goes on with what was told (还有，他们还…) and asks for nothing."""
    bare = _NOISE.sub("", text)
    return _ADDS.match(bare) is not None and _REQUEST.search(bare) is None


def asks_for_something(text: str) -> bool:
    """Tell whether `text` reads as a request of its own rather than as a story being told."""
    bare = _NOISE.sub("", text)
    return len(bare) < NARRATIVE or _REQUEST.search(bare[:_BEGINNING]) is not None


_OUTCOMES: tuple[tuple[Outcome, re.Pattern[str]], ...] = (
    ("report", _REPORT),
    ("next", _NEXT),
    ("unsolved", _UNSOLVED),
)
