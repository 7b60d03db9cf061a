"""查本机号码: told masked to whom it is known, else how to find out."""

from __future__ import annotations

import pytest

from actions.dialogue.answers import FollowUp
from actions.dialogue.menu import AskMenu
from actions.security.own_number import OwnNumber

NUMBER = "13700001111"


async def test_a_recognised_channel_hears_its_number_without_the_middle(act) -> None:
    """The whole of it is on the telephone; nothing here shows it."""
    answer = await act(OwnNumber, recognised=NUMBER)

    assert "137****1111" in answer.text
    assert NUMBER not in answer.text
    assert "137 0000 1111" not in answer.text


async def test_a_number_proved_in_this_conversation_is_told_alike(act) -> None:
    """By a code; masked as well."""
    act.verify(NUMBER)

    assert "137****1111" in (await act(OwnNumber)).text


async def test_a_stranger_hears_how_to_find_it_and_may_have_a_person(act) -> None:
    """Three ways that need no electronic channel, and the hotline's number from the data."""
    answer = await act(OwnNumber)

    assert "10099" in answer.text
    assert "/request_human" in answer.buttons.values()


@pytest.mark.parametrize("action", [AskMenu, FollowUp])
async def test_the_question_is_heard_whatever_the_intent(act, action) -> None:
    """It is no intent of its own (intents.yml); its words decide."""
    answer = await act(action, intent="faq", text="查一下本机号码")

    assert answer.next == "action_own_number"


async def test_in_the_form_that_asks_for_the_number_its_question_follows(act) -> None:
    """Nothing of what waits is given up."""
    answer = await act(OwnNumber, loop="identity_form", intent="faq", text="我的号码是多少")

    assert answer.next == "identity_form"
    assert not answer.leaves_form
