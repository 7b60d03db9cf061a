"""Entities come with true spans, normalised values, and no digit read twice."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.clock import SHANGHAI, FixedClock
from bot.clock import process_clock, set_clock
from bot.nlu.entities import FINDERS, find_entities
from bot.nlu.entity_extractor import TelecomEntityExtractor
from bot.nlu.names import name_finders

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


def test_names_of_a_file_become_entities(tmp_path):
    """Any alias gives the code; the longest name wins; a denied one is left out."""
    path = tmp_path / "names.json"
    names = {"service_name": {"彩铃": "CR", "彩铃包月": "CRM", "視頻會員": "V1"}}
    path.write_text(json.dumps(names), encoding="utf-8")
    finders = name_finders(path)

    assert values("退掉彩铃包月", finders) == [("service_name", "CRM")]
    assert values("不要彩铃，要视频会员", finders) == [("service_name", "V1")]
    assert values("查话费", finders) == []


def test_a_missing_file_of_names_adds_nothing(tmp_path):
    """The extractor works before the catalogue was ever written."""
    assert name_finders(tmp_path / "none.json") == {}


def test_a_file_of_another_shape_is_refused(tmp_path):
    """A list is not a table of names."""
    path = tmp_path / "names.json"
    path.write_text("[]", encoding="utf-8")

    with pytest.raises(ValueError, match="expected entity name"):
        name_finders(path)
