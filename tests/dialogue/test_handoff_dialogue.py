"""Asking for a person in the middle of things, and coming back: real rules, forms and actions."""

from __future__ import annotations

from bot.engine.recollection import matter_of


async def matter(talk) -> dict:
    """Return what the bot remembers of the conversation."""
    return matter_of(await talk.agent.tracker_store.retrieve(talk.conversation))


def handoffs(heard) -> list[str]:
    """Return the reasons for which an answer hands over."""
    return [each["reason"] for each in heard.customs if each.get("name") == "handoff"]


async def test_a_person_is_had_in_the_middle_of_a_form(talk) -> None:
    """One turn, no question behind it, and the agent sees which form was under way."""
    talk.desk = "staffed"
    await talk.say("query_bill")
    heard = await talk.say("request_human", "转人工")
    remembered = await matter(talk)

    assert handoffs(heard) == ["customer_asked"]
    assert len([each for each in heard.messages if each.get("text")]) == 1
    assert (remembered["form"], remembered["topic"]) == ("identity_form", "query_bill")


async def test_after_an_agent_the_bot_begins_with_what_was_settled(talk) -> None:
    """The form is over; what is asked next is answered, and nothing hands over again."""
    talk.desk = "staffed"
    await talk.say("query_bill")
    await talk.say("request_human")
    talk.returned = {"settled": "账单已为您解释", "agent": "8001"}
    back = await talk.say("ask_menu")
    talk.returned = None
    lost = await talk.say("nlu_fallback")
    remembered = await matter(talk)

    assert "账单已为您解释" in back.text
    assert (handoffs(back), handoffs(lost)) == ([], [])
    assert remembered["form"] is None


async def test_who_comes_back_from_the_queue_is_asked_what_was_asked(talk) -> None:
    """Nobody has done anything for them: the form goes on."""
    talk.desk = "staffed"
    await talk.say("query_bill")
    await talk.say("request_human")
    talk.returned = {"settled": "", "agent": None}
    back = await talk.say("ask_menu")
    remembered = await matter(talk)

    assert talk.services.scripts.text("back_from_queue") in back.text
    assert remembered["form"] == "identity_form"


async def test_two_failed_understandings_hand_over_and_one_does_not(talk) -> None:
    """In a row: something understood in between begins the count anew."""
    talk.desk = "staffed"
    first = await talk.say("nlu_fallback")
    await talk.say("query_balance")
    second = await talk.say("nlu_fallback")
    third = await talk.say("nlu_fallback")

    assert (handoffs(first), handoffs(second), handoffs(third)) == ([], [], ["not_understood"])
