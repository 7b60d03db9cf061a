"""Resources, tickets, references and days are recognised by the words people use."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.dates import find_dates
from bot.text.references import find_references
from bot.text.resources import find_resources
from bot.text.tickets import find_tickets

TODAY = date(2026, 10, 15)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("还剩多少流量", ["data"]),
        ("還有多少分鐘", ["voice"]),
        ("语音和短信用了多少", ["voice", "sms"]),
        ("100分钟通话还有吗", ["voice"]),
        ("流量、流量、还是流量", ["data"]),
        ("不是流量，是语音", ["voice"]),
        ("等了十分钟没人理", []),
        ("每分钟多少钱", []),
        ("收到一条短信说我欠费", []),
        ("短信验证码收不到", []),
        ("查话费", []),
    ],
)
def test_a_resource_is_named_once(text, kinds):
    """Each kind comes once, in order; time spent and messages received are none."""
    assert [mention.value for mention in find_resources(text)] == kinds


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("工单GZ20261001001到哪了", ["GZ20261001001"]),
        ("gz 123456", ["GZ123456"]),
        ("订单ＤＤ０００１２３", ["DD000123"]),
        ("GZ", []),
        ("第123456单", []),
    ],
)
def test_a_ticket_id_is_returned_as_it_is_stored(text, ids):
    """Case, width and a blank make no difference; digits alone are no id."""
    assert [mention.value for mention in find_tickets(text)] == ids


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("换个号码查", ["other_number"]),
        ("查别的号", ["other_number"]),
        ("另一个号呢", ["other_number"]),
        ("帮我爸的号查一下", ["other_number"]),
        ("我老婆的手机", ["other_number"]),
        ("第二个", ["ordinal:2"]),
        ("就第3项吧", ["ordinal:3"]),
        ("最后一个", ["ordinal:-1"]),
        ("不是第一个，是第二个", ["ordinal:2"]),
        ("查我的手机", []),
        ("不换号", []),
    ],
)
def test_a_reference_points_at_what_was_not_named(text, references):
    """Another number, or a place in a list."""
    assert [mention.value for mention in find_references(text)] == references


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("今天", [date(2026, 10, 15)]),
        ("昨天充的", [date(2026, 10, 14)]),
        ("大前天", [date(2026, 10, 12)]),
        ("10月3号", [date(2026, 10, 3)]),
        ("上个月5号", [date(2026, 9, 5)]),
        ("二十五号充的", [date(2026, 9, 25)]),
        ("2026-10-03", [date(2026, 10, 3)]),
        ("2026年10月3日", [date(2026, 10, 3)]),
        ("2月30号", []),
        ("地铁3号线", []),
        ("三天后", []),
    ],
)
def test_a_day_lies_in_the_past_unless_said_otherwise(text, days):
    """A bare day that is yet to come was last month's; a day that does not exist is none."""
    assert [mention.value for mention in find_dates(text, TODAY)] == days


@given(st.text(max_size=80))
def test_any_text_gives_true_spans(text):
    """No finder raises, and each points at what it read."""
    found = (
        *find_resources(text),
        *find_tickets(text),
        *find_references(text),
        *find_dates(text, TODAY),
    )

    assert all(text[mention.start : mention.end] == mention.text for mention in found)
