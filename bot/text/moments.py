"""When something happened, in the customer's own words: 昨天下午, 上周三, 三天前, 一直, 10月3号."""

from __future__ import annotations

import re

_NO = r"(?:\d{1,3}|[一二两三四五六七八九十几半好多]{1,3})"
_HOUR = r"(?:凌晨|清早|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜)"
_MOMENT = re.compile(
    rf"(?:(?:20\d{{2}}年)?{_NO}月{_NO}?(?:号|日|份|初|底|中旬|上旬|下旬)?|(?:大前|前|昨|今)(?:天|日|晚)|当天"
    rf"|(?:上上|上|这|本)(?:个)?(?:周|星期|礼拜)(?:[一二三四五六日天末])?|(?:上上|上|这|本)个月(?:{_NO}(?:号|日)|初|底)?"
    rf"|{_NO}(?:个)?(?:小时|钟头|天|周|星期|礼拜|月|年)(?:多)?(?:了|前|以前|之前)"
    rf"|刚刚?|刚才|最近(?:{_NO}天)?|近期|前几天|前两天|前段时间|一直|从.{{1,8}}?开始|去年|前年|今年)(?:的)?{_HOUR}?(?:{_NO}点(?:{_NO}分?|半)?(?:多|左右)?)?"
    rf"|{_HOUR}(?:{_NO}点(?:半)?(?:多|左右)?)?"
)


_REST = 6
"""Characters beside words for time that leave a text an answer to "when?"."""


def is_moment(text: str) -> bool:
    """Tell whether `text` says when and hardly anything else (一直这样，从上个月开始)."""
    return moment_of(text) is not None and len(_MOMENT.sub("", text).strip("，。,. ")) <= _REST


def moment_of(text: str) -> str | None:
    """Return the first wording in `text` that tells when and is not denied, or None."""
    for match in _MOMENT.finditer(text):
        if len(match.group()) > 1 and not text[: match.start()].endswith("不是"):
            return match.group()
    return None
