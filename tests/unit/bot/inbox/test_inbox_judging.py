"""Which messages are worth a look, and which are not although they look like it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from bot.inbox.judging import judged
from bot.inbox.model import Reading
from bot.inbox.ports import Facts, Handed, Said

NOON = datetime(2026, 11, 15, 4, 0, tzinfo=timezone.utc)
OPEN = Facts(closed=False, rating=None, opened_at=NOON)


def said(place: int, text: str, intent: str = "query_bill", confidence: float = 0.95) -> Said:
    """Return a message said in the minute `place`, read surely unless it is told otherwise."""
    at = NOON + timedelta(minutes=place)
    return Said(place, at, text, "", (Reading(intent, confidence),))


def pressed(place: int, button: str) -> Said:
    """Return a button pressed in the minute `place`."""
    return replace(said(place, ""), pressed=button)


def never(_one: str, _other: str) -> float:
    """Find nothing alike."""
    return 0.0


def why(messages: list[Said], facts: Facts = OPEN, alike=never) -> dict[str, set[str]]:
    """Return the reasons by text."""
    found = judged(messages, facts, alike)
    return {each.said.text: {reason.value for reason in each.reasons} for each in found}


def test_a_sure_reading_that_nobody_minds_is_no_matter() -> None:
    """The customer goes on to something else."""
    assert why([said(0, "查话费"), said(1, "再查积分", "query_points")]) == {}


def test_an_unsure_reading_is_worth_a_look_unless_it_was_an_answer() -> None:
    """Within a form, as one of several matters, or with a bare value it is sure in another way."""
    unsure = said(0, "那个费", confidence=0.5)

    assert why([unsure]) == {"那个费": {"low_confidence"}}
    assert why([replace(unsure, asked=True)]) == {}
    assert why([replace(unsure, parted=True)]) == {}
    assert why([said(0, "十月", "inform", 0.5)]) == {}


def test_asking_back_is_a_fallback_within_a_form_too() -> None:
    """The bot has said that it did not understand."""
    message = replace(said(0, "阿巴", "nlu_fallback", 0.4), asked_back=True, asked=True)

    assert why([message]) == {"阿巴": {"fallback"}}
    assert why([replace(message, asked_back=False)]) == {}


@pytest.mark.parametrize(
    "text", ["不是，我问的是积分", "不对", "你理解错了", "我说的是流量", "答非所问"]
)
def test_a_denial_corrects_the_message_before_it(text: str) -> None:
    """It is the first message that was misread."""
    assert why([said(0, "查话费"), said(1, text, "deny")]) == {"查话费": {"corrected"}}


def test_a_no_to_a_question_of_the_bot_corrects_nothing() -> None:
    """Whoever is asked whether to order may say no."""
    no = replace(said(1, "不是，算了", "deny"), asked=True)

    assert why([said(0, "订流量包", "order_addon"), no]) == {}


@pytest.mark.parametrize("text", ["你没听懂", "我问的是积分", "你理解错了", "我是说另一个"])
def test_whoever_says_that_the_bot_got_it_wrong_corrects_it_within_a_form_too(text: str) -> None:
    """That is no answer to anything."""
    blame = replace(said(1, text, "deny"), asked=True)

    assert why([said(0, "那个账"), blame]) == {"那个账": {"corrected"}}


def test_rewording_at_once_corrects_what_was_read_otherwise() -> None:
    """The same matter in other words, read as another: the first reading was wrong."""
    first, second = said(0, "钱怎么少了", "query_balance"), said(1, "我的钱怎么就少了")

    assert why([first, second], alike=lambda *_: 0.9) == {"钱怎么少了": {"corrected"}}
    assert why([first, second], alike=lambda *_: 0.5) == {}
    assert why([first, replace(second, reading=first.reading)], alike=lambda *_: 0.9) == {}
    late = replace(second, at=NOON + timedelta(minutes=9))
    assert why([first, late], alike=lambda *_: 0.9) == {}


def test_saying_it_again_word_for_word_corrects_it() -> None:
    """The answer was not the answer."""
    assert why([said(0, "查话费"), said(1, "查话费")]) == {"查话费": {"corrected"}}


def test_none_of_these_corrects_and_another_button_does_not() -> None:
    """都不是 says that every reading was wrong."""
    question = said(0, "这个要钱吗", "faq")

    assert why([question, pressed(1, 'faq{"verdict":"none"}')]) == {"这个要钱吗": {"corrected"}}
    assert why([question, pressed(1, 'faq{"verdict":"useful"}')]) == {}


def test_asking_for_a_person_right_after_tells_of_the_message_before() -> None:
    """By word or by button; a greeting before it is no misreading."""
    assert why([said(0, "查话费"), said(1, "转人工", "request_human")]) == {
        "查话费": {"handed_over"}
    }
    assert why([said(0, "查话费"), pressed(1, "request_human{}")]) == {"查话费": {"handed_over"}}
    assert why([said(0, "你好", "greet"), said(1, "转人工", "request_human")]) == {}


def test_a_handoff_tells_of_the_message_that_led_to_it() -> None:
    """Not when it is where the matter belongs."""
    messages = [said(0, "查话费")]
    at = NOON + timedelta(minutes=1)

    assert why(messages, replace(OPEN, handed=(Handed(at, "action_failed", None),))) == {
        "查话费": {"handed_over"}
    }
    assert why(messages, replace(OPEN, handed=(Handed(at, "retention", None),))) == {}
    long_after = Handed(NOON + timedelta(hours=1), "action_failed", None)
    assert why(messages, replace(OPEN, handed=(long_after,))) == {}


def test_a_low_rating_tells_of_the_least_sure_messages() -> None:
    """Three of them, small talk left out; a good rating of none."""
    messages = [said(n, f"事{n}", confidence=0.7 + n / 100) for n in range(6)]
    talk = said(7, "谢谢", "thanks")

    low = why([*messages, talk], replace(OPEN, rating=2))

    assert low == {f"事{n}": {"rated_low"} for n in range(3)}
    assert why([*messages, talk], replace(OPEN, rating=3)) == {}


def test_a_low_rating_or_a_summary_of_an_earlier_visit_says_nothing_of_this_one() -> None:
    """A conversation keeps its id for years: each handoff is held against its own visit alone."""
    before, now = said(-30, "上回的事"), said(2, "这回的事")
    old = Handed(NOON - timedelta(minutes=20), "outside_channel", "query_points", rating=1)
    again = replace(old, requested_at=NOON + timedelta(minutes=9))

    assert why([before, now], replace(OPEN, handed=(old,))) == {
        "上回的事": {"rated_low", "other_summary"}
    }
    assert why([before, now], replace(OPEN, handed=(again,))) == {
        "这回的事": {"rated_low", "other_summary"}
    }
    assert why([now], replace(OPEN, handed=(old,))) == {}


def test_a_summary_that_the_bot_never_read_tells_of_what_was_said_before() -> None:
    """The agent's matter comes along; one that the bot had read tells of nothing."""
    at = NOON + timedelta(minutes=1)
    facts = replace(OPEN, handed=(Handed(at, "outside_channel", "query_points"),))

    (found,) = judged([said(0, "看看那个")], facts, never)

    assert found.agents == "query_points"
    assert {each.value for each in found.reasons} == {"other_summary"}
    assert why([said(0, "看看那个", "query_points")], facts) == {}
    assert why([said(2, "后来说的")], facts) == {}
