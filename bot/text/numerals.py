"""Numbers as Chinese people write and say them: 二十, 一百五, 两千三, 3千, 1.5万, 幺三八.

cn2an reads full forms only (it refuses 一百五 and 3千5), so the reader is our own; the tests hold
it against cn2an where both can read.
"""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    **{char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")},
    **{str(value): value for value in range(10)},
    "〇": 0,
    "两": 2,
    "俩": 2,
    "仨": 3,
    "幺": 1,
}
_SMALL_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG_UNITS = {"万": 10**4, "亿": 10**8}
_TOKEN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|.")

_PAIRS = frozenset(
    ("一两", "一二", "两三", "二三", "三四", "三五", "四五", "五六", "六七", "七八", "八九")
)
CHINESE_DIGIT = "零〇一二三四五六七八九幺两"
# A run that may be a number; `parse_number` decides. For use inside larger patterns.
NUMBER = (
    r"(?:\d{1,16}(?:,\d{3}){0,5}(?:\.\d{1,4})?(?:[十百千万亿]\d?)?"
    r"|[零〇一二两俩仨三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿卅]{1,16}"
    r"(?:点[零〇一二三四五六七八九]{1,4})?)"
)


def parse_number(text: str) -> Decimal | None:
    """Return the value of a whole numeral, or None when `text` is not one well-formed number.

    A digit after a unit counts tenths of it, as people say it: 一百五 is 150, 三万二 is 32000.
    Digits without a unit are read one by one: 二零二六 is 2026.
    """
    text = text.replace("廿", "二十").replace("卅", "三十")
    whole, point, fraction = text.partition("点")
    if point:
        return _with_fraction(whole, fraction)
    tokens = _TOKEN.findall(text)
    if not tokens:
        return None
    if all(token in DIGITS for token in tokens):
        return Decimal("".join(str(DIGITS[token]) for token in tokens))
    if len(tokens) == 1 and len(text) > 1:
        return _plain(text)  # 0.00 is a number too; a lone sign is left to its unit
    return _with_units(tokens)


def is_rough(text: str) -> bool:
    """Tell whether `text` is two neighbouring digits said for “about so many”: 两三, 五六."""
    return text in _PAIRS


def digits_of(text: str) -> str:
    """Return the digits of `text`, Chinese or Arabic, as ASCII; other characters are left out."""
    return "".join(str(DIGITS[char]) for char in text if char in DIGITS)


def _with_fraction(whole: str, fraction: str) -> Decimal | None:
    value = parse_number(whole)
    tail = digits_of(fraction)
    if value is None or not fraction or len(tail) != len(fraction):
        return None
    return value + Decimal(tail).scaleb(-len(tail))


def _with_units(tokens: list[str]) -> Decimal | None:
    reader = _UnitReader()
    for token in tokens:
        if not reader.take(token):
            return None
    return reader.finish()


class _UnitReader:
    """Adds up a numeral with units from left to right; refuses what no speaker would say."""

    def __init__(self) -> None:
        self._total = Decimal(0)  # sections closed by 万 or 亿
        self._section = Decimal(0)  # what stands before the next 万 or 亿
        self._number: Decimal | None = None  # the number waiting for its unit
        self._last_small = 10**4
        self._last_big = 10**12
        self._unit_before = 1  # the unit just read; 1 after a number or a zero
        self._tail_unit = 1  # the unit that a bare last digit would count tenths of

    def take(self, token: str) -> bool:
        """Read one token; False when it cannot stand here."""
        if token in _SMALL_UNITS:
            return self._small(_SMALL_UNITS[token])
        if token in _BIG_UNITS:
            return self._big(_BIG_UNITS[token])
        value = _plain(token)
        if value is None or self._number is not None:
            return False
        if value == 0:
            if self._unit_before == 1:
                return False  # a leading or doubled zero is a digit string, not a number
            self._unit_before = 1
            return True
        self._number = value
        self._tail_unit = self._unit_before
        self._unit_before = 1
        return True

    def finish(self) -> Decimal | None:
        """Return the value, or None when nothing was counted."""
        value = self._total + self._section
        if self._number is not None:
            if self._tail_unit > 10 and self._number < 10:  # noqa: PLR2004 - a lone digit
                return value + self._number * self._tail_unit / 10
            value += self._number
        return value

    def _small(self, unit: int) -> bool:
        if self._number is None:
            if unit != _SMALL_UNITS["十"]:
                return False
            self._number = Decimal(1)  # 十五 and 一百十五 leave the one unsaid
        if unit >= self._last_small:
            return False
        self._section += self._number * unit
        self._number = None
        self._last_small = self._unit_before = unit
        return True

    def _big(self, unit: int) -> bool:
        section = self._section + (self._number or 0)
        if section == 0 or unit >= self._last_big:
            return False
        self._total += section * unit
        self._section = Decimal(0)
        self._number = None
        self._last_small = 10**4
        self._last_big = self._unit_before = unit
        return True


def _plain(token: str) -> Decimal | None:
    if token in DIGITS:
        return Decimal(DIGITS[token])
    if token[0].isdecimal() and token.isascii():
        return Decimal(token.replace(",", ""))
    return None
