"""Levelling a text keeps what was said and where it was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.normalise import feature_text, normalise


@pytest.mark.parametrize(
    ("typed", "levelled"),
    [
        ("查話費餘額", "查话费余额"),
        ("１３８００", "13800"),
        ("还剩５Ｇ", "还剩5g"),
        ("查\u200b话\ufeff费", "查话费"),
        ("话\x00费\x1b", "话费"),
        ("话费\n多少\t钱", "话费 多少 钱"),
        ("二〇二六—十", "二零二六-十"),
        ("", ""),
    ],
)
def test_one_writing_stands_for_many(typed, levelled):
    """Width, traditional characters, case and invisible characters make no difference."""
    assert normalise(typed).text == levelled


def test_emoji_stay_in_the_levelled_text_and_leave_the_features():
    """A classifier sees the words, a parser the whole text."""
    assert normalise("好的👍").text == "好的👍"
    assert feature_text("好的👍") == "好的"


def test_a_text_of_emoji_alone_keeps_them():
    """There is nothing else to tell such a message by."""
    assert feature_text("👍👍👍👍") == "👍👍"


def test_repeated_characters_are_thinned_but_digits_never():
    """哈哈哈哈 is 哈哈, but 13888880000 stays a phone number."""
    assert feature_text("哈哈哈哈哈！！！！") == "哈哈!!"
    assert feature_text("工单200000") == "工单200000"


@pytest.mark.parametrize(
    "number", ["13800010002", "138 0001 0002", "１３８-０００１-０００２", "05718888000"]
)
def test_a_long_number_reads_alike_whichever_it_is(number) -> None:
    """What a customer wants never depends on the digits of the number he names."""
    assert feature_text(f"{number}的上个月话费") == "手机号的上个月话费"
    assert feature_text("充100元") == "充100元"


@given(st.text(max_size=60))
def test_every_character_points_into_the_original(text):
    """Spans are in order and inside the text, whatever was typed."""
    levelled = normalise(text)

    assert len(levelled.text) == len(levelled.starts) == len(levelled.ends)
    assert list(levelled.starts) == sorted(levelled.starts)
    assert all(
        levelled.span(index, index + 1)[1] <= len(text) for index in range(len(levelled.text))
    )


@given(st.text(max_size=60))
def test_levelling_twice_changes_nothing(text):
    """The levelled text is its own levelling, and a levelled object is returned as it is."""
    once = normalise(text)

    assert normalise(once) is once
    assert normalise(once.text).text == once.text
