"""Data volumes: 十个G, 500兆, 30GB, 1.5G, 一个T → whole MB (1 GB is 1024 MB)."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from bot.text.mention import Hit, Mention, mentions, without_denied
from bot.text.normalise import Normalised, normalise
from bot.text.numerals import NUMBER, is_rough, parse_number

_UNITS = {"g": 1024, "吉": 1024, "m": 1, "兆": 1, "t": 1024 * 1024}
_VOLUME = re.compile(
    r"(?<![\d.点零一二两三四五六七八九十百千几好])(?:(?<![a-z])|(?<=\dg)|(?<=\dm)|(?<=gb)|(?<=mb))"
    rf"(?:(?P<number>\d{{1,3}}点\d{{1,2}}|{NUMBER})(?:多|来|几)?(?:个|\s)?多?(?P<half>半)?"
    rf"|(?P<lone_half>半)个?) ?"
    r"(?:(?P<latin>g|m|t)(?:b|i?b)?(?![a-z])|(?P<chinese>兆|吉)(?:字节|b|比特)?)"
)
# A line has a speed: 300兆宽带, 光纤500M, 千兆.
_LINE_AFTER = re.compile(r"^ ?(?:的|光纤)?(?:宽带|带宽|光纤|光猫|专线|网(?!上))")
_LINE_BEFORE = re.compile(r"(?:宽带|光纤|带宽|专线|网速)[^,，。;；!！?？]{0,8}$")
# 2G–5G name a kind of network unless the words around them speak of a volume.
_GENERATION = re.compile(r"[2-5二三四五]g")
_VOLUME_AFTER = re.compile(r"^的?(?:流量|包|月包|日包|加油包|数据|够|多(?!少)|左右|了|吧?$)")
_VOLUME_BEFORE = re.compile(
    r"(?:剩|剩下|剩余|还有|用了|用掉|超了?|(?<=[还只才共约仅带含就餐面包])有|送|加|买|来|订|多|只|才|共|约|差|每月|给我"
    r"|开个|扣了?|包)(?:了)?\s*$"
)
_NETWORK_BEFORE = re.compile(r"(?:开通|升级?|升到|换成?|支持|用的是?|办理?|什么是|覆盖)\s*$")
_NETWORK_AFTER = re.compile(
    r"^的?(?:网|套餐|信号|卡|手机|用户|基站|版|功能|服务|覆盖|消息|速度|网速)"
)


def find_data_amounts(text: str | Normalised) -> tuple[Mention[int], ...]:
    """Return the data volumes of `text` in whole MB; denied ones and network kinds are left out.

    “5G套餐” and “4G信号” are no volumes, “5G流量” and “还剩5G” are. The speed of a broadband line
    (300兆宽带) is none either.
    """
    source = normalise(text)
    hits: list[Hit[int]] = []
    for match in _VOLUME.finditer(source.text):
        value = _megabytes(match)
        if value is not None and not _is_no_volume(source.text, match):
            hits.append(Hit(match.start(), match.end(), (value,)))
    return mentions(source, without_denied(source, hits))


def _megabytes(match: re.Match[str]) -> int | None:
    word = match.group("number")
    if word is not None and is_rough(word):
        return None
    number = Decimal("0.5") if word is None else parse_number(_decimal_point(word))
    if number is None or number <= 0:
        return None
    if match.group("half"):
        number += Decimal("0.5")
    volume = number * _UNITS[match.group("latin") or match.group("chinese")]
    return int(volume.quantize(Decimal(1), ROUND_HALF_UP)) or None


def _decimal_point(word: str) -> str:
    return word.replace("点", ".") if word[0].isdecimal() else word


def _is_no_volume(text: str, match: re.Match[str]) -> bool:
    if _is_generation(text, match):
        return True
    if (match.group("latin") or match.group("chinese")) not in {"m", "兆"}:
        return False
    before, after = text[max(0, match.start() - 12) : match.start()], text[match.end() :][:5]
    return bool(_LINE_AFTER.match(after) or _LINE_BEFORE.search(before))


def _is_generation(text: str, match: re.Match[str]) -> bool:
    if not _GENERATION.fullmatch(match.group()):
        return False
    before, after = text[max(0, match.start() - 12) : match.start()], text[match.end() :]
    if _NETWORK_AFTER.match(after) or (not after and _NETWORK_BEFORE.search(before)):
        return True
    return not (_VOLUME_AFTER.match(after) or _VOLUME_BEFORE.search(before))
