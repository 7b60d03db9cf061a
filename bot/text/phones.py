"""Mobile numbers in any writing: 138 0001 0002, １３８…, 幺三八零零…, 138-0001-0002 and so on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.text.mention import Hit, Mention, mentions, without_denied
from bot.text.normalise import Normalised, normalise
from bot.text.numerals import DIGITS

_CHINESE = "零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_DIGIT = f"[0-9{_CHINESE}]"
# Radio digits, their homophones and the letter o, where only a digit can stand.
_SPOKEN_SO = (
    ("零", re.compile(f"(?<=[{_CHINESE}洞])洞")),
    ("零", re.compile(f"洞(?=[{_CHINESE}洞]{{3}})")),
    ("幺", re.compile(f"(?<=[{_CHINESE}])[么腰](?=[{_CHINESE}])")),
    ("幺", re.compile("(?:(?<=^)|(?<=[是号码:,， ]))[么腰](?=[三四五六七八九])")),
    ("七", re.compile(f"(?<=[{_CHINESE}])拐(?=[{_CHINESE}])")),
    ("九", re.compile(f"(?<=[{_CHINESE}])勾(?=[{_CHINESE}])")),
    (
        "二",
        re.compile(
            f"(?<=[{_CHINESE}])两(?![个百千万块元号年月天{_CHINESE}])"
            f"|(?<=[{_CHINESE}])两(?=[{_CHINESE}])"
        ),
    ),
    ("0", re.compile(r"(?<=[\do])o(?=[\do])")),
)
_BETWEEN = (
    r"(?:[ \-.,，、_/()]{0,2}|[ ,，、]{0,2}(?:然后(?:是)?|嗯+|呃+|额|那个|后面是?|接着是?"
    r"|再)[ ,，、]{0,2})"
)
# "三个零" is said for 000; only in the middle of digits, where it cannot be a count of things.
_REPEAT = f"(?:[两二三四五2-5]个{_DIGIT}(?!号|月))"
_RUN = re.compile(rf"\+?{_DIGIT}(?:{_BETWEEN}(?:{_REPEAT}|{_DIGIT}))*")
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
    spelt = _with_digits(source.text)
    hits = [hit for run in _RUN.finditer(spelt) for hit in _numbers_in(run)]
    return mentions(source, without_denied(source, hits))


def _with_digits(text: str) -> str:
    """Return `text` with every sign that stands for a digit replaced by it; the length stays."""
    for digit, pattern in _SPOKEN_SO:
        text = pattern.sub(digit, text)
    return text


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
