"""Month phrases resolve against the present month in Shanghai."""

from __future__ import annotations

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.month import Month
from bot.text.months import find_months

NOW = Month(2026, 10)
MONTHS = st.builds(Month, st.integers(2020, 2035), st.integers(1, 12))


def values(text, current=NOW):
    """Return the months understood, as ISO text."""
    return [str(mention.value) for mention in find_months(text, current)]


@pytest.mark.parametrize(
    ("phrase", "month"),
    [
        ("本月", "2026-10"),
        ("这个月", "2026-10"),
        ("这个月份", "2026-10"),
        ("当月", "2026-10"),
        ("上个月", "2026-09"),
        ("上個月", "2026-09"),
        ("上月", "2026-09"),
        ("前一个月", "2026-09"),
        ("上上个月", "2026-08"),
        ("下个月", "2026-11"),
        ("三个月前", "2026-07"),
        ("十月份", "2026-10"),
        ("10月", "2026-10"),
        ("一月份", "2026-01"),
        ("11月", "2025-11"),
        ("去年十二月", "2025-12"),
        ("去年的12月", "2025-12"),
        ("前年5月", "2024-05"),
        ("今年3月", "2026-03"),
        ("2026年10月", "2026-10"),
        ("二零二六年八月", "2026-08"),
        ("26年8月", "2026-08"),
        ("2026-10", "2026-10"),
        ("2026/9", "2026-09"),
        ("202609", "2026-09"),
    ],
)
def test_a_phrase_names_one_month(phrase, month):
    """Relative, bare, dated and numeric phrases, with the span of the phrase."""
    text = f"查一下{phrase}的话费"

    (found,) = find_months(text, NOW)

    assert str(found.value) == month
    assert text[found.start : found.end].startswith(phrase.rstrip("份"))


@pytest.mark.parametrize(
    ("phrase", "months"),
    [
        ("前两个月", ["2026-08", "2026-09"]),
        ("过去三个月", ["2026-07", "2026-08", "2026-09"]),
        ("最近三个月", ["2026-08", "2026-09", "2026-10"]),
        ("这两个月", ["2026-09", "2026-10"]),
        ("前几个月", ["2026-07", "2026-08", "2026-09"]),
        ("近半年", ["2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"]),
        ("七八月份", ["2026-07", "2026-08"]),
        ("9月、10月", ["2026-09", "2026-10"]),
        ("九月和十月", ["2026-09", "2026-10"]),
        ("去年十一月和十二月", ["2025-11", "2025-12"]),
        ("九到十一月", ["2026-09", "2026-10", "2026-11"]),
        ("9-11月", ["2026-09", "2026-10", "2026-11"]),
        ("7月至9月", ["2026-07", "2026-08", "2026-09"]),
        ("去年12月到今年2月", ["2025-12", "2026-01", "2026-02"]),
        ("11月到2月", ["2025-11", "2025-12", "2026-01", "2026-02"]),
        ("八月到现在", ["2026-08", "2026-09", "2026-10"]),
        ("上上个月到这个月", ["2026-08", "2026-09", "2026-10"]),
        ("这个月和上个月", ["2026-10", "2026-09"]),
        ("今年上半年", [f"2026-{n:02d}" for n in range(1, 7)]),
        ("下半年", ["2026-07", "2026-08", "2026-09", "2026-10"]),
        ("去年的账单", [f"2025-{n:02d}" for n in range(1, 13)]),
    ],
)
def test_a_phrase_names_several_months(phrase, months):
    """Ranges and lists give every month, in the order named."""
    assert values(phrase) == months


@pytest.mark.parametrize(
    "phrase",
    [
        "月租多少",
        "三个月后",
        "每个月",
        "包月",
        "十元包月",
        "30元月租",
        "用了两个月",
        "月底",
        "月月扣",
        "一个月多少钱",
        "一月多少钱",
        "一月一换",
        "连续三个月",
        "前三个月免费",
        "去年办的卡",
        "13月",
        "100月",
    ],
)
def test_durations_and_monthly_prices_are_no_months(phrase):
    """A count of months or a price by the month says nothing about which month."""
    assert values(phrase) == []


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("不是这个月，是上个月", ["2026-09"]),
        ("我不是要查10月，要查9月的", ["2026-09"]),
        ("不要这个月的，要上个月的", ["2026-09"]),
        ("这个月，不对，上个月", ["2026-09"]),
        ("10月份，说错了，9月份", ["2026-09"]),
        ("查9月而不是10月", ["2026-09"]),
        ("不是这个月", []),
        ("是不是上个月多扣了", ["2026-09"]),
        ("不是上个月刚交的吗", ["2026-09"]),
        ("上个月账单不对，这个月也不对", ["2026-09", "2026-10"]),
    ],
)
def test_what_is_denied_is_not_meant(text, months):
    """A correction leaves the right month alone; a question denies nothing."""
    assert values(text) == months


@given(MONTHS, st.integers(1, 12), st.sampled_from(["{}月", "{}月份", "查{}月的"]))
def test_a_bare_month_is_the_latest_that_is_not_in_the_future(current, number, shape):
    """In Arabic or Chinese, it lies at most eleven months back."""
    for spoken in (str(number), cn2an.an2cn(number, "low").replace("一十", "十")):
        (found,) = find_months(shape.format(spoken), current)

        assert found.value.number == number
        assert 0 <= current.since(found.value) <= 11


@given(MONTHS, st.integers(1, 12), st.sampled_from([("前", -1), ("最近", 0)]))
def test_the_last_n_months_are_n_months_in_a_row(current, count, lead):
    """前 N 个月 ends with last month, 最近 N 个月 with the present one."""
    word, offset = lead
    found = [mention.value for mention in find_months(f"{word}{count}个月", current)]

    assert found == [current.plus(offset - step) for step in reversed(range(count))]


@given(MONTHS, MONTHS)
def test_a_dated_month_is_what_it_says(current, month):
    """A year that is said settles the year, near or far."""
    assert values(f"{month.year}年{month.number}月", current) == [str(month)]


@given(st.text(max_size=80), MONTHS)
def test_any_text_gives_true_spans_and_few_months(text, current):
    """Whatever is typed, spans are true and no range runs away."""
    found = find_months(text, current)

    assert all(text[mention.start : mention.end] == mention.text for mention in found)
    assert len(found) <= 24 * (len(text) // 2 + 1)


@given(
    st.text(alphabet="前上下个月年份一二九十0123456789到至-、和去今不是，是近最半", max_size=24),
    MONTHS,
)
def test_any_run_of_month_words_is_read_or_left_alone(text, current):
    """Nonsense made of month words never raises."""
    assert all(1 <= mention.value.number <= 12 for mention in find_months(text, current))
