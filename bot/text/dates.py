"""Days: 今天, 昨天, 前天, 10月3号, 上个月5号, 3号, 2026-10-03.

Customers speak of days that were: a day without a year, or without a month, that would lie in
the future is taken from the year, or the month, before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from accounts.month import Month
from bot.text.mention import Hit, Mention, mentions, without_denied, without_overlaps
from bot.text.months import find_months
from bot.text.normalise import Normalised, normalise
from bot.text.numerals import parse_number

_RELATIVE = (("大前", -3), ("前", -2), ("昨", -1), ("今", 0), ("明", 1), ("大后", 3), ("后", 2))
_WORDS = {stem + unit: days for stem, days in _RELATIVE for unit in ("天", "日", "儿个")}
_WORD = re.compile(r"(?<!大)(?<!之)(?<!以)(?:" + "|".join(_WORDS) + r")(?!后)")
_NO = r"(?:[12]\d|3[01]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九]|二十)"
# A bare “3号” is a day unless a thing that is numbered stands after it.
_DAY = re.compile(
    rf"(?<![\d.一二三四五六七八九十街路道弄巷第])({_NO})(?:号|日)(?!线|楼|店|厅|机|码|卡|段|院|门|台|人|客|位)"
)
_ISO = re.compile(r"(?<!\d)(20\d{2})[-/.年](1[0-2]|0?[1-9])[-/.月](3[01]|[12]\d|0?[1-9])(?!\d)")
_TO_DAY = re.compile(r"^的?$")


def find_dates(text: str | Normalised, today: date) -> tuple[Mention[date], ...]:
    """Return the days named in `text`, seen from `today` in Shanghai; denied ones are left out."""
    source = normalise(text)
    hits = without_overlaps(_candidates(source, today))
    return mentions(source, without_denied(source, hits))


def _candidates(source: Normalised, today: date) -> Iterator[Hit[date]]:
    for match in _WORD.finditer(source.text):
        day = today + timedelta(days=_WORDS[match.group()])
        yield Hit(match.start(), match.end(), (day,))
    for match in _ISO.finditer(source.text):
        yield from _hit(match.start(), match.end(), _day(*map(int, match.groups())))
    current = Month(today.year, today.month)
    days = tuple(_DAY.finditer(source.text))
    if not days:
        return
    months = find_months(Normalised(source.text, source.text, *_identity(source.text)), current)
    for match in days:
        number = int(parse_number(match.group(1)) or 0)
        named = [m for m in months if _TO_DAY.match(source.text[m.end : match.start()])]
        named = [m for m in named if m.end <= match.start()]
        if named:
            last = named[-1]
            yield from _hit(last.start, match.end(), _day(*last.value, number))
        else:
            month = current if number <= today.day else current.plus(-1)
            yield from _hit(match.start(), match.end(), _day(*month, number))


def _identity(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return tuple(range(len(text))), tuple(range(1, len(text) + 1))


def _hit(start: int, end: int, day: date | None) -> Iterator[Hit[date]]:
    if day is not None:
        yield Hit(start, end, (day,))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
