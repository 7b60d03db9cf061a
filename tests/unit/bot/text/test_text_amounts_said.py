"""How people say sums of money: one list of phrasings, each with what it means."""

from __future__ import annotations

import time

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.amounts import find_amounts


def yuan(text):
    """Return the sums understood."""
    return [mention.value for mention in find_amounts(text)]


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("二十来块", ["20.00"]),
        ("一百多块", ["100.00"]),
        ("百八十块", []),
        ("几十块", []),
        ("一百五", ["150.00"]),
        ("充两百零五", ["205.00"]),
        ("两百零五", ["205.00"]),
        ("十块零五毛", ["10.50"]),
        ("三千八", ["3800.00"]),
        ("五毛钱", ["0.50"]),
        ("九块九", ["9.90"]),
        ("十九块九", ["19.90"]),
        ("两块二", ["2.20"]),
        ("一百五十六块八", ["156.80"]),
        ("二十块零八毛", ["20.80"]),
        ("伍拾元", ["50.00"]),
        ("壹佰元整", ["100.00"]),
        ("五十元整", ["50.00"]),
        ("十几块", ["10.00"]),
        ("二十几块", ["20.00"]),
        ("三四十块", []),
        ("一两百块", []),
        ("三五十块", []),
        ("好几百块", []),
        ("好几十", []),
        ("几百块钱", []),
        ("一分钱没用", []),
        ("一毛钱都没花", []),
        ("充1k", ["1000.00"]),
        ("100RMB", ["100.00"]),
        ("¥30.5", ["30.50"]),
        ("30.5", ["30.50"]),
        ("三十点五元", ["30.50"]),
        ("一百块零五毛", ["100.50"]),
        ("一千二百块", ["1200.00"]),
        ("1200", ["1200.00"]),
        ("1,200元", ["1200.00"]),
        ("充50", ["50.00"]),
        ("给我冲50", ["50.00"]),
        ("交50", ["50.00"]),
        ("50块钱话费", ["50.00"]),
        ("话费50", ["50.00"]),
        ("来50的", ["50.00"]),
        ("先充个30", ["30.00"]),
        ("扣了我三十九块九", ["39.90"]),
        ("扣了39.9", ["39.90"]),
        ("这20块是什么", ["20.00"]),
        ("多扣了15", ["15.00"]),
        ("十块八块", []),
        ("块八毛", []),
        ("百十来块", []),
        ("一百来块", ["100.00"]),
        ("五十左右", ["50.00"]),
        ("50左右", ["50.00"]),
        ("大概一百", ["100.00"]),
        ("一百吧", ["100.00"]),
        ("要不就两百", ["200.00"]),
        ("两百五", ["250.00"]),
        ("二百五十块", ["250.00"]),
        ("一百零五块", ["105.00"]),
        ("一万块", ["10000.00"]),
        ("1万", ["10000.00"]),
        ("充一万", ["10000.00"]),
        ("十元", ["10.00"]),
        ("拾元", ["10.00"]),
        ("五角", ["0.50"]),
        ("三元五角", ["3.50"]),
        ("3元5", ["3.50"]),
        ("廿块", ["20.00"]),
        ("卅块", ["30.00"]),
        ("八十八块八毛八", ["88.88"]),
        ("一块钱", ["1.00"]),
        ("两块", ["2.00"]),
        ("充它个一百", ["100.00"]),
        ("一块查", []),
        ("一块去", []),
        ("存了200进去", ["200.00"]),
        ("100块", ["100.00"]),
        ("１００块", ["100.00"]),
        ("100 块", ["100.00"]),
        ("100圓", ["100.00"]),
        ("叁拾元", ["30.00"]),
        ("五十塊", ["50.00"]),
        ("半块钱", []),
        ("转了五百", ["500.00"]),
        ("缴200元话费", ["200.00"]),
        ("补交43.6", ["43.60"]),
        ("四十三块六毛", ["43.60"]),
        ("四十三块六", ["43.60"]),
        ("一千零五十", ["1050.00"]),
        ("充3000", ["3000.00"]),
        ("第二个", []),
        ("10月", []),
        ("5分钟", []),
        ("三分钟", []),
        ("十点钟", []),
        ("100兆", []),
        ("2张卡", []),
        ("三天", []),
        ("交了两次", []),
        ("第三次", []),
        ("13800010001", []),
        ("20%", []),
        ("10分", []),
        ("12306", []),
    ],
)
def test_a_way_of_saying_a_sum_gives_this(said, values):
    """Everyday phrasings; rough sums without a figure, counts and times give none."""
    assert yuan(said) == values


@given(
    st.integers(1, 999_999),
    st.sampled_from(["扣了{}块", "{}块钱", "{}元", "交{}元话费", "{} 块", "¥{}", "{}元整"]),
)
def test_whole_sums_survive_every_rendering(value, shape):
    """Arabic and Chinese numerals; a long Arabic one with commas too."""
    assert yuan(shape.format(value)) == [f"{value}.00"]
    assert yuan(shape.format(f"{value:,}")) == [f"{value}.00"]
    if "¥" not in shape:
        assert yuan(shape.format(cn2an.an2cn(value, "low"))) == [f"{value}.00"]
        assert yuan(shape.format(cn2an.an2cn(value, "up"))) == [f"{value}.00"]


@given(st.integers(1, 999), st.integers(1, 9), st.integers(1, 9))
def test_sums_with_cents_survive_every_rendering(whole, jiao, fen):
    """3.25元, 三块二毛五, 3块25."""
    chinese, digits = cn2an.an2cn(whole, "low"), "零一二三四五六七八九"
    expected = [f"{whole}.{jiao}{fen}"]

    assert yuan(f"扣了{whole}.{jiao}{fen}元") == expected
    assert yuan(f"扣了{chinese}块{digits[jiao]}毛{digits[fen]}") == expected
    assert yuan(f"扣了{whole}块{jiao}毛{fen}分") == expected
    assert yuan(f"扣了{chinese}块{digits[jiao]}") == [f"{whole}.{jiao}0"]


@pytest.mark.parametrize("piece", ["一块", "3块5", "充1", "不是5块", "一", "-1"])
def test_a_long_text_is_read_in_linear_time(piece):
    """2,000 characters of anything take a fraction of a second."""
    begun = time.process_time()
    find_amounts((piece * 2000)[:2000])

    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("我充的一百到了没", "100.00"),
        ("前天交那五十到账了吗", "50.00"),
        ("查这笔三百的充值", "300.00"),
        ("帮家里人储值两百", "200.00"),
        ("增咗一百蚊", "100.00"),
        ("比上个月贵了四十多", "40.00"),
        ("从来没超过四十五", "45.00"),
        ("以前都是四十左右", "40.00"),
    ],
)
def test_a_bare_number_is_money_beside_words_of_money(said, value):
    """Particles may stand between the word and the number."""
    assert [mention.value for mention in find_amounts(said)] == [value]


@pytest.mark.parametrize(
    "said", ["没超过二十分钟", "充的第二次", "每个月三次左右", "一百只蚊子", "都是三天左右"]
)
def test_a_count_of_something_else_is_no_money(said):
    """Minutes, times, days and animals."""
    assert find_amounts(said) == ()
