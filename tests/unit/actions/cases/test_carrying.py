"""Whether a message answers what a case asks, whatever matter the NLU heard in it."""

from __future__ import annotations

from typing import Any

import pytest

from actions.cases.carrying import THREAT, came_back, carried
from actions.turn import Message, Reply, Turn
from tests.unit.actions.conftest import Said

AT = "2026-10-15T12:00:00+08:00"
COMPLAINT, FAULT = "action_file_complaint", "action_report_fault"


def _turn(services, kind: str, asking: str | None, **said: Any) -> Turn:
    case = {"kind": kind, "at": AT, "asking": asking, "data": {"type": "billing"}}
    slots = {"open_case": {**case, "tries": 0, "asides": said.pop("asides", 0)}}
    return Turn.of(Said(slots=slots, **said).tracker(), services)


@pytest.mark.parametrize(
    ("asking", "intent", "text"),
    [
        ("what", "dispute_charge", "他们每个月都多扣我二十块钱还不承认"),
        ("what", "nlu_fallback", "排了两个小时的队"),
        ("what", "affirm", "嗯"),
        ("when", "query_bill", "上个月"),
        ("when", "nlu_fallback", "就昨天下午"),
        ("wish", "cancel_service", "给我退钱"),
        ("evidence", "nlu_fallback", "工号8001"),
        ("confirm", "inform", "不记得了"),
    ],
)
def test_an_answer_goes_to_the_complaint(services, asking: str, intent: str, text: str) -> None:
    """By its words, or because nothing else is asked for in it."""
    reply = carried(_turn(services, "complaint", asking, intent=intent, text=text), "action_x")

    assert reply is not None
    assert reply.followup == COMPLAINT


@pytest.mark.parametrize(
    ("asking", "intent", "text"),
    [
        ("what", "query_balance", "帮我看下余额"),
        ("what", "request_human", "转人工"),
        ("when", "stop", "算了"),
        ("what", "ask_repeat", "什么意思"),
        ("what", "file_complaint", "不投诉了"),
        (None, "nlu_fallback", "排了两个小时的队"),
    ],
)
def test_another_matter_and_the_talk_itself_do_not(services, asking, intent, text) -> None:
    """They are answered first, and the question comes back after them."""
    assert (
        carried(_turn(services, "complaint", asking, intent=intent, text=text), "action_x") is None
    )


@pytest.mark.parametrize(
    ("kind", "asking", "text", "told"),
    [
        ("fault", "step", "还是不行", True),
        ("fault", "step", "好了", True),
        ("fault", "number", "13700001111", True),
        ("result", "solved", "解决了", True),
        ("result", "rating", "5分", True),
    ],
)
def test_each_kind_of_question_has_its_own_answers(services, kind, asking, text, told) -> None:
    """Outcomes, numbers and scores, heard as something vague."""
    entities = {"phone_number": text} if asking == "number" else {}
    turn = _turn(services, kind, asking, intent="inform", text=text, entities=entities)

    assert (carried(turn, "action_x") is not None) is told


@pytest.mark.parametrize(("intent", "threat"), [("express_anger", True), ("query_bill", False)])
def test_court_and_police_are_a_threat_only_from_who_is_angry(services, intent, threat) -> None:
    """Elsewhere the word is a part of something else."""
    turn = _turn(services, "complaint", "what", intent=intent, text="我要去工信部投诉你们，等着瞧")
    reply = carried(turn, "action_x")

    assert (reply is not None and reply.followup == THREAT) is threat


def test_a_button_of_a_case_that_is_over_says_so(services) -> None:
    """It answers nothing any more."""
    turn = Turn.of(Said(entities={"answer": "when:昨天"}).tracker(), services)
    reply = carried(turn, "action_follow_up")

    assert reply is not None
    assert reply.messages


@pytest.mark.parametrize(("asides", "comes"), [(0, True), (1, True), (2, False)])
def test_the_question_comes_back_after_two_other_matters_and_not_after_a_third(
    services, asides: int, comes: bool
) -> None:
    """Then it waits until the customer takes it up: no loop."""
    turn = _turn(services, "complaint", "when", intent="query_balance", asides=asides)
    reply = came_back(turn, Reply((Message("余额35元"),), finished=True), "action_query_balance")

    assert (len(reply.messages) > 1) is comes
    assert reply.slots["open_case"]["asking"] == ("when" if comes else None)
    assert reply.finished is not comes
