"""Month phrases: 本月, 上个月, 前两个月, 去年十二月, 十月份, 九到十一月, 2026-10 and their kin.

Readings that a rule had to settle:

- A bare month that would lie in the future means last year's (in October, 十一月 is last
  November); a range keeps running forward from its first month, even into the future (九到十一月).
- 前/过去 N 个月 are complete months and end with last month; 最近/近/这 N 个月 end with the
  present one.
- “几个月” is three. N 个月前 is the one month that lies so far back.
- A year with a word of account after it (去年的话费) is each of its months up to the present one.
- A date names its month too: 10月3号 is a date and lies in a month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from accounts.month import Month
from bot.text.mention import Hit, Mention, mentions, without_denied, without_overlaps
from bot.text.month_periods import PERIODS
from bot.text.month_words import (
    MONTH,
    NO,
    NOT_INSIDE,
    YEAR,
    Reader,
    next_of,
    number_of,
    placed,
    span_of,
    year_of,
)
from bot.text.normalise import Normalised, normalise

_ANY = re.compile(r"[月年季]|month|20\d\d")
"""Without one of these there is no month; most messages are done with here."""


_SINGLES = (
    (re.compile(r"(?:上){3}个?月"), -3),
    (re.compile(r"大?上上(?:一|个)*月|大上(?:一|个)*月|(?<!之)(?<!目)(?<!以)前个?月(?!租)"), -2),
    (
        re.compile(
            r"(?<![上大])上(?:一|个)*月份?(?!租)|(?<!以)前一个月|(?<![a-z])last month|尚个月"
        ),
        -1,
    ),
    # 查一下下个月 speaks of next month, 查一下一月份 of January: 一下 is not part of the phrase.
    (re.compile(r"(?<!一)下下个?月"), 2),
    (re.compile(r"(?:(?:(?<=一下)|(?<![下一]))下(?:一|个)*月份?|次月)(?!租)"), 1),
    (
        re.compile(r"(?:本|这个|这一个|这|当|当前|今)月份?(?!租)|(?<![a-z])this month"),
        0,
    ),
)
_SPELT = re.compile(
    rf"(?:({YEAR})[ 的]?)?{NOT_INSIDE}((?:{NO}(?:月份?)?[、,，和跟与及]){{0,11}}){NO}{MONTH}"
)
_SPELT_RANGE = re.compile(
    rf"(?:({YEAR})[ 的]?)?{NOT_INSIDE}({NO})(?:月份?)?(?:到|至|-|~)+({NO}){MONTH}"
)
# Neighbours said in one breath: 七八月份, 七八九三个月.
_ADJACENT = re.compile(
    rf"(?:({YEAR})[ 的]?)?{NOT_INSIDE}([一二三四五六七八九]{{1,5}}[二三四五六七八九十])"
    r"(?:月份?|[两二三四五六]个月)"
)
_COUNTED = re.compile(
    rf"(?:({YEAR})[ 的]?)?{NOT_INSIDE}((?:{NO}(?:月份?)?[、,，和跟与及]){{1,11}}{NO})"
    rf"(?:这)?[两俩二三四五六]个月"
)
_NEW_YEAR = re.compile(rf"(?:({YEAR})[ 的]?)?(?<![\d一二三四五六七八九十百千])元{MONTH}")
_ISO = re.compile(r"(?<![\d.])(20\d{2})(?:[-/.]|年 ?)(1[0-2]|0?[1-9])(?!\d)(?:月份?)?")
_COMPACT = re.compile(r"(?<![\d.码])(20\d{2})(1[0-2]|0[1-9])(?![\d.]|元|块|兆|m|g)")
_PRICE_OF_A_MONTH = re.compile(
    r"^(?:的?话?费?)?(?:要|得|是|才|就)*(?:一|多少|几块|几元|几毛|几个钱|\d+[元块])"
)
_JOINT = re.compile(r"^(?:的|份|这|一直|直)*(?:到|至|-|~)+(?:了)?$")
_LISTED = re.compile(r"^(?:的|份)?[、,，和跟与及]$")
_UNTIL_NOW = re.compile(r"^(?:的|份|一直|直)*(?:到|至)(?:现在|目前|今天|如今|今日)")


def find_months(text: str | Normalised, current: Month) -> tuple[Mention[Month], ...]:
    """Return the months named in `text`, seen from the month `current` in Shanghai.

    A range yields one mention for each month, all with the span of the whole phrase. What the
    customer denies (“不是这个月，是上个月”) is left out. Durations and prices by the month
    (三个月后, 每个月, 包月, 月租) are no months.
    """
    source = normalise(text)
    if not _ANY.search(source.text):
        return ()
    hits = without_overlaps(_candidates(source.text, current))
    hits = _years_carried_on(source.text, hits)
    return mentions(source, without_denied(source, _ranges_joined(source.text, hits, current)))


def _candidates(text: str, current: Month) -> Iterator[Hit[Month]]:
    for pattern, offset in _SINGLES:
        for match in pattern.finditer(text):
            yield _hit(match, (current.plus(offset),))
    readers: tuple[tuple[re.Pattern[str], Reader], ...] = (
        (_SPELT_RANGE, _spelt_range),
        (_SPELT, _spelt),
        (_ADJACENT, _adjacent),
        (_ISO, _numeric),
        (_COMPACT, _numeric),
        (_COUNTED, _counted),
        (_NEW_YEAR, _new_year),
        *PERIODS,
    )
    for pattern, read in readers:
        for match in pattern.finditer(text):
            values = read(match, current)
            if values:
                yield _hit(match, values)


def _hit(match: re.Match[str], values: tuple[Month, ...]) -> Hit[Month]:
    return Hit(match.start(), match.end(), values)


def _spelt(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    text = match.string
    phrase = text[match.start() : match.end()]
    if phrase == "一月" and _PRICE_OF_A_MONTH.match(text[match.end() :]):
        return ()  # “一月多少钱” asks for a price by the month
    year = year_of(match.group(1), current)
    spelt = phrase[len(match.group(1) or "") :]
    numbers = [number_of(part) for part in re.findall(NO, spelt)]
    return tuple(placed(number, year, current) for number in numbers)


def _spelt_range(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    first = placed(number_of(match.group(2)), year_of(match.group(1), current), current)
    return span_of(first, next_of(number_of(match.group(3)), first))


def _adjacent(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    numbers = [number_of(char) for char in match.group(2)]
    if any(after != before + 1 for before, after in pairwise(numbers)):
        return ()
    start = placed(numbers[0], year_of(match.group(1), current), current)
    return tuple(start.plus(step) for step in range(len(numbers)))


def _counted(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    year = year_of(match.group(1), current)
    numbers = [number_of(part) for part in re.findall(NO, match.group(2))]
    return tuple(placed(number, year, current) for number in numbers)


def _new_year(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    return (placed(1, year_of(match.group(1), current), current),)


def _numeric(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    year = int(match.group(1))
    if abs(year - current.year) > 5:  # noqa: PLR2004 - further off it is some other number
        return ()
    return (Month(year, int(match.group(2))),)


def _years_carried_on(text: str, hits: list[Hit[Month]]) -> list[Hit[Month]]:
    """Let a listed bare month keep the year: 去年十一月和十二月 are both last year's."""
    carried: list[Hit[Month]] = []
    for hit in hits:
        before = carried[-1] if carried else None
        if (
            before is not None
            and re.match(YEAR, text[before.start :])
            and re.match(rf"{NO}月", text[hit.start :])
            and _LISTED.match(text[before.end : hit.start])
        ):
            moved = tuple(Month(before.values[-1].year, month.number) for month in hit.values)
            hit = Hit(hit.start, hit.end, moved)  # noqa: PLW2901 - the same find, dated
        carried.append(hit)
    return carried


def _ranges_joined(text: str, hits: list[Hit[Month]], current: Month) -> list[Hit[Month]]:
    """Join “去年十一月到今年二月” and “九月到现在” into one hit with every month between."""
    joined: list[Hit[Month]] = []
    for hit in hits:
        before = joined[-1] if joined else None
        if before is not None and _JOINT.match(text[before.end : hit.start]):
            first, last = before.values[0], hit.values[-1]
            if last < first and re.match(rf"{NO}月", text[hit.start :]):
                last = next_of(last.number, first)
            joined[-1] = Hit(before.start, hit.end, span_of(min(first, last), max(first, last)))
        else:
            joined.append(hit)
    if joined:
        tail = _UNTIL_NOW.match(text[joined[-1].end :])
        first = joined[-1].values[0]
        if tail is not None and first <= current:
            end = joined[-1].end + tail.end()
            joined[-1] = Hit(joined[-1].start, end, span_of(first, current))
    return joined
