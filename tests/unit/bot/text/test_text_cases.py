"""Words of somebody who complains or reports a fault: threats, wishes, moments, outcomes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.moments import is_moment, moment_of
from bot.text.pressing import urges
from bot.text.threats import is_threat
from bot.text.trying import adds_to_story, asks_for_something, outcome_of
from bot.text.wishes import drops_matter, has_substance, is_clue, is_nothing, wish_of


@pytest.mark.parametrize(
    "text",
    [
        "再不解决我就去工信部告你们",
        "我要打12300",
        "曝光你们",
        "法院见，我要起诉",
        "我已经报警了",
        "找记者来",
        "发到抖音上让大家看看",
        "我马上向通信管理局投诉",
    ],
)
def test_a_threat_is_known(text: str) -> None:
    """Going public, to the regulator, to court, to the police."""
    assert is_threat(text)


@pytest.mark.parametrize(
    "text", ["我不想去工信部投诉", "没打算曝光你们", "营业员态度差", "/file_complaint", "我要投诉"]
)
def test_what_is_denied_or_plain_is_no_threat(text: str) -> None:
    """A complaint alone is none."""
    assert not is_threat(text)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("把钱退给我", "refund"),
        ("给我道歉", "apology"),
        ("必须赔偿我的损失", "compensation"),
        ("别再给我打电话了", "stop"),
        ("处罚那个员工", "handle"),
        ("给个说法", "explain"),
        ("尽快修好", "fix"),
        ("今天天气不错", None),
    ],
)
def test_what_is_wanted_is_read(text: str, wish: str | None) -> None:
    """The plainest wish, or none."""
    assert wish_of(text) == wish


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("昨天下午三点多在营业厅", "昨天下午三点多"),
        ("上周三", "上周三"),
        ("断了三天了", "三天了"),
        ("从上个月开始就这样", "从上个月开始"),
        ("10月3号上午", "10月3号上午"),
        ("不是昨天，是前天", "前天"),
        ("让我排了两小时队", None),
        ("营业员骂人", None),
    ],
)
def test_when_it_happened_is_read_in_the_customers_words(text: str, moment: str | None) -> None:
    """A length of time is no moment; a denied one is left out."""
    assert moment_of(text) == moment


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("好了", "solved"),
        ("现在能上网了", "solved"),
        ("还是不行", "unsolved"),
        ("没好", "unsolved"),
        ("试过了", "unsolved"),
        ("信号还是没有恢复", "unsolved"),
        ("下一步", "next"),
        ("直接报修吧", "report"),
        ("好的", None),
        ("稍等我试试", None),
    ],
)
def test_what_became_of_a_step_is_read(text: str, outcome: str | None) -> None:
    """好的 promises to try and tells no result."""
    assert outcome_of(text) == outcome


@pytest.mark.parametrize(
    "text",
    [
        *("我要投诉", "投诉！！", "有个问题要反映", "我想提个建议", "报修", "/inform", ""),
        *("13700001111这个号，我有个建议", "手机号是137 0000 1111，我要投诉", "137-0000-1111"),
    ],
)
def test_empty_words_tell_nothing(text: str) -> None:
    """They only announce that there is something to tell."""
    assert not has_substance(text)


@pytest.mark.parametrize(
    "text",
    [
        *("昨天营业厅的人骂我", "希望app做个夜间模式", "我家那边一直没信号"),
        "13700001111这个号老是收到推销短信",
    ],
)
def test_a_story_has_substance(text: str) -> None:
    """It is not asked for again."""
    assert has_substance(text)


@pytest.mark.parametrize(
    "text",
    ["没有", "没有了", "不记得了", "跳过", "无", "暂时不用了", "先不说了", "那算了", "还是不了"],
)
def test_nothing_to_tell_is_understood(text: str) -> None:
    """The question is skipped, not repeated."""
    assert is_nothing(text)


@pytest.mark.parametrize(
    ("text", "dropped"),
    [("算了不投诉了", True), ("不用报修了", True), ("我要投诉", False), ("为什么不给投诉", False)],
)
def test_taking_a_matter_back_is_understood(text: str, dropped: bool) -> None:
    """A change of mind."""
    assert drops_matter(text) is dropped


@pytest.mark.parametrize(
    ("text", "clue"), [("工号8001", True), ("我有录音", True), ("气死我了", False)]
)
def test_a_clue_is_known(text: str, clue: bool) -> None:
    """Something by which a complaint can be checked."""
    assert is_clue(text) is clue


@pytest.mark.parametrize(
    ("text", "urging"), [("催一下", True), ("怎么还没人处理", True), ("我的工单到哪了", False)]
)
def test_urging_is_told_from_asking(text: str, urging: bool) -> None:
    """Only an urge raises the priority."""
    assert urges(text) is urging


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("等下，先帮我看下余额", True),
        ("查话费", True),
        ("上个月营业员没问我就把我的套餐给换掉了", False),
        ("营业员说好帮我改套餐结果一直没改", False),
    ],
)
def test_a_request_is_told_from_a_story(text: str, request_: bool) -> None:
    """A long story that asks for nothing is one, whatever it is about."""
    assert asks_for_something(text) is request_


@pytest.mark.parametrize(
    ("text", "told"),
    [("一直这样，从上个月开始", True), ("昨天下午", True), ("我家在城东区，信号一直不好", False)],
)
def test_an_answer_to_when_is_told_from_more_of_the_story(text: str, told: bool) -> None:
    """The latter names a time in passing."""
    assert is_moment(text) is told


@pytest.mark.parametrize(
    ("text", "adds"),
    [("还有，他们还不给我开发票", True), ("还有，帮我查下话费", False), ("查话费", False)],
)
def test_going_on_with_a_story_is_told_from_a_new_request(text: str, adds: bool) -> None:
    """Whatever matter is named in it."""
    assert adds_to_story(text) is adds


@given(st.text(max_size=200))
def test_any_text_is_read_without_harm(text: str) -> None:
    """Whatever is typed."""
    is_threat(text)
    has_substance(text)
    is_nothing(text)
    outcome_of(text)
    moment = moment_of(text)

    assert moment is None or moment in text
    assert wish_of(text) is None or isinstance(wish_of(text), str)
