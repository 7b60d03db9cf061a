"""When the bot hands over, with what reason, and how it begins when it has the customer back."""

from __future__ import annotations

import pytest

from actions.base import ServiceAction
from actions.cases.threat import HandleThreat
from actions.dialogue.clarify import Clarify
from actions.dialogue.menu import AskMenu
from actions.dialogue.smalltalk import ExpressAnger
from actions.tickets import RequestHuman

CASE = {"kind": "complaint", "asking": "what", "at": "2026-10-15T03:59:00+00:00", "data": {}}
"""A complaint that is being asked about."""


class Breaks(ServiceAction):
    """An action that fails."""

    NAME = "action_query_bill"

    def serve(self, turn):
        """Fail."""
        raise RuntimeError


def reasons(answer) -> list[str]:
    """Return the reasons of the handoffs that an answer asks for."""
    return [each["reason"] for each in answer.customs if each.get("name") == "handoff"]


TRIGGERS = [
    (Clarify, {"intent": "nlu_fallback", "slots": {"misunderstood": 1}}, "not_understood"),
    (ExpressAnger, {"intent": "express_anger", "slots": {"anger_signs": 1}}, "anger"),
    (HandleThreat, {"intent": "file_complaint", "text": "我要打12300"}, "threat"),
    (Breaks, {"intent": "query_bill"}, "action_failed"),
]


@pytest.mark.parametrize(("action", "said", "reason"), TRIGGERS)
async def test_the_bot_hands_over_to_somebody_who_is_there(act, action, said, reason) -> None:
    """The reason is recorded, the turn ends, and no ticket stands in for the person."""
    answer = await act(action, desk="staffed", **said)

    assert reasons(answer) == [reason]
    assert answer.next == "action_listen"
    assert "GZ" not in answer.text


@pytest.mark.parametrize("desk", ["unstaffed", "closed"])
@pytest.mark.parametrize(("action", "said", "reason"), TRIGGERS)
async def test_the_bot_keeps_who_did_not_ask_when_nobody_is_there(
    act, action, said, reason, desk
) -> None:
    """A queue that nobody serves is no help: a person is offered, or a ticket opened."""
    answer = await act(action, desk=desk, **said)

    assert reasons(answer) == []
    assert "/request_human" in answer.buttons.values() or "GZ" in answer.text, reason


@pytest.mark.parametrize("desk", ["staffed", "unstaffed", "closed"])
async def test_whoever_asks_for_a_person_is_handed_over_always(act, desk) -> None:
    """Asked once is enough; the gateway says how things stand."""
    answer = await act(RequestHuman, intent="request_human", text="转人工", desk=desk)

    assert reasons(answer) == ["customer_asked"]
    assert "GZ" not in answer.text
    assert not answer.leaves_form


@pytest.mark.parametrize(
    ("slots", "reason"),
    [
        ({"misunderstood": 2}, "not_understood"),
        ({"anger_signs": 2}, "anger"),
        (
            {"pending_confirmation": {"action": "action_open_ticket", "data": {}, "at": None}},
            "outside_channel",
        ),
        ({}, "customer_asked"),
    ],
)
async def test_a_button_is_pressed_for_the_reason_it_was_offered_for(act, slots, reason) -> None:
    """What led to the offer is the reason, not the press."""
    pressed = {"intent": "request_human", "text": "/request_human"}
    answer = await act(RequestHuman, slots=slots, desk="staffed", **pressed)

    assert reasons(answer) == [reason]


async def test_handing_over_forgets_what_led_to_it(act) -> None:
    """Back with the bot, one more misunderstanding does not hand over again at once."""
    answer = await act(Clarify, intent="nlu_fallback", slots={"misunderstood": 1}, desk="staffed")

    assert answer.slots["misunderstood"] == 0
    assert answer.slots["anger_signs"] == 0


async def test_the_bot_begins_with_what_was_settled(act) -> None:
    """Nothing that was open before is asked again: it was the agent's."""
    answer = await act(
        AskMenu,
        intent="ask_menu",
        text="/ask_menu",
        loop="identity_form",
        slots={"open_case": CASE, "callback_ticket": "GZ1"},
        returned={"settled": "彩铃已取消", "agent": "8001"},
        desk="staffed",
    )

    assert "彩铃已取消" in answer.text
    assert answer.leaves_form
    assert (answer.slots["open_case"], answer.slots["callback_ticket"]) == (None, None)
    assert reasons(answer) == []


async def test_who_left_the_queue_goes_on_where_they_were(act) -> None:
    """The form asks its question again; nothing was done for them meanwhile."""
    answer = await act(
        AskMenu,
        intent="ask_menu",
        text="/ask_menu",
        loop="identity_form",
        returned={"settled": "", "agent": None},
        desk="staffed",
    )

    assert not answer.leaves_form
    assert answer.next == "identity_form"
