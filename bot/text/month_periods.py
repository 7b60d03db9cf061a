"""Stretches of time that are no list of months: 最近三个月, 上季度, 去年下半年, 年初, 去年同期."""

from __future__ import annotations

import re

from accounts.month import Month
from bot.text.month_words import (
    COUNT,
    OF_ACCOUNT,
    YEAR,
    Reader,
    count_of,
    number_of,
    placed,
    span_of,
    year_of,
)

_LEADING = {"前": 0, "过去": 0, "之前": 0, "以前": 0, "头": 0, "上": 0, "往前": 0, "前面": 0}
_AGO = re.compile(rf"(?:({COUNT})个月|(半年))(?:之前|以前|前)(?!的?时候)")
_RECENT = re.compile(
    rf"(最近的?|近期|近来|近|这|过去的?|之前|以前|往前|前面|前|头|上(?!半年|一年))"
    rf"(?:(?:({COUNT})(?:个月|月份)|({COUNT})月(?!份|\d|[一二三四五六七八九十])|(半年)|(一年)"
    r"|一?个?(季度)))"
    r"(?!之?前|以前|之?后|以后|之?内|起|免|半价|优惠|打折|送)"
)
_EDGE = re.compile(
    rf"({YEAR})(?:的?年)?(底|末|初)"
    rf"|(?<![\d今去前明本大过])年(初)(?![一二三四五六七八九十\d])|(今年|去年)(?:的?年)(底"
    rf"|末|初)"
)
_QUARTER = re.compile(
    rf"(?:({YEAR})[ 的]?)?(?:第?([一二三四1-4])|q([1-4])|(上)(?:一|个)*|(?:本|这个?|当前"
    rf"|这一)())(?:季度|(?<=q[1-4]))"
)
_LAST_YEARS = re.compile(r"去年的?(?:同期|同月|这个?月份?|这个?时候|这会儿|同一个?月)")
_WITHIN = re.compile(rf"(?:(?:({COUNT})个月|(半年)|(一年))(?:以内|之内|内)){OF_ACCOUNT}")
_WHOLE_YEAR = re.compile(
    rf"({YEAR})(?:(上|下)半年|的?(?:全年|一整?年|整年)"
    rf"|(以来|年?到(?:现在|目前|今天)|至今)|{OF_ACCOUNT})"
)
_HALF = re.compile(r"(?<!年)(上|下)半年")


def _ago(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    back = 6 if match.group(2) else count_of(match.group(1))
    return (current.plus(-back),)


def _recent(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    lead, counted, short, half, year, quarter = match.groups()
    if quarter and lead not in {"近", "最近", "最近的", "近期", "过去", "过去的"}:
        return ()  # 这个季度 and 上个季度 are those of the calendar
    number = 6 if half else 12 if year else 3 if quarter else count_of(counted or short)
    if lead in {"这", "上"} and number == 1:
        return (current.plus(0 if lead == "这" else -1),)
    last = current.plus(-1) if lead.removesuffix("的") in _LEADING else current
    return span_of(last.plus(1 - number), last)


def _edge(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    named, edge, bare = match.group(1), match.group(2), match.group(3)
    year = year_of(named or match.group(4), current) or current.year
    return (Month(year, 1 if bare or (edge or match.group(5)) == "初" else 12),)


def _quarter(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    named, number, latin, last, _this = match.groups()
    first = Month(current.year, (current.number - 1) // 3 * 3 + 1)
    if last:
        first = first.plus(-3)
    elif number or latin:
        first = placed(3 * number_of(number or latin) - 2, year_of(named, current), current)
    return span_of(first, min(first.plus(2), max(current, first)))


def _last_years(_match: re.Match[str], current: Month) -> tuple[Month, ...]:
    return (current.plus(-12),)


def _within(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    counted, half, year = match.groups()
    number = 6 if half else 12 if year else count_of(counted)
    return span_of(current.plus(1 - number), current)


def _whole_year(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    year = year_of(match.group(1), current)
    if year is None:
        return ()
    half = match.group(2)
    first, last = (1, 6) if half == "上" else (7, 12) if half == "下" else (1, 12)
    return span_of(Month(year, first), min(Month(year, last), max(current, Month(year, first))))


def _half(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    first = placed(1 if match.group(1) == "上" else 7, None, current)
    return span_of(first, min(first.plus(5), current))


PERIODS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_AGO, _ago),
    (_RECENT, _recent),
    (_WHOLE_YEAR, _whole_year),
    (_HALF, _half),
    (_EDGE, _edge),
    (_QUARTER, _quarter),
    (_LAST_YEARS, _last_years),
    (_WITHIN, _within),
)
"""What to look for, and how to read it."""
