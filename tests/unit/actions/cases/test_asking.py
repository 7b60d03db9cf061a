"""What is asked of a case, and the read-back at its end."""

from __future__ import annotations

import pytest

from actions.cases import asking
from actions.cases.case import CONFIRM, SKIPPED, Case
from actions.turn import Turn
from tests.unit.actions.conftest import Said

AT = "2026-10-15T12:00:00+08:00"
NUMBER = "13700001111"


def _turn(services) -> Turn:
    return Turn.of(Said(text="确认前").tracker(), services)


def test_a_complaint_is_read_back_with_all_that_was_told_and_nothing_else(services) -> None:
    """What was skipped has no line; a yes opens a ticket that says the same."""
    told = {"type": "billing", "what": "每月多扣二十块", "when": "上个月", "wish": "refund"}
    case = Case("complaint", AT, CONFIRM, {**told, "evidence": SKIPPED, "number": NUMBER})
    reply = asking.put(_turn(services), case)
    text, question = reply.messages[0].text, reply.slots["pending_confirmation"]

    for said in ("每月多扣二十块", "上个月", "48"):
        assert said in text
    assert SKIPPED not in text.replace("-", SKIPPED).split()
    assert (question["action"], question["data"]["kind"]) == ("action_open_ticket", "complaint")
    assert "每月多扣二十块" in question["data"]["summary"]
    assert question["data"]["details"] == {**told, "number": NUMBER}


@pytest.mark.parametrize(("kind", "hours"), [("mobile_data", 24), ("broadband", 48), ("iptv", 48)])
def test_a_fault_is_promised_within_the_hours_of_its_kind(services, kind: str, hours: int) -> None:
    """Handbook §5: mobile a day, fixed two."""
    case = Case("fault", AT, CONFIRM, {"type": kind, "number": NUMBER})
    reply = asking.put(_turn(services), case)

    assert f"{hours}小时" in reply.messages[0].text
    assert reply.slots["pending_confirmation"]["data"]["hours"] == hours


def test_a_person_is_offered_from_the_second_answer_in_vain(services) -> None:
    """And never twice in one row of buttons."""
    case = Case("complaint", AT, "what", {"type": "network"})
    payloads = [
        [button.payload for button in asking.put(_turn(services), each).messages[0].buttons]
        for each in (Case("complaint", AT, "when"), case.tried(), case.tried().tried())
    ]

    assert "/request_human" not in payloads[0]
    assert payloads[2].count("/request_human") == 1


def test_a_long_story_is_read_back_short_and_registered_whole(services) -> None:
    """Nobody reads a page of their own words again."""
    story = "排队" * 80
    case = Case("complaint", AT, CONFIRM, {"type": "other", "what": story})
    reply = asking.put(_turn(services), case)

    assert story not in reply.messages[0].text
    assert "…" in reply.messages[0].text
    assert reply.slots["pending_confirmation"]["data"]["details"]["what"] == story


@pytest.mark.parametrize("kind", asking.FAULT_TYPES)
def test_every_fault_has_steps_to_try(services, kind: str) -> None:
    """Each with the way on, the way out, and on all but the last the next one."""
    turn = _turn(services)
    last = asking.steps_of(turn, kind)
    assert last >= 1
    counts = [
        len(
            asking.put(turn, Case("fault", AT, "step", {"type": kind, "step": step}))
            .messages[0]
            .buttons
        )
        for step in range(1, last + 1)
    ]

    assert counts == [4] * (last - 1) + [3]
