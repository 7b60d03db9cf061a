"""Entities come with true spans, normalised values, and no digit read twice."""

from __future__ import annotations

import json
import time
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.catalogue import CatalogueName
from accounts.clock import SHANGHAI, FixedClock
from bot.clock import process_clock, set_clock
from bot.nlu.entities import FINDERS, find_entities
from bot.nlu.entity_extractor import TelecomEntityExtractor
from bot.nlu.names import use_names
from bot.text.catalogue_names import NameBook

TODAY = datetime(2026, 10, 15, 9, 0, tzinfo=SHANGHAI)


def values(text, finders=FINDERS):
    """Return (name, value) of each entity in order of place."""
    return [(entity.name, entity.value) for entity in find_entities(text, TODAY, finders)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "帮15912345678充一百",
            [("phone_number", "15912345678"), ("amount", "100.00")],
        ),
        (
            "查前两个月的流量",
            [("month", "2026-08"), ("month", "2026-09"), ("resource", "data")],
        ),
        ("不是这个月，是上个月", [("month", "2026-09")]),
        ("还剩十个G吗", [("data_amount", 10240)]),
        ("10月3号扣的二十块", [("month", "2026-10"), ("date", "2026-10-03"), ("amount", "20.00")]),
        ("GZ20261001001处理得怎么样", [("ticket_id", "GZ20261001001")]),
        ("换个号码，第二个", [("reference", "other_number"), ("reference", "ordinal:2")]),
        ("202609", [("month", "2026-09")]),
        ("你好", []),
    ],
)
def test_a_sentence_gives_its_values(text, expected):
    """Several values in one sentence are all found, each once."""
    assert values(text) == expected


def test_a_range_gives_one_month_entity_each():
    """九到十一月 is three months with one span."""
    entities = find_entities("查九到十一月", TODAY, FINDERS)

    assert [entity.value for entity in entities] == ["2026-09", "2026-10", "2026-11"]
    assert {(entity.start, entity.end) for entity in entities} == {(1, 6)}


@given(st.text(max_size=60))
def test_any_text_gives_values_that_json_can_hold(text):
    """Rasa writes entities to its tracker."""
    for entity in find_entities(text, TODAY, FINDERS):
        assert 0 <= entity.start < entity.end <= len(text)
        json.dumps(entity.value)


def test_the_extractor_reads_the_process_clock(bench):
    """上个月 is seen from the injected day."""
    before = process_clock()
    set_clock(FixedClock(datetime(2027, 1, 1, 0, 30, tzinfo=SHANGHAI)))
    try:
        (message,) = bench.create(TelecomEntityExtractor).process([bench.message("查上個月")])
    finally:
        set_clock(before)

    (entity,) = message.get("entities")

    assert entity == {
        "entity": "month",
        "start": 1,
        "end": 4,
        "value": "2026-12",
        "extractor": "TelecomEntityExtractor",
    }


def test_a_long_message_is_read_in_bounded_time(bench):
    """5,000 characters of anything are borne."""
    text = "我13" * 1600 + "查上个月"

    (message,) = bench.create(TelecomEntityExtractor).process([bench.message(text)])

    assert isinstance(message.get("entities"), list)


OFFERS = (
    CatalogueName("package", "L45", "蓝鲸45元套餐", (), Decimal(45)),
    CatalogueName("addon", "D8", "8GB月包", (), Decimal(11), data_mb=8192, valid="month"),
    CatalogueName("service", "CR", "炫铃", (), Decimal(5)),
)


def told(text):
    """Return (name, wording, value) of each entity, names of `OFFERS` included."""
    found = find_entities(text, TODAY, FINDERS, NameBook(OFFERS))
    return [(entity.name, text[entity.start : entity.end], entity.value) for entity in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("换成四十五块的套餐", [("package_name", "四十五块的套餐", "L45")]),
        ("45那个", [("package_name", "45那个", "L45")]),
        ("46的套餐", [("price", "46", "46.00")]),
        ("充45", [("amount", "45", "45.00")]),
        ("来个8G月包", [("service_name", "8G月包", "D8")]),
        ("来8个G", [("data_amount", "8个G", 8192)]),
        (
            "炫铃扣了我五块",
            [("service_name", "炫铃", "CR"), ("amount", "五块", "5.00")],
        ),
        (
            "五十以内的流量包",
            [("price", "五十", "50.00"), ("resource", "流量", "data")],
        ),
        (
            "我家在桂花路27号没信号",
            [("location", "桂花路27号", "桂花路27号"), ("fault_type", "没信号", "signal")],
        ),
    ],
)
def test_a_span_has_one_value(text, expected):
    """The number inside a name, a price or an address is nothing else besides."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("intent", "names"),
    [
        ("report_fault", {"fault_type", "location"}),
        ("file_complaint", {"complaint_type"}),
        ("inform", {"complaint_type", "fault_type", "location"}),
        ("query_balance", set()),
        (None, {"complaint_type", "fault_type", "location"}),
    ],
)
def test_what_words_alone_cannot_tell_depends_on_the_intent(bench, intent, names):
    """A place or a symptom in a question about money is only its story."""
    message = bench.message("在桂花小区没信号，要投诉")
    if intent is not None:
        message.set("intent", {"name": intent, "confidence": 0.9})

    (message,) = bench.create(TelecomEntityExtractor).process([message])

    assert {entity["entity"] for entity in message.get("entities")} == names


@pytest.mark.parametrize(
    ("text", "intent", "names"),
    [
        ("流量还剩多少", "query_usage", ["resource"]),
        ("等等我看看流量", "wait", []),
        ("第二个", "inform", ["reference"]),
        ("刚才说的那个再讲一遍", "ask_repeat", []),
        ("查我妈那个号", "query_balance", ["reference"]),
        ("改成我妈的手机号", "update_profile", []),
    ],
)
def test_what_no_action_can_use_is_not_told(bench, text, intent, names):
    """A resource or a reference is told where something comes of it."""
    message = bench.message(text)
    message.set("intent", {"name": intent, "confidence": 0.9})

    (message,) = bench.create(TelecomEntityExtractor).process([message])

    assert [entity["entity"] for entity in message.get("entities")] == names


@pytest.mark.parametrize(
    ("text", "intent", "name"),
    [
        ("要个五块的", "order_addon", "price"),
        ("我要订20元的", "order_addon", "price"),
        ("改成五十块吧", "change_package", "amount"),
        ("有没有三十块钱的", "browse_packages", "price"),
        ("扣了我五块", "dispute_charge", "amount"),
        ("充五十块", "pay_bill", "amount"),
        ("五十块", "inform", "amount"),
        ("五十块", None, "amount"),
    ],
)
def test_money_is_a_price_where_something_on_offer_is_wanted(bench, text, intent, name):
    """What a thing may cost is no sum that was paid or charged."""
    message = bench.message(text)
    if intent is not None:
        message.set("intent", {"name": intent, "confidence": 0.9})

    (message,) = bench.create(TelecomEntityExtractor).process([message])

    assert [entity["entity"] for entity in message.get("entities")] == [name]


@pytest.mark.parametrize(
    ("intent", "codes"),
    [("cancel_service", ["R"]), ("order_addon", ["R"]), ("faq", []), (None, [])],
)
def test_an_order_names_its_service_by_a_word_of_daily_speech(bench, intent, codes):
    """Where the intent is an order, 漫游 needs no word of ordering beside it."""
    offers = (CatalogueName("addon", "R", "出境日包", ("漫游包",), Decimal(18)),)
    use_names(lambda: offers)
    message = bench.message("那个漫游我用不上，给我去喽")
    if intent is not None:
        message.set("intent", {"name": intent, "confidence": 0.9})

    (message,) = bench.create(TelecomEntityExtractor).process([message])

    use_names(None)
    assert [entity["value"] for entity in message.get("entities")] == codes


def test_a_resource_inside_a_name_is_part_of_the_name():
    """流量包 alone is about data; in a name it is a name's last word."""
    book = NameBook((CatalogueName("addon", "V3", "300分钟语音包", (), Decimal(9)),))

    found = find_entities("来个300分钟语音包", TODAY, FINDERS, book)
    beside = find_entities("来个语音套餐", TODAY, FINDERS, book)

    assert [entity.name for entity in found] == ["service_name"]
    assert [entity.name for entity in beside] == ["resource"]


def test_the_extractor_knows_the_names_of_the_moment(bench):
    """A name that the catalogue gained is an entity of the next message."""
    extractor = bench.create(TelecomEntityExtractor)
    use_names(tuple)
    (before,) = extractor.process([bench.message("开通炫铃")])
    use_names(lambda: OFFERS)
    (after,) = extractor.process([bench.message("开通炫铃")])

    assert before.get("entities") == []
    (entity,) = after.get("entities")
    assert (entity["entity"], entity["value"]) == ("service_name", "CR")
    assert (entity["start"], entity["end"]) == (2, 4)


@given(st.text(max_size=60))
def test_any_text_gives_each_digit_to_one_value(text):
    """No two numeric entities share a character, except a month and its date."""
    found = find_entities(text, TODAY, FINDERS, NameBook(OFFERS))
    numeric = [e for e in found if e.name in {"amount", "price", "data_amount", "package_name"}]

    for index, one in enumerate(numeric):
        for other in numeric[index + 1 :]:
            same = one.name == other.name
            assert same or one.end <= other.start or other.end <= one.start


@pytest.mark.parametrize(
    "piece", ["我13", "一", "查上个月话费，", "3块5", "1 ", "不是这个月是", "套餐", "两三", "一块"]
)
def test_two_thousand_characters_of_anything_are_read_in_bounded_time(piece):
    """No pattern goes over the text again and again."""
    begun = time.process_time()
    find_entities((piece * 2000)[:2000], TODAY, FINDERS, NameBook(OFFERS))

    assert time.process_time() - begun < 2
