"""Messages worth a look come in once, masked, when a conversation is quiet; the rest stays out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.inbox.collecting import Collector
from bot.inbox.model import Reason, State
from bot.inbox.storage import finding


def reasons(desk, text: str) -> set[str]:
    """Return why a message is in the inbox."""
    return {each.value for each in desk.items()[text].reasons}


def test_a_message_that_was_not_understood_comes_in_masked(any_desk) -> None:
    """It holds the wording, the reading and where it was said, and no number."""
    any_desk.talks.say("web:1", "帮我13800010002弄那个")
    any_desk.later(minutes=5)

    found = any_desk.inbox.collect()

    assert (found.added, found.seen) == (1, 1)
    (item,) = any_desk.items().values()
    assert item.text == "帮我手机号弄那个"
    assert [each.value for each in item.reasons] == ["fallback"]
    assert (item.count, item.state, item.conversation) == (1, State.OPEN, "web:1")
    assert [each.intent for each in item.reading] == ["report_fault"]


def test_a_conversation_is_left_alone_until_it_is_quiet_or_closed(desk) -> None:
    """Under way it may still explain itself; closed it will not."""
    desk.talks.say("a", "阿巴阿巴")
    desk.talks.say("b", "呜里哇啦")
    desk.later(seconds=90)
    desk.talks.close("b")
    desk.inbox.collect()
    assert set(desk.items()) == {"呜里哇啦"}

    desk.later(minutes=2)
    desk.inbox.collect()
    assert set(desk.items()) == {"呜里哇啦", "阿巴阿巴"}


def test_nothing_is_read_twice_and_nothing_is_counted_twice(any_desk) -> None:
    """A second collection, here or in another process, finds nothing; the same text counts up."""
    any_desk.talks.say("a", "阿巴阿巴")
    any_desk.later(minutes=5)
    any_desk.inbox.collect()
    reads = any_desk.talks.reads

    assert any_desk.inbox.collect().seen == 0
    assert any_desk.again().collect().seen == 0
    assert any_desk.talks.reads == reads
    any_desk.talks.say("b", "阿巴，阿巴！")
    any_desk.later(minutes=5)
    assert any_desk.again().collect().added == 0
    assert any_desk.items()["阿巴阿巴"].count == 2


def test_several_collectors_at_once_find_everything_once(any_desk) -> None:
    """Whoever is faster: each message is one sighting."""
    for number in range(20):
        any_desk.talks.say(f"c{number}", f"弄一下{'甲乙丙丁'[number % 4]}啦啦")
    any_desk.later(minutes=5)
    boxes = [any_desk.inbox, any_desk.again(), any_desk.again()]

    with ThreadPoolExecutor(6) as pool:
        found = [each.result() for each in [pool.submit(box.collect) for box in boxes * 2]]

    assert sum(each.added for each in found) == 4
    assert sorted(item.count for item in any_desk.items().values()) == [5, 5, 5, 5]


def test_a_rating_and_a_summary_that_come_later_are_added(any_desk) -> None:
    """The item is there already; its reasons grow, and the agent's matter is suggested."""
    talks = any_desk.talks
    talks.say("a", "我那个怎么回事", "query_bill", 0.5)
    any_desk.later(minutes=1)
    talks.hand_over("a", "outside_channel")
    any_desk.later(minutes=5)
    any_desk.inbox.collect()
    assert reasons(any_desk, "我那个怎么回事") == {"low_confidence"}

    talks.know("a", handed=())
    talks.hand_over("a", "outside_channel", "query_points")
    talks.close("a", rating=1)
    any_desk.later(minutes=12)
    any_desk.inbox.collect()

    assert reasons(any_desk, "我那个怎么回事") == {"low_confidence", "rated_low", "other_summary"}
    assert any_desk.items()["我那个怎么回事"].suggested == "query_points"
    assert any_desk.items()["我那个怎么回事"].count == 1


def test_a_good_rating_and_a_summary_that_agrees_bring_nothing_in(desk) -> None:
    """What was understood surely stays out."""
    desk.talks.say("a", "看看我的账", "query_bill", 0.97)
    desk.talks.hand_over("a", "outside_channel", "query_bill")
    desk.talks.close("a", rating=5)
    desk.later(minutes=5)

    assert desk.inbox.collect().added == 0


def test_what_is_taught_already_and_was_read_so_stays_out(desk) -> None:
    """An example that is read as taught needs no trainer, however unsure the reading."""
    desk.talks.say("a", "查积分！", "query_points", 0.5)
    desk.talks.say("b", "查积分", "query_bill", 0.5)
    desk.later(minutes=5)
    desk.inbox.collect()

    assert [each.conversation for each in desk.items().values()] == ["b"]


def test_one_customer_cannot_flood_the_inbox(desk) -> None:
    """So many a day, those with the most reasons first; others are let in all the same."""
    for number in range(30):
        desk.talks.say("a", f"第{'甲乙丙丁戊己庚辛壬癸'[number % 10] * (number // 10 + 1)}样东西")
    desk.talks.say("b", "别的客户")
    desk.later(minutes=5)
    desk.inbox.collect()

    assert sum(item.conversation == "a" for item in desk.items().values()) == finding.MOST_OF_ONE
    assert "别的客户" in desk.items()


def test_a_full_inbox_counts_what_it_knows_and_takes_nothing_new(desk, monkeypatch) -> None:
    """No flood of many customers fills the disk."""
    monkeypatch.setattr(finding, "MOST_OPEN", 1)
    desk.found("阿巴阿巴")
    for name, text in (("x", "阿巴阿巴"), ("y", "呜里哇啦")):
        desk.talks.say(name, text)
    desk.later(minutes=5)
    desk.inbox.collect()

    assert {text: item.count for text, item in desk.items().items()} == {"阿巴阿巴": 2}


def test_open_items_are_dropped_after_a_season_and_decided_ones_stay(any_desk) -> None:
    """What nobody said again for 90 days teaches little; a decision is kept."""
    first, _ = any_desk.found("阿巴阿巴", "呜里哇啦")
    any_desk.inbox.skip(first.id, "9001")
    any_desk.later(days=91)
    any_desk.inbox.collect()

    assert any_desk.items() == {}
    assert any_desk.inbox.find(first.id).text == "阿巴阿巴"
    assert any_desk.listed().by_state["skipped"] == 1


def test_buttons_secrets_and_texts_without_words_never_come_in(desk) -> None:
    """A payload is the bot's own; what stands for a secret, or a lone number, teaches nothing."""
    desk.talks.press("a", "query_bill{}")
    desk.talks.say("b", "●●●●●●")
    desk.talks.say("c", "？？！")
    desk.later(minutes=5)

    assert desk.inbox.collect().added == 0


def test_a_conversation_whose_id_is_a_number_is_not_named(desk) -> None:
    """Partners choose ids; a phone number is one that trainers are not shown."""
    desk.talks.say("rest:13800010002", "阿巴阿巴")
    desk.later(minutes=5)
    desk.inbox.collect()

    assert desk.items()["阿巴阿巴"].conversation is None


def test_the_inbox_begins_with_the_last_season(desk) -> None:
    """What was said before is older than what would be kept."""
    desk.talks.say("old", "阿巴阿巴")
    desk.later(days=100)
    desk.talks.say("new", "呜里哇啦")
    desk.later(minutes=5)
    desk.inbox.collect()

    assert set(desk.items()) == {"呜里哇啦"}


def test_messages_alike_are_one_group_with_the_most_frequent_wording(desk) -> None:
    """Its title is what is said most, its suggestion the majority's."""
    desk.found("怎么办理停机保号呢", "怎么办理停机保号吗", "阿巴阿巴")
    desk.talks.say("more", "怎么办理停机保号吗", "report_fault", 0.5)
    desk.later(minutes=5)
    desk.inbox.collect()

    groups = {each.title: each for each in desk.listed().groups}

    assert set(groups) == {"怎么办理停机保号吗", "阿巴阿巴"}
    assert (groups["怎么办理停机保号吗"].size, groups["怎么办理停机保号吗"].count) == (2, 3)


def test_a_group_that_has_died_out_is_begun_anew_for_every_process(any_desk) -> None:
    """One remembers it, another never knew it: the same wording is one group all the same."""
    any_desk.found("怎么办理停机保号呢")
    any_desk.later(days=91)
    any_desk.inbox.collect()
    any_desk.found("怎么办理停机保号吗")
    any_desk.talks.say("other", "怎么办理停机保号嘛")
    any_desk.later(minutes=5)
    any_desk.again().collect()

    assert [each.size for each in any_desk.listed().groups] == [2]


def test_a_collection_tells_whether_more_is_due(desk, monkeypatch) -> None:
    """Even when nothing had to be read again."""
    monkeypatch.setattr(Collector.collect, "__defaults__", (2,))
    for name in ("a", "b", "c"):
        desk.talks.say(name, "查话费", "query_bill", 0.97)
    desk.later(minutes=5)
    assert [desk.inbox.collect().more for _ in range(2)] == [True, False]
    desk.later(minutes=10)

    found = desk.inbox.collect()
    assert (found.seen, found.more) == (0, True)
    assert desk.inbox.collect().more is False


def test_a_message_near_an_example_is_suggested_its_intent(desk) -> None:
    """When the bot's own reading is weak, the nearest example says it better."""
    (item,) = desk.found("我要退订彩铃")

    assert item.suggested == "cancel_service"


@pytest.mark.parametrize("broken", ["facts", "said"])
def test_a_log_that_cannot_be_read_loses_nothing(desk, broken: str) -> None:
    """The next collection finds what this one could not."""
    desk.talks.say("a", "阿巴阿巴")
    desk.later(minutes=5)

    def fail(*_: object) -> None:
        raise OSError("no database")

    whole = getattr(desk.talks, broken)
    setattr(desk.talks, broken, fail)
    with pytest.raises(OSError, match="no database"):
        desk.inbox.collect()
    setattr(desk.talks, broken, whole)

    assert desk.inbox.collect().added == 1
    assert desk.items()["阿巴阿巴"].reasons == (Reason.FALLBACK,)
