"""Places are found in the customer's own words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.locations import find_locations


def places(text):
    """Return the places understood."""
    return [mention.value for mention in find_locations(text)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("我家在桂花小区3号楼宽带断了", "桂花小区3号楼"),
        ("我在城北区，没信号", "城北区"),
        ("人民路附近信号很差", "人民路附近"),
        ("和平路18号没有网", "和平路18号"),
        ("地址锦绣花园6栋2单元501", "锦绣花园6栋2单元501"),
        ("海淀区中关村大街27号信号不好", "海淀区中关村大街27号"),
        ("朝阳区望京街道这边没有网络", "朝阳区望京街道"),
        ("我住在高铁站后面那个小区，听不见", "高铁站后面那个小区"),
        ("我在万达负一楼", "万达负一楼"),
        ("李家村信号差", "李家村"),
        ("在地下车库没信号", "地下车库"),
        ("电梯里没信号", "电梯里"),
        ("在北京上不了网", "北京"),
        ("在師範大學打不了電話", "師範大學"),
        ("解放南路107弄5号", "解放南路107弄5号"),
    ],
)
def test_a_place_is_given_as_it_was_written(text, place):
    """Districts, streets, estates, buildings, spots and cities; the wording stays."""
    assert places(text) == [place]


@pytest.mark.parametrize(
    "text",
    [
        "线路有问题",
        "路由器红灯",
        "不在服务区",
        "我们小区没信号",
        "网络不好",
        "我在用流量",
        "在吗",
        "现在断网了",
        "菜市场",
        "我把密码弄丢了",
        "哪条路",
        "上网慢",
        "查话费",
        "",
    ],
)
def test_ordinary_words_are_no_places(text):
    """线路 is no street and 服务区 no district."""
    assert places(text) == []


@given(
    st.text(max_size=80)
    | st.text(st.sampled_from("在我家市区县路小区号楼3单元东门的"), max_size=60)
)
def test_any_text_gives_true_spans(text):
    """The value is the text of the span."""
    for found in find_locations(text):
        assert text[found.start : found.end] == found.text == found.value != ""


@pytest.mark.parametrize("piece", ["幸福", "在", "路", "3号楼", "区县"])
def test_a_long_text_is_read_in_linear_time(piece):
    """2,000 characters of anything take a fraction of a second."""
    begun = time.process_time()
    find_locations((piece * 2000)[:2000])

    assert time.process_time() - begun < 1
