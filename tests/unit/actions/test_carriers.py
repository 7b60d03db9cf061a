"""Carriers: each keeps the contract of `actions.carriers`, whatever was said and is open."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa_sdk.executor import ActionExecutor

from actions import carriers
from actions.base import ServiceAction
from actions.carriers import CARRIERS, carried
from actions.turn import Turn
from tests.unit.actions.conftest import Said

NUMBER = "13700001111"
ACTIONS = (
    "action_affirm",
    "action_deny",
    "action_stop",
    "action_follow_up",
    "action_clarify",
    "action_file_complaint",
    "action_report_fault",
    "action_order_addon",
    "action_query_bill",
    "action_pay_bill",
    "action_request_human",
    "action_own_number",
)
INTENTS = (
    "affirm",
    "deny",
    "stop",
    "inform",
    "nlu_fallback",
    "file_complaint",
    "report_fault",
    "order_addon",
    "query_bill",
    "pay_bill",
    "request_human",
    "chitchat",
    "faq",
)
TEXTS = (
    "",
    "/inform",
    "我的号码是多少",
    "谁查过我的信息",
    "昨天下午营业厅的人态度很差还骂人",
    "改成50块",
    "来两份",
    "第二个",
    "还有吗",
    "多久能好",
    "要钱不",
    "不是我开的",
    "我要去工信部投诉你们",
    "撤销刚才的订单",
    "算了",
)
AT = "2026-10-15T12:00:00+08:00"


def _case(kind: str, asking: str | None) -> dict[str, Any]:
    return {"kind": kind, "at": AT, "asking": asking, "data": {}, "tries": 0, "asides": 0}


def _question(action: str, **data: Any) -> dict[str, Any]:
    return {"action": action, "data": data, "id": "c1:0", "at": AT}


OPEN = (
    {},
    {"open_case": _case("complaint", "what")},
    {"open_case": _case("fault", "number")},
    {"open_case": _case("complaint", "confirm")},
    {
        "pending_confirmation": _question("action_top_up", number=NUMBER, amount="30.00"),
        "query_topic": "action_pay_bill",
    },
    {
        "pending_confirmation": _question(
            "action_place_order", number=NUMBER, wishes=[["addon", "D5", ""]]
        ),
        "query_topic": "action_order_addon",
        "shown_items": {"codes": ["D5"], "rest": []},
    },
    {
        "pending_confirmation": _question(
            "action_open_ticket", kind="dispute", summary="彩铃", hours=48
        )
    },
    {"pending_action": "action_file_complaint", "open_case": _case("complaint", None)},
    {"query_topic": "action_browse_packages", "shown_items": {"codes": ["A25"], "rest": []}},
    {"query_topic": "action_answer_question", "faq_topic": {"code": "sim", "question": "补卡"}},
)
ENTITIES = (
    {},
    {"service_name": "D5"},
    {"amount": "50.00"},
    {"phone_number": NUMBER},
    {"reference": "ordinal:1"},
    {"answer": "type:billing"},
)

turns = st.builds(
    Said,
    intent=st.sampled_from(INTENTS),
    text=st.sampled_from(TEXTS),
    entities=st.sampled_from(ENTITIES),
    slots=st.sampled_from(OPEN),
    loop=st.sampled_from((None, "identity_form", "account_form")),
    recognised=st.sampled_from((None, NUMBER)),
)
lenient = settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@lenient
@given(said=turns, action=st.sampled_from(ACTIONS))
def test_a_carrier_never_sends_a_message_where_it_came_from(services, said, action) -> None:
    """It raises nothing either: it runs before anything is known to be wrong."""
    turn = Turn.of(said.tracker(), services)
    for carry in CARRIERS.values():
        reply = carry(turn, action)

        assert reply is None or reply.followup != action
        assert reply is None or reply.followup or reply.messages


@lenient
@given(said=turns, action=st.sampled_from(ACTIONS))
def test_a_message_that_is_sent_on_arrives(services, said, action) -> None:
    """From carrier to carrier it comes to one action that keeps it, and to none twice."""
    turn, known = Turn.of(said.tracker(), services), _actions()
    visited = [action]
    reply = known[action].carried(turn)
    while reply is not None and reply.followup in known:
        assert reply.followup not in visited
        visited.append(str(reply.followup))
        reply = known[visited[-1]].carried(turn)


@cache
def _actions() -> Mapping[str, ServiceAction]:
    """Return the actions by name, as the SDK registers them."""
    executor = ActionExecutor()
    executor.register_package("actions")
    return {name: run.__self__ for name, run in executor.actions.items()}


def test_the_first_carrier_that_takes_a_message_decides(services, monkeypatch) -> None:
    """The order of the registry is the order of asking."""
    asked: list[str] = []

    def carrier(name: str, *, takes: bool) -> carriers.Carrier:
        def carry(turn: Turn, action: str) -> Any:
            asked.append(f"{name}:{turn.intent}:{action}")
            return name if takes else None

        return carry

    registry = {
        "one": carrier("one", takes=False),
        "two": carrier("two", takes=True),
        "three": carrier("three", takes=True),
    }
    monkeypatch.setattr(carriers, "CARRIERS", registry)
    turn = Turn.of(Said(intent="inform").tracker(), services)

    assert carried(turn, "action_deny") == "two"
    assert asked == ["one:inform:action_deny", "two:inform:action_deny"]


@pytest.mark.parametrize("name", CARRIERS)
def test_a_plain_question_with_nothing_open_is_left_where_it_is(services, name: str) -> None:
    """Most messages are for the action that their intent chose."""
    turn = Turn.of(Said(intent="query_bill", text="查一下上个月的话费").tracker(), services)

    assert CARRIERS[name](turn, "action_query_bill") is None
