"""Threats (handbook §6): going public, to the regulator, to court or to the police."""

from __future__ import annotations

import re

_NOISE = re.compile(r"[\s，。？?！!、,.~～…]+")
_THREAT = re.compile(
    r"曝光|工信部|工业和信息化部|12300|12315|12381|通(?:信)?管(?:理)?局|消协|消费者协会|消费者权益"
    r"|起诉|法院|打官司|律师函?|法律途径|仲裁|报警|报公安|(?:找|联系|告诉|叫|给|让|上)(?:媒体|记者|电视台|报社)"
    r"|315晚会|(?:发|上|挂)(?:到|在)?(?:网上|微博|抖音|热搜|朋友圈|小红书)"
    r"|告(?:你们|到底|上去|死)|法庭上?见"
)
# Said not to be meant, or told as something done to somebody else: no threat.
_NOT_MEANT = re.compile(
    r"(?:不想|不打算|没想|没打算|并?不是要?|不会|没有要|用不着|不至于)(?:去|到|找|要|真|闹|再|向|跟){0,4}$"
)


def is_threat(text: str) -> bool:
    """Tell whether `text` threatens to take the matter outside; 我不想去工信部 does not."""
    bare = _NOISE.sub("", text)
    if bare.startswith("/"):
        return False
    return any(_NOT_MEANT.search(bare[: match.start()]) is None for match in _THREAT.finditer(bare))
