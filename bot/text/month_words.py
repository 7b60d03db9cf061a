"""The words that month phrases are made of, and how their numbers are placed in time."""

from __future__ import annotations

import re
from collections.abc import Callable

from accounts.month import Month
from bot.text.numerals import is_rough, parse_number

Reader = Callable[[re.Match[str], Month], tuple[Month, ...]]
"""Turns a phrase into months, seen from the present one; no months when it means none."""

_MAX_RANGE = 24
NO = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
YEAR = (
    r"(?:大前年|前年|去年|上一?年|今年|本年度?|明年"
    r"|(?:20)?\d{2}年|[二两][零〇][零〇一二三四五六七八九]{2}年|二[一二三四五六七八九]年)"
)
COUNT = r"(?:1[0-2]|[1-9]|十[一二]?|一两|两三|二三|三四|四五|五六|[两俩二三四五六七八九一]|几)"
NOT_INSIDE = r"(?<![\d.点一二三四五六七八九十百千两])"
# 月租, 月费, 月包… belong together, so the number before them is a price or a count.
MONTH = r" ?月(?!租|费(?!用)|包|供|卡|票|饼|结|嫂|付|均|度|光|经|亮|老)(?: ?份)?"
OF_ACCOUNT = (
    r"(?=的?(?:总共|一共|总|全部|所有|每个月|各月)?的?"
    r"(?:账单|帐单|话费|电话费|手机费|花费|费用|消费|缴费|交费|充值|详单|清单|明细|流量|通话|短信"
    r"|发票|账|花了|用了|全年|一整?年|整年))"
)
_RELATIVE_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "上一年": -1, "明年": 1}


def placed(number: int, year: int | None, current: Month) -> Month:
    """Return month `number` of `year`, or without one the latest that is not in the future."""
    if year is not None:
        return Month(year, number)
    this_year = Month(current.year, number)
    return this_year if this_year <= current else Month(current.year - 1, number)


def next_of(number: int, first: Month) -> Month:
    """Return the first month `number` from `first` on."""
    return first.plus((number - first.number) % 12)


def span_of(first: Month, last: Month) -> tuple[Month, ...]:
    """Return the months from `first` to `last`, at most `_MAX_RANGE` and then the latest."""
    length = min(last.since(first) + 1, _MAX_RANGE)
    return tuple(last.plus(step - length + 1) for step in range(length))


def year_of(word: str | None, current: Month) -> int | None:
    """Return the year that `word` means, or None without a word."""
    if not word:
        return None
    if word in _RELATIVE_YEARS:
        return current.year + _RELATIVE_YEARS[word]
    value = parse_number(word.rstrip("年度"))
    if value is None:  # 今年, 本年, 本年度
        return current.year
    number = int(value)
    return number if number >= 1000 else 2000 + number  # noqa: PLR2004 - 26年 is 2026


def number_of(word: str) -> int:
    """Return the number of a month's name; raises ValueError when it is none."""
    value = parse_number(word)
    if value is None:
        raise ValueError(f"not a month's number: {word!r}")
    return int(value)


def count_of(word: str) -> int:
    """Return how many months `word` counts; 几 are three, of 两三 the larger."""
    if is_rough(word):
        return number_of(word[-1])  # 近两三个月: rather one too many
    return 3 if word == "几" else number_of(word)
