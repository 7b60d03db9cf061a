"""Finds that a message asks for a person, for the moments in which the model cannot be asked.

A model knows far more wordings (tests/dialogue/request_human.yml). This one errs towards people:
whoever is told that the system is busy is not worse off with somebody who listens.
"""

from __future__ import annotations

import re

from bot.text.normalise import normalise

_PEOPLE = "人工|真人|活人|大活人|坐席|座席|客服|接线员|话务员|专员|经理|领导|主管|负责人|工作人员"
_VERB = "找|转|接|换|要|派|请|叫(?=个|一个)"
_ASKS = re.compile(
    rf"{_PEOPLE}"
    rf"|(?:{_VERB})(?:个|一个|位|一位|你们的?|你们那?)?(?:能\w{{1,4}}的)?人(?!家|民|脸)"
    r"|(?:不要|别|不想)(?:再)?(?:跟|和|用)?(?:你这)?(?:机器|智能|AI|电脑)"
    r"|\brg(?:fw)?\b|zrg|\bkf\b|ren\s?gong|human|agent|operator",
    re.IGNORECASE,
)
_APART = re.compile(r"(?<=[\u4e00-\u9fff])[\s\-_.·]+(?=[\u4e00-\u9fff])")
_REFUSES = re.compile(rf"(?:不用|不要|不需要|先别|别给?我?|不想)(?:再)?(?:转|找|接)?(?:{_PEOPLE})")


def asks_for_people(text: str) -> bool:
    """Tell whether `text` seems to ask for a person, or wants no machine."""
    said = _APART.sub("", normalise(text).text)
    return bool(_ASKS.search(said)) and not _REFUSES.search(said)
