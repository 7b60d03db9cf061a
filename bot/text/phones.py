"""Mobile numbers in any writing: 138 0001 0002, １３８…, 幺三八零零…, 138-0001-0002 and so on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.text.mention import Hit, Mention, mentions, without_denied
from bot.text.normalise import Normalised, normalise
from bot.text.numerals import DIGITS

_DIGIT = "[0-9零〇一二三四五六七八九幺]"
# "三个零" is said for 000; only in the middle of digits, where it cannot be a count of things.
_REPEAT = f"(?:[两二三四五2-5]个{_DIGIT}(?!号|月))"
_RUN = re.compile(rf"\+?{_DIGIT}(?:[ \-.,，、]{{0,2}}(?:{_REPEAT}|{_DIGIT}))*")
_GROUP = re.compile(rf"(?:{_REPEAT}|{_DIGIT})+")
_PIECE = re.compile(rf"{_REPEAT}|{_DIGIT}")
_MOBILE = re.compile(r"(?:00?86|86)?(1[3-9]\d{9})")
_LONGEST = 15


def find_phones(text: str | Normalised) -> tuple[Mention[str], ...]:
    """Return the mobile numbers of `text` as 11 digits, without those the customer denies.

    A number never begins or ends inside a longer run of digits, so no part of an identity or
    card number is taken for one.
    """
    source = normalise(text)
    hits = [hit for run in _RUN.finditer(source.text) for hit in _numbers_in(run)]
    return mentions(source, without_denied(source, hits))


def _numbers_in(run: re.Match[str]) -> Iterator[Hit[str]]:
    groups = [
        (run.start() + group.start(), run.start() + group.end(), _expand(group.group()))
        for group in _GROUP.finditer(run.group())
    ]
    first = 0
    while first < len(groups):
        digits = ""
        for last in range(first, len(groups)):
            digits += groups[last][2]
            if len(digits) > _LONGEST:
                break
            mobile = _MOBILE.fullmatch(digits)
            if mobile is not None:
                yield Hit(groups[first][0], groups[last][1], (mobile.group(1),))
                first = last
                break
        first += 1


def _expand(group: str) -> str:
    pieces = []
    for piece in _PIECE.findall(group):
        repeated = len(piece) > 1
        pieces.append(str(DIGITS[piece[-1]]) * (DIGITS[piece[0]] if repeated else 1))
    return "".join(pieces)
