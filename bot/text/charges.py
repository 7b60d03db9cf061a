"""Which bill items charge for use beyond an allowance (handbook §2: 套餐外语音/流量/短信)."""

from __future__ import annotations

import re

from bot.text.resources import Resource

_BEYOND = re.compile(r"套餐外|套外|超出|超量|超套")
_RESOURCES: tuple[tuple[Resource, re.Pattern[str]], ...] = (
    ("data", re.compile(r"流量|上网|数据")),
    ("voice", re.compile(r"语音|通话|主叫|本地|长途")),
    ("sms", re.compile(r"短信|彩信")),
)


def overage_of(item: str) -> Resource | None:
    """Return what bill item `item` charges beyond the allowance, or None for any other item."""
    if not _BEYOND.search(item):
        return None
    return next((kind for kind, words in _RESOURCES if words.search(item)), None)
