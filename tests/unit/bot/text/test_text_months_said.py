"""How people say months: one list of phrasings, each with what it means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.month import Month
from bot.text.months import find_months

TODAY = Month(2026, 10)


def months(text):
    """Return the months understood."""
    return [str(mention.value) for mention in find_months(text, TODAY)]


def span(first, last):
    """Return the months from `first` to `last`."""
    start, end = Month.parse(first), Month.parse(last)
    return [str(start.plus(step)) for step in range(end.since(start) + 1)]


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("上上个月", ["2026-08"]),
        ("大上个月", ["2026-08"]),
        ("上上月", ["2026-08"]),
        ("上上上个月", ["2026-07"]),
        ("九到十一月", ["2026-09", "2026-10", "2026-11"]),
        ("去年十二月", ["2025-12"]),
        ("前三个月", ["2026-07", "2026-08", "2026-09"]),
        ("今年3月", ["2026-03"]),
        ("这俩月", ["2026-09", "2026-10"]),
        ("近半年", span("2026-05", "2026-10")),
        ("1-3月", ["2026-01", "2026-02", "2026-03"]),
        ("一二三月份", ["2026-01", "2026-02", "2026-03"]),
        ("上季度", ["2026-07", "2026-08", "2026-09"]),
        ("上个季度", ["2026-07", "2026-08", "2026-09"]),
        ("本季度", ["2026-10"]),
        ("这个季度", ["2026-10"]),
        ("第三季度", ["2026-07", "2026-08", "2026-09"]),
        ("三季度", ["2026-07", "2026-08", "2026-09"]),
        ("去年四季度", ["2025-10", "2025-11", "2025-12"]),
        ("一季度的话费", ["2026-01", "2026-02", "2026-03"]),
        ("今年以来", span("2026-01", "2026-10")),
        ("今年到现在", span("2026-01", "2026-10")),
        ("去年同期", ["2025-10"]),
        ("去年这个时候", ["2025-10"]),
        ("去年的这个月", ["2025-10"]),
        ("去年年底", ["2025-12"]),
        ("去年底", ["2025-12"]),
        ("年初", ["2026-01"]),
        ("大年初三", []),
        ("今年年初", ["2026-01"]),
        ("元月份", ["2026-01"]),
        ("元月", ["2026-01"]),
        ("上两个月", ["2026-08", "2026-09"]),
        ("头两个月", ["2026-08", "2026-09"]),
        ("最近俩月", ["2026-09", "2026-10"]),
        ("这几个月", ["2026-08", "2026-09", "2026-10"]),
        ("前几个月", ["2026-07", "2026-08", "2026-09"]),
        ("25年12月", ["2025-12"]),
        ("二五年十二月", ["2025-12"]),
        ("２０２５－１２", ["2025-12"]),
        ("2026/9", ["2026-09"]),
        ("9月到11月", ["2026-09", "2026-10", "2026-11"]),
        ("从7月到现在", span("2026-07", "2026-10")),
        ("9、10、11月", ["2026-09", "2026-10", "2025-11"]),
        ("七八九三个月", ["2026-07", "2026-08", "2026-09"]),
        ("七八九月", ["2026-07", "2026-08", "2026-09"]),
        ("八月九月十月", ["2026-08", "2026-09", "2026-10"]),
        ("近一年", span("2025-11", "2026-10")),
        ("过去一年的账单", span("2025-10", "2026-09")),
        ("前年12月", ["2024-12"]),
        ("前年的话费", span("2024-01", "2024-12")),
        ("大前年三月", ["2023-03"]),
        ("上月", ["2026-09"]),
        ("上個月", ["2026-09"]),
        ("上一个月", ["2026-09"]),
        ("这月", ["2026-10"]),
        ("当月", ["2026-10"]),
        ("本月份", ["2026-10"]),
        ("这个月", ["2026-10"]),
        ("下个月", ["2026-11"]),
        ("下月", ["2026-11"]),
        ("10月份", ["2026-10"]),
        ("十月", ["2026-10"]),
        ("十一月份的", ["2025-11"]),
        ("2026年9月", ["2026-09"]),
        ("二零二六年九月", ["2026-09"]),
        ("二〇二六年九月", ["2026-09"]),
        ("202609", ["2026-09"]),
        ("26年9月", ["2026-09"]),
        ("半年内的", []),
        ("最近半年", span("2026-05", "2026-10")),
        ("上半年", span("2026-01", "2026-06")),
        ("下半年", span("2026-07", "2026-10")),
        ("今年上半年", span("2026-01", "2026-06")),
        ("去年下半年", span("2025-07", "2025-12")),
        ("三个月前", ["2026-07"]),
        ("两个月以前的", ["2026-08"]),
        ("半年前", ["2026-04"]),
        ("前个月", ["2026-08"]),
        ("前一个月", ["2026-09"]),
        ("上个月和这个月", ["2026-09", "2026-10"]),
        ("上个月跟上上个月", ["2026-09", "2026-08"]),
        ("9月和10月", ["2026-09", "2026-10"]),
        ("8,9月", ["2026-08", "2026-09"]),
        ("8、9两个月", ["2026-08", "2026-09"]),
        ("八九月份", ["2026-08", "2026-09"]),
        ("去年11月到今年2月", span("2025-11", "2026-02")),
        ("六月至九月", span("2026-06", "2026-09")),
        ("6~9月份", span("2026-06", "2026-09")),
        ("6月—9月", span("2026-06", "2026-09")),
        ("不是九月是八月", ["2026-08"]),
        ("九月，不对，八月", ["2026-08"]),
        ("近三个月", ["2026-08", "2026-09", "2026-10"]),
        ("最近3个月", ["2026-08", "2026-09", "2026-10"]),
        ("过去三个月", ["2026-07", "2026-08", "2026-09"]),
        ("这三个月", ["2026-08", "2026-09", "2026-10"]),
        ("前俩月", ["2026-08", "2026-09"]),
        ("去年全年", span("2025-01", "2025-12")),
        ("今年的账单", span("2026-01", "2026-10")),
        ("月初", []),
        ("上月初", ["2026-09"]),
        ("上个月底", ["2026-09"]),
        ("国庆那个月", []),
        ("上个月的", ["2026-09"]),
        ("上个越", []),
        ("2026.09", ["2026-09"]),
        ("2026 9月", ["2026-09"]),
        ("26/9", []),
        ("9月", ["2026-09"]),
        ("9 月", ["2026-09"]),
        ("九 月 份", ["2026-09"]),
        ("8月9月", ["2026-08", "2026-09"]),
        ("最近一个季度", ["2026-08", "2026-09", "2026-10"]),
        ("近两三个月", ["2026-08", "2026-09", "2026-10"]),
        ("前两三个月", ["2026-07", "2026-08", "2026-09"]),
        ("每个月", []),
        ("月租", []),
        ("包月", []),
        ("三个月后", []),
        ("用了三个月", []),
        ("一个月多少钱", []),
        ("月底", []),
        ("下个月生效", ["2026-11"]),
        ("打了3个月", []),
        ("年底", []),
        ("今年", []),
        ("2026年", []),
        ("前年", []),
        ("12个月合约", []),
        ("岁月", []),
        ("一月多少钱", []),
        ("2月30号", ["2026-02"]),
        ("半年内的账单", span("2026-05", "2026-10")),
    ],
)
def test_a_way_of_saying_months_gives_these(said, values):
    """Everyday phrasings, seen from October 2026; those without a month give none."""
    assert months(said) == values


_DIGITS = "零一二三四五六七八九"
_NUMBERS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def renderings(month):
    """Return ways to write `month` with its year."""
    spoken = "".join(_DIGITS[int(digit)] for digit in str(month.year))
    name = _NUMBERS[month.number - 1]
    return (
        str(month),
        f"{month.year}年{month.number}月",
        f"{month.year}年{month.number:02d}月份",
        f"{month.year}/{month.number}",
        f"{month.year}.{month.number:02d}",
        f"{month.year}{month.number:02d}",
        f"{month.year % 100}年{month.number}月",
        f"{spoken}年{name}月",
        f"{spoken[-2:]}年{name}月份",
        f"{month.year}年 {month.number} 月",
    )


@given(st.integers(-24, 0), st.integers(0, 9), st.sampled_from(["", "查", "我要看看"]))
def test_a_month_with_its_year_survives_every_rendering(back, way, before):
    """The last two years, written and spoken."""
    month = TODAY.plus(back)

    assert months(f"{before}{renderings(month)[way]}的话费") == [str(month)]


@given(st.integers(-11, 0), st.booleans())
def test_a_bare_month_is_the_latest_of_its_name(back, arabic):
    """Within a year back a month needs no year."""
    month = TODAY.plus(back)
    name = str(month.number) if arabic else _NUMBERS[month.number - 1]

    assert months(f"{name}月份的账单") == [str(month)]


@given(st.integers(1, 11), st.integers(1, 6))
def test_a_range_gives_each_of_its_months(first, length):
    """M到N月 runs forward from M."""
    last = min(first + length, 12)
    start = TODAY.plus(-((TODAY.number - first) % 12))
    expected = [str(start.plus(step)) for step in range(last - first + 1)]

    for dash in ("到", "至", "-", "~", "月到"):
        assert months(f"{first}{dash}{last}月") == expected
        assert months(f"{_NUMBERS[first - 1]}{dash}{_NUMBERS[last - 1]}月份") == expected


@given(st.integers(2, 12), st.sampled_from(["前{}个月", "过去{}个月", "前面{}个月"]))
def test_the_months_before_end_with_the_last_one(count, shape):
    """前N个月 are N finished months."""
    assert months(shape.format(count)) == span(str(TODAY.plus(-count)), str(TODAY.plus(-1)))


@given(
    st.text(max_size=80)
    | st.text(st.sampled_from("上个月去年前九十一二到和季度底初的-、0129"), max_size=40)
)
def test_any_text_gives_true_spans_of_two_years_at_most(text):
    """Nothing raises, and no phrase explodes."""
    found = find_months(text, TODAY)

    assert all(text[each.start : each.end] == each.text != "" for each in found)
    assert len(found) <= 24 * max(1, len(text))
