"""Questions that name no matter of their own: 要钱不, 最长多久, 怎么加."""

from __future__ import annotations

import re

from bot.text.ellipsis import LONGEST

_ASKS = (
    "多少钱|收不收费|收费|收钱|要钱|花钱|钱|免费|多长时间|多久|几天|多少天|什么时候|啥时候"
    "|最长|最短|最多|最少|最快|最晚|提前|材料|证件|手续|条件|带什么|带啥|怎么|咋|去哪|在哪|哪里|哪儿"
)
_BETWEEN = (
    "那么?|还|然后|另外|请问|需不需要|需要|要不要|要|得|会|是|大概|一般|等|带|准备|什么|啥|哪些"
    "|办理?|加|退|弄|搞|好|生效|可以|能|不|吗|么|嘛|呢|呀|啊|吧|的|了|开|用|有|里|儿|样"
)
_NO_MATTER = re.compile(f"(?:{_ASKS}|{_BETWEEN})+")
_ASKING = re.compile(_ASKS)
_MARKS = re.compile(r"[\s，。？?！!、,.~～…]+")


def names_no_matter(text: str) -> bool:
    """Tell whether `text` asks for price, time, place, papers or the way and names no matter.

    要钱不, 最长多久 and 怎么加 do; 彩铃要钱不 is a question of its own, 好的 asks nothing.
    """
    bare = _MARKS.sub("", text)
    return len(bare) <= LONGEST and bool(_NO_MATTER.fullmatch(bare) and _ASKING.search(bare))
