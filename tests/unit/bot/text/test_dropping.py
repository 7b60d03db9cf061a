"""第二个不用了: which of several demands is dropped, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.dropping import Dropped, dropped_of

OPEN = [(1, "查下话费"), (2, "看看积分"), (3, "把彩铃退了")]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("算了，第二个不用了", {2}),
        ("第2件先不办了", {2}),
        ("第一个和第三个不要了", {1, 3}),
        ("不要第二个", {2}),
        ("取消第三个", {3}),
        ("最后一个不用了", {3}),
        ("积分不用查了", {2}),
        ("别查积分了", {2}),
        ("那積分就算了", {2}),
        ("彩铃先不退了", {3}),
    ],
)
def test_a_demand_is_dropped_by_its_place_or_its_words(text, places) -> None:
    """Both are said in front of the refusal or behind it."""
    assert dropped_of(text, OPEN) == Dropped(frozenset(places))


@pytest.mark.parametrize("text", ["后面的都不用了", "剩下的先不办了", "其他的算了"])
def test_the_rest_is_dropped_together(text) -> None:
    """What is under way goes on."""
    assert dropped_of(text, OPEN) == Dropped(rest=True)


@pytest.mark.parametrize(
    "text",
    [
        "停",
        "不用了",
        "都不用了",
        "第五个不用了",
        "第二个",
        "不是第二个",
        "查积分",
        "取消彩铃",
        "不要彩铃",
        "我要退彩铃",
        "第二个套餐的流量是不是用不完就不能结转到下个月去了",
        "/stop",
        "",
    ],
)
def test_a_plain_no_another_wish_or_a_question_drops_none(text) -> None:
    """Whether all stops is not decided here."""
    assert dropped_of(text, OPEN) is None


def test_nothing_open_cannot_be_dropped() -> None:
    """The words then mean something else."""
    assert dropped_of("第二个不用了", []) is None


@given(st.text(max_size=40))
def test_only_open_places_are_ever_dropped(text) -> None:
    """Whatever is typed."""
    found = dropped_of(text, OPEN)

    assert found is None or found.places <= {1, 2, 3}
