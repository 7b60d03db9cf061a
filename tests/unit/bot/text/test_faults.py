"""Faults of the fixed network have their own promise (handbook §5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.faults import find_faults, is_fixed_network


@pytest.mark.parametrize("text", ["家里宽带断了", "光猫亮红灯", "IPTV看不了", "WIFI连不上"])
def test_broadband_and_television_are_the_fixed_network(text: str) -> None:
    """48 hours."""
    assert is_fixed_network(text)


@pytest.mark.parametrize("text", ["手机没信号", "打不了电话", "4G上不了网", ""])
def test_the_mobile_network_is_not(text: str) -> None:
    """24 hours."""
    assert not is_fixed_network(text)


def kinds(text):
    """Return the types of fault understood."""
    return [mention.value for mention in find_faults(text)]


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("没信号", ["signal"]),
        ("手機沒有訊號", ["signal"]),
        ("显示无服务", ["signal"]),
        ("信号只有一格", ["signal"]),
        ("手机上不了网", ["mobile_data"]),
        ("网速怎么这么慢", ["mobile_data"]),
        ("4G老掉成2G", ["mobile_data"]),
        ("微信发不出去", ["mobile_data"]),
        ("电话打不出去", ["voice_call"]),
        ("通话老断断续续", ["voice_call"]),
        ("对方听不到我说话", ["voice_call"]),
        ("短信收不到", ["sms"]),
        ("收不到银行的验证码", ["sms"]),
        ("宽带断了", ["broadband"]),
        ("家里网连不上，路由器红灯在闪", ["broadband"]),
        ("光猫亮红灯", ["broadband"]),
        ("wifi连得上但是没有网", ["broadband"]),
        ("机顶盒黑屏", ["iptv"]),
        ("电视看不了，宽带的", ["iptv"]),
        ("打不了电话也上不了网", ["voice_call", "mobile_data"]),
        ("宽带断了，手机也没信号", ["broadband", "signal"]),
        ("验证码短信今天一条都收不到", ["sms"]),
        ("别人打我电话都提示正在通话中", ["voice_call"]),
        ("打不同电话", ["voice_call"]),
        ("家里的宽代连不上", ["broadband"]),
        ("手机断网", ["mobile_data"]),
        ("报修", ["other"]),
        ("微信转圈，只能用wifi", ["mobile_data"]),
    ],
)
def test_a_fault_has_the_types_it_sounds_like(text, types):
    """Several faults in one message are all told, each once; a bare report is `other`."""
    assert sorted(kinds(text)) == sorted(types)


@pytest.mark.parametrize(
    "text",
    ["查话费", "断网 修", "我正在通话中", "打不同套餐的电话费", "换个手机号", "开通5G", "你好", ""],
)
def test_what_is_not_broken_has_no_type(text):
    """Naming the network is no report."""
    assert kinds(text) == []


@given(st.text(max_size=80))
def test_any_text_gives_each_type_at_most_once(text):
    """Spans point at the text."""
    found = find_faults(text)

    assert len({each.value for each in found}) == len(found)
    assert all(text[each.start : each.end] == each.text != "" for each in found)
