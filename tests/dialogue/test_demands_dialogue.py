"""Several demands in one message: said back, handled one after another, none of them lost."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.access import Caller

IN_CREDIT, SUSPENDED = "13700001111", "13700002222"


def demand(intent: str, text: str, **entities: str) -> dict[str, Any]:
    """Return a demand as the NLU leaves it on a message."""
    found = [
        {"entity": name, "value": value, "start": 0, "end": len(text)}
        for name, value in entities.items()
    ]
    return {"text": text, "intent": intent, "confidence": 0.98, "entities": found}


BALANCE = demand("query_balance", "查余额")
POINTS = demand("query_points", "看看积分")
CANCEL = demand("replace_sim", "补张卡")


async def several(talk: Any, *demands: dict[str, Any]) -> Any:
    """Say all `demands` in one message."""
    text = "，".join(each["text"] for each in demands)
    return await talk.write(text, "query_balance", demands)


async def _verified(talk: Any, number: str = IN_CREDIT) -> None:
    await talk.say("query_arrears", phone_number=number)
    await talk.secret(talk.code())


def _order(text: str, *parts: str) -> bool:
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


async def test_demands_are_said_back_and_answered_in_order(talk) -> None:
    """Both answers come in one turn, and "anything else?" once, at the end."""
    await _verified(talk)
    heard = await several(talk, BALANCE, POINTS)

    assert _order(heard.text, "1. 查话费余额", "2. 查积分", "35.50元", "第2件", "可用积分")
    assert sum(line in heard.text for line in _more_help(talk)) == 1
    assert await talk.slot("open_demands") is None


def _more_help(talk: Any) -> tuple[str, ...]:
    return talk.services.scripts.script("more_help").lines


async def test_one_demand_is_said_back_by_nobody(talk) -> None:
    """A message with a single demand goes its ordinary way."""
    await _verified(talk)
    heard = await several(talk, BALANCE)

    assert "一件" not in heard.text
    assert "35.50元" in heard.text


async def test_the_second_waits_for_the_verification_of_the_first(talk) -> None:
    """Number and code are asked once; then both are answered."""
    asked = await several(talk, BALANCE, POINTS)
    assert "35.50元" not in asked.text
    await talk.say("inform", phone_number=IN_CREDIT)
    heard = await talk.secret(talk.code())

    assert _order(heard.text, "35.50元", "第2件", "积分")


async def test_a_wrong_code_loses_no_demand(talk) -> None:
    """The right one afterwards brings both answers."""
    await several(talk, BALANCE, POINTS)
    await talk.say("inform", phone_number=IN_CREDIT)
    code = talk.code()
    await talk.secret("000000" if code != "000000" else "111111")
    heard = await talk.secret(code)

    assert _order(heard.text, "35.50元", "第2件", "积分")


@pytest.mark.parametrize("answer", ["affirm", "deny"])
async def test_the_second_begins_when_the_first_is_agreed_to_or_declined(talk, answer) -> None:
    """Nothing goes on while a yes is awaited."""
    await _verified(talk)
    asked = await several(talk, CANCEL, BALANCE)
    assert "35.50元" not in asked.text
    heard = await talk.say(answer)

    assert ("GZ" in heard.text) is (answer == "affirm")
    assert "35.50元" in heard.text


async def test_a_payment_read_back_is_paid_before_the_next_demand(talk) -> None:
    """The balance told afterwards is the new one."""
    await _verified(talk)
    pay = demand("pay_bill", "充二十", amount="20.00")
    asked = await several(talk, pay, BALANCE)
    assert "20.00元" in asked.text
    heard = await talk.say("affirm")

    assert heard.text.count("55.50元") == 2


async def test_a_digression_is_answered_and_the_first_demand_asked_again(talk) -> None:
    """The other matter ends, what waited for a yes is offered again, the second follows it."""
    await _verified(talk)
    await several(talk, CANCEL, BALANCE)
    aside = await talk.say("query_points")
    assert "积分" in aside.text
    assert "刚才的" in aside.text
    heard = await talk.say("affirm")

    assert _order(heard.text, "GZ", "35.50元")


async def test_a_digression_asked_twice_does_not_bring_the_same_question_for_ever(talk) -> None:
    """A demand is taken up twice at most; then the next one has its turn."""
    await _verified(talk)
    await several(talk, CANCEL, BALANCE)
    await talk.say("query_points")
    heard = await talk.say("query_arrears")

    assert "35.50元" in heard.text
    assert await talk.slot("open_demands") is None


async def test_small_talk_keeps_what_is_open(talk) -> None:
    """The yes afterwards has the question read back, the next one settles it and goes on."""
    await _verified(talk)
    await several(talk, CANCEL, BALANCE)
    await talk.say("chitchat")
    again = await talk.say("affirm")
    assert "35.50元" not in again.text

    assert "35.50元" in (await talk.say("affirm")).text


async def test_a_demand_asked_for_by_itself_is_not_answered_twice(talk) -> None:
    """It leaves the list when the customer does not wait for its turn."""
    await _verified(talk)
    await several(talk, CANCEL, POINTS, BALANCE)
    await talk.say("query_balance")
    heard = await talk.say("deny")

    assert "积分" in heard.text
    assert "35.50元" not in heard.text


async def test_the_second_can_be_dropped_while_the_first_waits(talk) -> None:
    """The question that is open stays open."""
    await _verified(talk)
    await several(talk, CANCEL, BALANCE)
    said = await talk.write("算了，第二个不用了", "stop")
    assert "2. 查话费余额" in said.text
    heard = await talk.say("affirm")

    assert "GZ" in heard.text
    assert "35.50元" not in heard.text


async def test_the_first_can_be_dropped_and_the_second_follows(talk) -> None:
    """Nothing is registered."""
    await _verified(talk)
    await several(talk, CANCEL, BALANCE)
    heard = await talk.write("第一个不用了", "deny")

    assert "1. 补卡" in heard.text
    assert "35.50元" in heard.text
    assert "GZ" not in heard.text


async def test_stop_stops_all_and_offers_the_rest_as_buttons(talk) -> None:
    """Nothing goes on by itself; what was not begun is one press away."""
    await _verified(talk)
    await several(talk, CANCEL, BALANCE)
    heard = await talk.say("stop")

    assert "35.50元" not in heard.text
    assert "/query_balance" in heard.payloads
    assert await talk.slot("open_demands") is None


async def test_a_demand_that_cannot_be_met_does_not_take_the_others_with_it(talk) -> None:
    """A month to come has no bill; the balance is told all the same."""
    await _verified(talk)
    future = demand("query_bill", "查下个月账单", month="2026-11")
    heard = await several(talk, future, BALANCE)

    assert _order(heard.text, "还没有到", "第2件", "35.50元")


async def test_a_person_asked_for_among_others_is_had_at_once(talk) -> None:
    """The callback names what else is wanted; nothing is answered first, nothing is lost."""
    await _verified(talk)
    human = demand("request_human", "转人工")
    heard = await several(talk, BALANCE, POINTS, human)

    assert "GZ" in heard.text
    assert {"type": "command", "name": "handoff", "reason": "customer_asked"} in heard.customs
    assert "35.50元" not in heard.text
    assert {"/query_balance", "/query_points"} <= set(heard.payloads)
    assert [each["intent"] for each in await talk.slot("open_demands")] == [
        "query_balance",
        "query_points",
    ]
    tickets = talk.services.accounts.tickets
    caller = _caller(talk)
    assert "查话费余额 · 查积分" in tickets.of(caller, IN_CREDIT)[0].summary


def _caller(talk: Any) -> Any:
    return Caller(talk.conversation, "web")


async def test_a_person_asked_for_meanwhile_learns_of_the_rest(talk) -> None:
    """What was under way and what waited are both open matters."""
    await _verified(talk)
    await several(talk, CANCEL, BALANCE)
    await talk.say("request_human")

    summary = talk.services.accounts.tickets.of(_caller(talk), IN_CREDIT)[0].summary
    assert "补卡换卡 · 查话费余额" in summary


async def test_demands_said_while_a_code_is_awaited_follow_the_first_matter(talk) -> None:
    """The form goes on; afterwards the pending matter comes first."""
    await talk.say("query_bill", phone_number=IN_CREDIT)
    noted = await several(talk, BALANCE, POINTS)
    assert "1. 查话费余额" in noted.text
    heard = await talk.secret(talk.code())

    assert _order(heard.text, "35.50元", "积分")


async def test_a_locked_number_keeps_the_other_demands_at_hand(talk) -> None:
    """They are buttons, not more refusals."""
    await several(talk, BALANCE, POINTS)
    await talk.say("inform", phone_number=IN_CREDIT)
    wrong = "000000" if talk.code() != "000000" else "111111"
    await talk.secret(wrong)
    await talk.secret(wrong)
    heard = await talk.secret(wrong)

    assert "暂停" in heard.text
    assert "/query_points" in heard.payloads


async def test_goodbye_ends_what_was_open(talk) -> None:
    """Whoever comes back begins anew."""
    await _verified(talk)
    await several(talk, CANCEL, BALANCE)
    await talk.say("goodbye")

    assert await talk.slot("open_demands") is None


async def test_the_words_of_each_demand_are_in_the_log(talk) -> None:
    """The tracker shows them as messages of the same turn, without the gateway's outcome."""
    await _verified(talk)
    await several(talk, BALANCE, POINTS)
    tracker = await talk.agent.tracker_store.retrieve(talk.conversation)
    said = [event for event in tracker.as_dialogue().events if event.type_name == "user"][-3:]

    assert [event.text for event in said] == ["查余额，看看积分", "查余额", "看看积分"]
    assert len({event.metadata["turn_id"] for event in said}) == 1


async def test_a_question_beside_the_code_follows_the_matter_that_waited(talk) -> None:
    """Its own months are its own: the bill is that of the month asked for first."""
    await talk.say("query_bill", phone_number=IN_CREDIT, month="2026-09")
    heard = await _secret(talk, talk.code(), "query_balance", month="2026-10")

    assert _order(heard.text, "验证通过", "9月", "35.50元")
    assert "10月" not in heard.text.split("35.50元")[0]


async def test_a_question_beside_a_wrong_code_is_not_lost(talk) -> None:
    """The right code brings both answers."""
    await talk.say("query_points", phone_number=IN_CREDIT)
    code = talk.code()
    await _secret(talk, "000000" if code != "000000" else "111111", "query_balance")
    heard = await talk.secret(code)

    assert _order(heard.text, "可用积分", "35.50元")


async def test_a_question_beside_a_code_that_comes_late_is_answered(talk) -> None:
    """What became of the code is said first."""
    await talk.say("query_points", phone_number=IN_CREDIT)
    await talk.say("replace_sim")
    heard = await _secret(talk, talk.code(), "query_balance")

    assert _order(heard.text, "验证通过", "35.50元")


async def _secret(talk: Any, secret: str, intent: str, **entities: str) -> Any:
    """Type a code with a question beside it, understood as `intent`."""
    outcome = talk.services.accounts.identity.present(talk.conversation, secret)
    until = outcome.locked_until
    credential = {
        "outcome": outcome.outcome,
        "kind": outcome.kind,
        "attempts_left": outcome.attempts_left,
        "locked_until": until.isoformat() if until else None,
    }
    return await talk.say(intent, credential=credential, **entities)
