"""What is said around a request does not hide it, and a greeting stays a greeting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.fillers import essence


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("喂你好我想问一下我这个套餐多少钱", "我这个套餐多少钱"),
        ("呃那个我查一下呃话费", "我查一下话费"),
        ("您好，请问一下，流量怎么开", "流量怎么开"),
        ("哎你好那个那个我就是想咨询一下退订彩铃", "退订彩铃"),
        ("客服你好，麻烦您查下积分", "查下积分"),
        ("不好意思，我想改地址", "我想改地址"),
        ("帮我查一下帮我查一下余额", "帮我查一下余额"),
    ],
)
def test_openings_hesitation_and_stutter_fall_away(said, meant):
    """The request is what is left."""
    assert essence(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "你好",
        "喂你好啊",
        "你好在吗",
        "嗯",
        "嗯嗯",
        "那个套餐多少钱",
        "你好像没听懂",
        "您好多久能修好",
        "麻烦死了不办了",
        "客服电话是多少",
        "查话费",
        "不好意思打错了",
        "2222",
    ],
)
def test_words_that_mean_something_stay(said):
    """Greetings alone, and words that only look like an opening, are left as they are."""
    assert essence(said) == said


@given(st.text(max_size=300))
def test_something_always_remains(text):
    """No text becomes empty, and none grows."""
    left = essence(text)

    assert len(left) <= len(text)
    assert bool(left) == bool(text)


def test_long_texts_take_no_time():
    """Two thousand stuttered characters are read at once."""
    assert essence("那个" * 1000) == "那个"
