"""How people say volumes of data: one list of phrasings, each with what it means."""

from __future__ import annotations

import time

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.data_amounts import find_data_amounts


def megabytes(text):
    """Return the volumes understood."""
    return [mention.value for mention in find_data_amounts(text)]


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("十个G", [10240]),
        ("一个半G", [1536]),
        ("500兆", [500]),
        ("1.5g", [1536]),
        ("半个G", [512]),
        ("半G流量", [512]),
        ("100M", [100]),
        ("100M宽带", []),
        ("100m的宽带", []),
        ("千兆宽带", []),
        ("百兆宽带", []),
        ("一百兆流量", [100]),
        ("1T", [1048576]),
        ("两个G", [2048]),
        ("俩G", [2048]),
        ("二十多个G", [20480]),
        ("几十个G", []),
        ("几个G", []),
        ("十来个G", [10240]),
        ("十几个G", [10240]),
        ("三十G流量", [30720]),
        ("50 G", [51200]),
        ("50GB", [51200]),
        ("50 gb", [51200]),
        ("五十个g", [51200]),
        ("2点5个g", [2560]),
        ("两点五G流量", [2560]),
        ("5个G", [5120]),
        ("3G流量", [3072]),
        ("3g多", [3072]),
        ("1024MB", [1024]),
        ("1024 MB", [1024]),
        ("五百兆", [500]),
        ("500m", [500]),
        ("500mb", [500]),
        ("２０Ｇ", [20480]),
        ("20G的包", [20480]),
        ("2个T", [2097152]),
        ("一个G", [1024]),
        ("一G", [1024]),
        ("1G500M", [1024, 500]),
        ("一个多G", [1024]),
        ("1个多g", [1024]),
        ("剩3个多G", [3072]),
        ("十个吉", [10240]),
        ("5G手机", []),
        ("4G卡", []),
        ("5G网络", []),
        ("5G套餐", []),
        ("4g信号", []),
        ("超了5个G", [5120]),
        ("超了5G", [5120]),
        ("一百多兆", [100]),
        ("三百多个m", [300]),
        ("10G20G都行", [10240, 20480]),
        ("300M的网", []),
        ("光纤500M", []),
        ("两三个G", []),
        ("1M", [1]),
        ("跑了2G", [2048]),
        ("用掉4G流量", [4096]),
        ("每月30G", [30720]),
        ("30g以上", [30720]),
    ],
)
def test_a_way_of_saying_a_volume_gives_this(said, values):
    """Everyday phrasings; kinds of network, speeds and “a few” give none."""
    assert megabytes(said) == values


@given(
    st.integers(6, 999),
    st.sampled_from(["{}G", "{}个G", "{}gb", "{} GB", "{}个吉", "{}来个G", "{}多个G", "{}个多G"]),
)
def test_gigabytes_survive_every_rendering(value, shape):
    """Rough ones give their figure."""
    for figure in (str(value), cn2an.an2cn(value, "low")):
        assert megabytes(f"用了{shape.format(figure)}") == [value * 1024]


@given(st.integers(1, 1023), st.sampled_from(["{}兆", "{}M", "{}MB", "{}个m", "{} mb"]))
def test_megabytes_survive_every_rendering(value, shape):
    """As numerals of either kind."""
    for figure in (str(value), cn2an.an2cn(value, "low")):
        assert megabytes(f"剩{shape.format(figure)}流量") == [value]


@given(st.integers(0, 20))
def test_a_half_is_half_a_gigabyte(whole):
    """一个半G, 半个G."""
    said = f"{cn2an.an2cn(whole, 'low')}个半G" if whole else "半个G"

    assert megabytes(f"还有{said}") == [whole * 1024 + 512]


@pytest.mark.parametrize("piece", ["3g", "5G", "十个G", "1", "两三个G"])
def test_a_long_text_is_read_in_linear_time(piece):
    """2,000 characters of anything take a fraction of a second."""
    begun = time.process_time()
    find_data_amounts((piece * 2000)[:2000])

    assert time.process_time() - begun < 1
