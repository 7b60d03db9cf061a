"""Several demands in one message: where it is cut, what is put together again, what is left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.rasa_quiet import import_quietly
from bot.nlu.demand_cutting import LONGEST, MOST_PARTS, Part, cut
from bot.nlu.demand_merging import MOST_DEMANDS, Heard, demands_of

splitting = import_quietly("bot.nlu.demand_splitter")

SURE = 0.98


def texts(message):
    """Return what the parts of a message say."""
    return [part.text for part in cut(message)]


def part(text, link="strong", *objects, asks=True, tells=False):
    """Return a part as the cutter makes it."""
    return Part(text, link, frozenset(objects), asks, tells)


def heard(intent, link="strong", text="", confidence=SURE, entities=(), **kind):
    """Return a part in which the model read `intent`, and that names its object."""
    return Heard(part(text or intent, link, intent, **kind), intent, confidence, tuple(entities))


def intents(*parts, threshold=0.7):
    """Return the intents of the demands of `parts`."""
    return [each.intent for each in demands_of(parts, threshold)]


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("查下话费，顺便把彩铃退了", ["查下话费", "把彩铃退了"]),
        ("查余额再充一百", ["查余额", "充一百"]),
        ("1、查余额 2、查流量", ["查余额", "查流量"]),
        ("一是查话费，二是查积分", ["查话费", "查积分"]),
        ("余额和流量各剩多少", ["余额剩多少", "流量剩多少"]),
        ("上个月话费和流量", ["查上个月话费", "查上个月流量"]),
        ("话费、积分都查一下", ["话费查一下", "积分查一下"]),
        ("麻煩查餘額，另外看看流量", ["麻煩查餘額", "看看流量"]),
        ("查138 0001 2345的余额和积分", ["查138 0001 2345的余额", "查138 0001 2345的积分"]),
    ],
)
def test_a_message_is_cut_where_another_demand_may_begin(message, parts) -> None:
    """Each part can be understood by itself; a month or number said for all goes to each."""
    assert texts(message) == parts


@pytest.mark.parametrize(
    "message",
    [
        "",
        "查话费",
        "还有多少流量",
        "流量和语音还剩多少",
        "查话费，哦不对，查积分",
        "积分 余额 到期",
        "话费和账单是一回事吗",
        '/query_bill{"month": "2026-10"}',
        "我昨天充了一百，今天就没了",
        "查话费，查流量，" * 20,
        "，".join(["查话费", "查流量"] * MOST_PARTS),
    ],
)
def test_a_message_with_one_object_a_correction_or_a_story_is_not_cut(message) -> None:
    """It costs the model nothing more."""
    assert cut(message) == ()


@given(st.text(alphabet="查话费流量余额积分和再还有顺便，。、 12不对我了\n/", max_size=60))
def test_whatever_is_typed_is_cut_into_few_parts_that_say_something(message) -> None:
    """No part is empty; none is longer than the message and what it shares."""
    parts = cut(message)

    assert len(parts) <= MOST_PARTS
    assert all(any(char.isalnum() for char in each.text) for each in parts)
    assert len(message) <= LONGEST or not parts


def test_two_intents_joined_by_a_connective_are_two_demands() -> None:
    """In the order said."""
    assert intents(heard("query_bill", "start"), heard("cancel_service")) == [
        "query_bill",
        "cancel_service",
    ]


def test_the_same_intent_twice_is_one_demand_and_so_no_several() -> None:
    """Two months of the bill are one question."""
    assert intents(heard("query_bill", "start"), heard("query_bill")) == []
    assert intents(heard("query_bill", "start"), heard("query_points"), heard("query_bill")) == [
        "query_bill",
        "query_points",
    ]


def test_cause_and_cure_told_in_clauses_are_one_matter() -> None:
    """Only a connective makes two of them."""
    lost = heard("report_loss", "start")
    assert intents(lost, heard("replace_sim", "mark")) == []

    assert intents(lost, heard("replace_sim", "strong")) == ["report_loss", "replace_sim"]


def test_what_a_suggestion_is_about_is_no_demand_beside_it() -> None:
    """Its content follows it in clauses; after a connective another demand begins."""
    idea, content = heard("give_suggestion", "start"), "query_usage"

    assert intents(idea, heard(content, "mark")) == []
    assert intents(idea, heard(content, "word")) == ["give_suggestion", "query_usage"]


@pytest.mark.parametrize(
    "doubtful",
    [
        heard("query_points", confidence=0.69),
        heard("query_points", asks=False),
        heard("query_points", "mark", tells=True),
        Heard(part("看看", "strong", "query_bill"), "query_points", SURE),
    ],
)
def test_a_part_that_does_not_stand_alone_is_no_demand(doubtful) -> None:
    """Unsure, no request, a story, or without the object of what was read in it."""
    assert intents(heard("query_bill", "start"), doubtful) == []


def test_context_stays_with_the_demand_beside_it() -> None:
    """A specialist reads the whole story of a fault, and entities point into it."""
    month = {"entity": "month", "value": "2026-10", "start": 0, "end": 2}
    told = Heard(part("红灯一直闪", "start", asks=False), "chitchat", 0.4)
    found = demands_of(
        [
            told,
            heard("report_fault", "mark", "帮我报修"),
            heard("query_bill", "strong", "上月账单", entities=[month]),
            Heard(part("谢谢", "mark", asks=False), "thanks", SURE),
        ],
        0.7,
    )

    assert [each.text for each in found] == ["红灯一直闪，帮我报修", "上月账单，谢谢"]
    assert found[1].entities == (month,)


def test_a_number_holds_for_the_demands_after_it_and_a_month_does_not() -> None:
    """Until another number is named."""
    number = {"entity": "phone_number", "value": "13800010000", "start": 0, "end": 11}
    other = {**number, "value": "13900010000"}
    month = {"entity": "month", "value": "2026-10", "start": 0, "end": 2}
    found = demands_of(
        [
            heard("query_bill", "start", entities=[number, month]),
            heard("query_points"),
            heard("query_balance", entities=[other]),
        ],
        0.7,
    )

    assert [each.entities for each in found] == [(number, month), (number,), (other,)]


def test_no_more_demands_are_taken_than_a_turn_can_answer() -> None:
    """The first ones said."""
    names = ["query_bill", "query_points", "query_balance", "query_usage", "query_invoice"]

    assert intents(*(heard(name) for name in names)) == names[:MOST_DEMANDS]


def test_the_pipeline_reads_the_parts_and_leaves_one_message(bench) -> None:
    """What stands between the two components sees message and parts; afterwards one is left."""
    splitter = bench.create(splitting.DemandSplitter)
    gatherer = bench.create(splitting.DemandGatherer)
    whole = splitter.process([bench.message("查账单，顺便看看积分"), bench.message("查账单")])
    assert [each.get("text") for each in whole] == [
        "查账单，顺便看看积分",
        "查账单",
        "看看积分",
        "查账单",
    ]
    for each in whole:
        about = "query_points" if each.get("text") == "看看积分" else "query_bill"
        each.set("intent", {"name": about, "confidence": SURE})
    left = gatherer.process(whole)

    assert [each.get("text") for each in left] == ["查账单，顺便看看积分", "查账单"]
    demands = left[0].as_dict(only_output_properties=True)["demands"]
    assert [each["intent"] for each in demands] == ["query_bill", "query_points"]
    assert left[1].get("demands") is None


def test_an_unsure_part_leaves_the_message_as_it_is(bench) -> None:
    """The threshold is the gatherer's."""
    whole = bench.create(splitting.DemandSplitter).process([bench.message("查账单，顺便看看积分")])
    for each in whole:
        about = "query_points" if each.get("text") == "看看积分" else "query_bill"
        each.set("intent", {"name": about, "confidence": 0.8})

    assert (
        not bench.create(splitting.DemandGatherer, threshold=0.9).process(whole)[0].get("demands")
    )
