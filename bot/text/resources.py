"""What an allowance is of: data (流量), voice (语音, 分钟) or sms (短信)."""

from __future__ import annotations

import re
from typing import Literal

from bot.text.mention import Hit, Mention, mentions, without_denied
from bot.text.normalise import Normalised, normalise

Resource = Literal["data", "voice", "sms"]

_TIME = r"(?<![\d一二三四五六七八九十几半两多每])"
_WORDS: tuple[tuple[Resource, re.Pattern[str]], ...] = (
    (
        "data",
        re.compile(
            r"流量|(?<!晚)(?<!不怎么)(?<!不)上网(?!不|卡)|移动数据|流亮|留量|(?<![a-z])data(?![a-z])"
        ),
    ),
    # “等了十分钟” tells the time; minutes count as an allowance with 多少, 剩, 免费 or 通话 near.
    (
        "voice",
        re.compile(
            rf"语音(?!信箱|验证|播报|提示)|通话|打电话的?(?:时长|时间|分钟)|主叫|{_TIME}分钟"
            r"|(?<=[\d百千])分钟(?=的?(?:通话|语音|套餐|包|用完|够))|通话时长"
        ),
    ),
    # A text message that came, or that carries a code, is no allowance.
    (
        "sms",
        re.compile(
            r"(?<!收到)(?<!发来)(?<!收到一条)(?<!收到条)(?<!发来一条)(?<!发了条)(?<!个)(?<!账单)"
            r"短(?:信|消息|新(?=还|剩|能|用))(?!验证|随机|码|通知|提醒|提示|说|告诉|上说|里说|给我)"
        ),
    ),
)


def find_resources(text: str | Normalised) -> tuple[Mention[Resource], ...]:
    """Return the kinds of allowance named in `text`, each once, in order of first mention."""
    source = normalise(text)
    hits = [
        Hit(match.start(), match.end(), (kind,))
        for kind, pattern in _WORDS
        for match in pattern.finditer(source.text)
    ]
    kept = without_denied(source, sorted(hits, key=lambda hit: hit.start))
    first: dict[Resource, Mention[Resource]] = {}
    for mention in mentions(source, kept):
        first.setdefault(mention.value, mention)
    return tuple(first.values())
