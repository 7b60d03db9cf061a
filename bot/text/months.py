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
from collections.abc import Callable, Iterator
from itertools import pairwise

from accounts.month import Month
from bot.text.mention import Hit, Mention, mentions, without_denied, without_overlaps
from bot.text.normalise import Normalised, normalise
from bot.text.numerals import is_rough, parse_number

_MAX_RANGE = 24
_ANY = re.compile(r"[月年季]|20\d\d")
"""Without one of these there is no month; most messages are done with here."""

_NO = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_YEAR = (
    r"(?:大前年|前年|去年|上一?年|今年|本年度?|明年"
    r"|(?:20)?\d{2}年|[二两][零〇][零〇一二三四五六七八九]{2}年|二[一二三四五六七八九]年)"
)
_COUNT = r"(?:1[0-2]|[1-9]|十[一二]?|一两|两三|二三|三四|四五|五六|[两俩二三四五六七八九一]|几)"
_NOT_INSIDE = r"(?<![\d.点一二三四五六七八九十百千两])"
# 月租, 月费, 月包… belong together, so the number before them is a price or a count.
_MONTH = r" ?月(?!租|费(?!用)|包|供|卡|票|饼|结|嫂|付|均|度|光|经|亮|老)(?: ?份)?"
_OF_ACCOUNT = (
    r"(?=的?(?:总共|一共|总|全部|所有|每个月|各月)?的?"
    r"(?:账单|帐单|话费|电话费|手机费|花费|费用|消费|缴费|交费|充值|详单|清单|明细|流量|通话|短信"
    r"|发票|账|花了|用了|全年|一整?年|整年))"
)

_RELATIVE_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "上一年": -1, "明年": 1}
_LEADING = {"前": 0, "过去": 0, "之前": 0, "以前": 0, "头": 0, "上": 0, "往前": 0, "前面": 0}

_SINGLES = (
    (re.compile(r"(?:上){3}个?月"), -3),
    (re.compile(r"大?上上(?:一|个)*月|大上(?:一|个)*月|(?<!之)(?<!目)(?<!以)前个?月(?!租)"), -2),
    (re.compile(r"(?<![上大])上(?:一|个)*月份?(?!租)|(?<!以)前一个月"), -1),
    # 查一下下个月 speaks of next month, 查一下一月份 of January: 一下 is not part of the phrase.
    (re.compile(r"(?<!一)下下个?月"), 2),
    (re.compile(r"(?:(?:(?<=一下)|(?<![下一]))下(?:一|个)*月份?|次月)(?!租)"), 1),
    (re.compile(r"(?:本|这个|这一个|这|当|当前|今)月份?(?!租)|这个?月份?"), 0),
)
_AGO = re.compile(rf"(?:({_COUNT})个月|(半年))(?:之前|以前|前)(?!的?时候)")
_RECENT = re.compile(
    rf"(最近的?|近期|近来|近|这|过去的?|之前|以前|往前|前面|前|头|上(?!半年|一年))"
    rf"(?:(?:({_COUNT})(?:个月|月份)|({_COUNT})月(?!份|\d|[一二三四五六七八九十])|(半年)|(一年)"
    r"|一?个?(季度)))"
    r"(?!之?前|以前|之?后|以后|之?内|起|免|半价|优惠|打折|送)"
)
_SPELT = re.compile(
    rf"(?:({_YEAR})[ 的]?)?{_NOT_INSIDE}((?:{_NO}(?:月份?)?[、,，和跟与及]){{0,11}}){_NO}{_MONTH}"
)
_SPELT_RANGE = re.compile(
    rf"(?:({_YEAR})[ 的]?)?{_NOT_INSIDE}({_NO})(?:月份?)?(?:到|至|-|~)+({_NO}){_MONTH}"
)
# Neighbours said in one breath: 七八月份, 七八九三个月.
_ADJACENT = re.compile(
    rf"(?:({_YEAR})[ 的]?)?{_NOT_INSIDE}([一二三四五六七八九]{{1,5}}[二三四五六七八九十])"
    r"(?:月份?|[两二三四五六]个月)"
)
_COUNTED = re.compile(
    rf"(?:({_YEAR})[ 的]?)?{_NOT_INSIDE}((?:{_NO}(?:月份?)?[、,，和跟与及]){{1,11}}{_NO})"
    rf"(?:这)?[两俩二三四五六]个月"
)
_NEW_YEAR = re.compile(rf"(?:({_YEAR})[ 的]?)?(?<![\d一二三四五六七八九十百千])元{_MONTH}")
_EDGE = re.compile(
    rf"({_YEAR})(?:的?年)?(底|末|初)"
    rf"|(?<![\d今去前明本大过])年(初)(?![一二三四五六七八九十\d])|(今年|去年)(?:的?年)(底"
    rf"|末|初)"
)
_QUARTER = re.compile(
    rf"(?:({_YEAR})[ 的]?)?(?:第?([一二三四1-4])|q([1-4])|(上)(?:一|个)*|(?:本|这个?|当前"
    rf"|这一)())(?:季度|(?<=q[1-4]))"
)
_LAST_YEARS = re.compile(r"去年的?(?:同期|同月|这个?月份?|这个?时候|这会儿|同一个?月)")
_WITHIN = re.compile(rf"(?:(?:({_COUNT})个月|(半年)|(一年))(?:以内|之内|内)){_OF_ACCOUNT}")
_ISO = re.compile(r"(?<![\d.])(20\d{2})(?:[-/.]|年 ?)(1[0-2]|0?[1-9])(?!\d)(?:月份?)?")
_COMPACT = re.compile(r"(?<![\d.码])(20\d{2})(1[0-2]|0[1-9])(?![\d.]|元|块|兆|m|g)")
_WHOLE_YEAR = re.compile(
    rf"({_YEAR})(?:(上|下)半年|的?(?:全年|一整?年|整年)"
    rf"|(以来|年?到(?:现在|目前|今天)|至今)|{_OF_ACCOUNT})"
)
_HALF = re.compile(r"(?<!年)(上|下)半年")
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
    readers: tuple[tuple[re.Pattern[str], _Reader], ...] = (
        (_AGO, _ago),
        (_RECENT, _recent),
        (_SPELT_RANGE, _spelt_range),
        (_SPELT, _spelt),
        (_ADJACENT, _adjacent),
        (_ISO, _numeric),
        (_COMPACT, _numeric),
        (_WHOLE_YEAR, _whole_year),
        (_HALF, _half),
        (_COUNTED, _counted),
        (_NEW_YEAR, _new_year),
        (_EDGE, _edge),
        (_QUARTER, _quarter),
        (_LAST_YEARS, _last_years),
        (_WITHIN, _within),
    )
    for pattern, read in readers:
        for match in pattern.finditer(text):
            values = read(match, current)
            if values:
                yield _hit(match, values)


_Reader = Callable[[re.Match[str], Month], tuple[Month, ...]]


def _hit(match: re.Match[str], values: tuple[Month, ...]) -> Hit[Month]:
    return Hit(match.start(), match.end(), values)


def _ago(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    back = 6 if match.group(2) else _count(match.group(1))
    return (current.plus(-back),)


def _recent(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    lead, counted, short, half, year, quarter = match.groups()
    if quarter and lead not in {"近", "最近", "最近的", "近期", "过去", "过去的"}:
        return ()  # 这个季度 and 上个季度 are those of the calendar
    number = 6 if half else 12 if year else 3 if quarter else _count(counted or short)
    if lead in {"这", "上"} and number == 1:
        return (current.plus(0 if lead == "这" else -1),)
    last = current.plus(-1) if lead.removesuffix("的") in _LEADING else current
    return _span(last.plus(1 - number), last)


def _spelt(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    text = match.string
    phrase = text[match.start() : match.end()]
    if phrase == "一月" and _PRICE_OF_A_MONTH.match(text[match.end() :]):
        return ()  # “一月多少钱” asks for a price by the month
    year = _year(match.group(1), current)
    spelt = phrase[len(match.group(1) or "") :]
    numbers = [_number(part) for part in re.findall(_NO, spelt)]
    return tuple(_placed(number, year, current) for number in numbers)


def _spelt_range(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    first = _placed(_number(match.group(2)), _year(match.group(1), current), current)
    return _span(first, _next_of(_number(match.group(3)), first))


def _adjacent(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    numbers = [_number(char) for char in match.group(2)]
    if any(after != before + 1 for before, after in pairwise(numbers)):
        return ()
    start = _placed(numbers[0], _year(match.group(1), current), current)
    return tuple(start.plus(step) for step in range(len(numbers)))


def _counted(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    year = _year(match.group(1), current)
    numbers = [_number(part) for part in re.findall(_NO, match.group(2))]
    return tuple(_placed(number, year, current) for number in numbers)


def _new_year(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    return (_placed(1, _year(match.group(1), current), current),)


def _edge(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    named, edge, bare = match.group(1), match.group(2), match.group(3)
    year = _year(named or match.group(4), current) or current.year
    return (Month(year, 1 if bare or (edge or match.group(5)) == "初" else 12),)


def _quarter(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    named, number, latin, last, _this = match.groups()
    first = Month(current.year, (current.number - 1) // 3 * 3 + 1)
    if last:
        first = first.plus(-3)
    elif number or latin:
        first = _placed(3 * _number(number or latin) - 2, _year(named, current), current)
    return _span(first, min(first.plus(2), max(current, first)))


def _last_years(_match: re.Match[str], current: Month) -> tuple[Month, ...]:
    return (current.plus(-12),)


def _within(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    counted, half, year = match.groups()
    number = 6 if half else 12 if year else _count(counted)
    return _span(current.plus(1 - number), current)


def _numeric(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    year = int(match.group(1))
    if abs(year - current.year) > 5:  # noqa: PLR2004 - further off it is some other number
        return ()
    return (Month(year, int(match.group(2))),)


def _whole_year(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    year = _year(match.group(1), current)
    if year is None:
        return ()
    half = match.group(2)
    first, last = (1, 6) if half == "上" else (7, 12) if half == "下" else (1, 12)
    return _span(Month(year, first), min(Month(year, last), max(current, Month(year, first))))


def _half(match: re.Match[str], current: Month) -> tuple[Month, ...]:
    first = _placed(1 if match.group(1) == "上" else 7, None, current)
    return _span(first, min(first.plus(5), current))


def _years_carried_on(text: str, hits: list[Hit[Month]]) -> list[Hit[Month]]:
    """Let a listed bare month keep the year: 去年十一月和十二月 are both last year's."""
    carried: list[Hit[Month]] = []
    for hit in hits:
        before = carried[-1] if carried else None
        if (
            before is not None
            and re.match(_YEAR, text[before.start :])
            and re.match(rf"{_NO}月", text[hit.start :])
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
            if last < first and re.match(rf"{_NO}月", text[hit.start :]):
                last = _next_of(last.number, first)
            joined[-1] = Hit(before.start, hit.end, _span(min(first, last), max(first, last)))
        else:
            joined.append(hit)
    if joined:
        tail = _UNTIL_NOW.match(text[joined[-1].end :])
        first = joined[-1].values[0]
        if tail is not None and first <= current:
            end = joined[-1].end + tail.end()
            joined[-1] = Hit(joined[-1].start, end, _span(first, current))
    return joined


def _placed(number: int, year: int | None, current: Month) -> Month:
    if year is not None:
        return Month(year, number)
    this_year = Month(current.year, number)
    return this_year if this_year <= current else Month(current.year - 1, number)


def _next_of(number: int, first: Month) -> Month:
    return first.plus((number - first.number) % 12)


def _span(first: Month, last: Month) -> tuple[Month, ...]:
    length = min(last.since(first) + 1, _MAX_RANGE)
    return tuple(last.plus(step - length + 1) for step in range(length))


def _year(word: str | None, current: Month) -> int | None:
    if not word:
        return None
    if word in _RELATIVE_YEARS:
        return current.year + _RELATIVE_YEARS[word]
    value = parse_number(word.rstrip("年度"))
    if value is None:  # 今年, 本年, 本年度
        return current.year
    number = int(value)
    return number if number >= 1000 else 2000 + number  # noqa: PLR2004 - 26年 is 2026


def _number(word: str) -> int:
    value = parse_number(word)
    if value is None:
        raise ValueError(f"not a month's number: {word!r}")
    return int(value)


def _count(word: str) -> int:
    if is_rough(word):
        return _number(word[-1])  # 近两三个月: rather one too many
    return 3 if word == "几" else _number(word)
