"""Verification inside the talk (handbook §3): the happy way and the six unhappy ones."""

from __future__ import annotations

from datetime import timedelta

import pytest

MINE, OTHER, NOBODY = "13700001111", "13700003333", "13799999999"
PASSWORD = "246813"
WRONG = "000000"


async def test_a_code_opens_the_number_and_the_question_is_answered(talk) -> None:
    """Number, code, answer: the customer does not ask twice."""
    first = await talk.say("query_balance")
    assert "11位" in first.text
    second = await talk.say("inform", phone_number=MINE)
    assert "137 0000 1111" in second.text
    assert {"type": "secret_input", "kind": "code", "length": 6} in second.customs
    third = await talk.secret(talk.code())

    assert "35.50元" in third.text
    assert await talk.slot("account_number") == MINE
    assert await talk.slot("pending_action") is None


async def test_a_number_in_the_question_is_repeated_back_and_used(talk) -> None:
    """The number is not asked for again."""
    asked = await talk.say("query_balance", phone_number=MINE)
    assert "137 0000 1111" in asked.text
    assert "35.50元" in (await talk.secret(talk.code())).text


async def test_the_password_does_as_well(talk) -> None:
    """A button changes the means; the field is then for a password."""
    asked = await talk.say("query_balance", phone_number=MINE)
    payload = next(p for p in asked.payloads if "password" in p)
    other = await talk.press(payload)
    assert {"type": "secret_input", "kind": "password", "length": 6} in other.customs
    assert "35.50元" in (await talk.secret(PASSWORD)).text


async def test_details_need_password_and_code_one_after_the_other(talk) -> None:
    """The password alone opens no details; the code is asked for next (handbook §3)."""
    asked = await talk.say("query_bill_detail", phone_number=MINE)
    assert {"type": "secret_input", "kind": "password", "length": 6} in asked.customs
    then = await talk.secret(PASSWORD)
    assert {"type": "secret_input", "kind": "code", "length": 6} in then.customs
    done = await talk.secret(talk.code())

    assert not [c for c in done.customs if c["type"] == "secret_input"]
    assert await talk.slot("pending_action") is None


@pytest.mark.parametrize("number", [MINE, NOBODY])
async def test_a_wrong_code_is_counted_in_the_same_words_for_any_number(talk, number) -> None:
    """Nothing tells a stranger whether the number exists."""
    await talk.say("query_balance", phone_number=number)
    again = await talk.secret(WRONG)

    assert "2次" in again.text
    assert {"type": "secret_input", "kind": "code", "length": 6} in again.customs


async def test_no_new_code_is_sent_after_a_wrong_one(talk) -> None:
    """The one sent stays good."""
    await talk.say("query_balance", phone_number=MINE)
    code = talk.code()
    await talk.secret(WRONG if code != WRONG else "111111")

    assert talk.codes_sent() == 1
    assert "35.50元" in (await talk.secret(code)).text


async def test_three_wrong_codes_lock_and_offer_a_person(talk) -> None:
    """The form ends, says until when, and the talk goes on."""
    await talk.say("query_balance", phone_number=NOBODY)
    for _ in range(2):
        await talk.secret(WRONG)
    locked = await talk.secret(WRONG)

    assert "12:30" in locked.text
    assert "/request_human" in locked.payloads
    assert await talk.slot("requested_slot") is None
    assert "12:30" in (await talk.say("query_balance", phone_number=NOBODY)).text
    assert (await talk.say("ask_menu")).text


async def test_an_expired_code_is_sent_anew(talk) -> None:
    """After ten minutes the customer is told, and a fresh code is on its way."""
    await talk.say("query_balance", phone_number=MINE)
    old = talk.code()
    talk.clock.advance(timedelta(minutes=11))
    said = await talk.secret(old)

    assert "有效时间" in said.text
    assert talk.codes_sent() == 2
    assert "35.50元" in (await talk.secret(talk.code())).text


async def test_resending_too_soon_says_how_long_to_wait(talk) -> None:
    """60 s between codes; the earlier one stays good."""
    asked = await talk.say("query_balance", phone_number=MINE)
    resend = next(p for p in asked.payloads if "resend" in p)
    soon = await talk.press(resend)
    assert "60秒" in soon.text
    talk.clock.advance(timedelta(seconds=61))
    await talk.press(resend)

    assert talk.codes_sent() == 2
    assert "35.50元" in (await talk.secret(talk.code())).text


async def test_another_question_in_between_is_answered_and_the_form_goes_on(talk) -> None:
    """A digression returns to the same question without a second code."""
    await talk.say("query_balance", phone_number=MINE)
    aside = await talk.say("bot_challenge")
    assert "测试客服" in aside.text
    assert "137 0000 1111" in aside.text
    assert talk.codes_sent() == 1
    assert "35.50元" in (await talk.secret(talk.code())).text


async def test_another_query_in_between_is_the_one_answered_afterwards(talk) -> None:
    """The customer changed the subject."""
    await talk.say("query_points", phone_number=MINE)
    await talk.say("query_balance", phone_number=MINE)
    assert talk.codes_sent() == 1
    assert "35.50元" in (await talk.secret(talk.code())).text


async def test_the_number_can_be_changed_on_the_way(talk) -> None:
    """A second number replaces the first and is repeated back."""
    await talk.say("query_balance", phone_number=OTHER)
    changed = await talk.say("inform", phone_number=MINE)
    assert "137 0000 1111" in changed.text
    assert "35.50元" in (await talk.secret(talk.code())).text


@pytest.mark.parametrize("way_out", ["stop", "deny", "request_human", "goodbye"])
async def test_the_form_can_be_left(talk, way_out: str) -> None:
    """Stopping, refusing, asking for a person and leaving all end it."""
    await talk.say("query_balance", phone_number=MINE)
    left = await talk.say(way_out)

    assert left.text
    assert await talk.slot("requested_slot") is None
    assert await talk.slot("pending_action") is None
    after = await talk.say("ask_menu")
    assert "137 0000 1111" not in after.text


async def test_too_few_digits_are_pointed_out_and_a_person_offered(talk) -> None:
    """Two answers that hold no number: a way out."""
    await talk.say("query_balance")
    for _ in range(2):
        said = await talk.say("inform")
    assert said.text


async def test_anothers_number_needs_its_own_proof(talk) -> None:
    """Proof for one number opens no other."""
    await talk.say("query_balance", phone_number=MINE)
    await talk.secret(talk.code())
    other = await talk.say("query_balance", phone_number=OTHER)

    assert "137 0000 3333" in other.text
    assert "-2.00" not in other.text


async def test_another_number_without_saying_which_is_asked_for(talk) -> None:
    """换个号码查: the topic runs again for the new number."""
    talk.recognised = MINE
    assert "35.50元" in (await talk.say("query_balance")).text
    asked = await talk.say("inform", reference="other_number")
    assert "11位" in asked.text
    await talk.say("inform", phone_number=OTHER)

    assert "-2.00元" in (await talk.secret(talk.code())).text


async def test_a_stopped_verification_awaits_nothing_and_remembers_the_number(talk) -> None:
    """After 算了 digits are no attempt; the next question does not ask for the number again."""
    await talk.say("query_balance")
    await talk.say("inform", phone_number=MINE)
    await talk.say("stop")
    assert not talk.services.accounts.identity.expects(talk.conversation)
    again = await talk.say("query_points")

    assert "11位" not in again.text
    assert "60秒" in again.text
    assert {"type": "secret_input", "kind": "code", "length": 6} in again.customs
    assert "验证通过" in (await talk.secret(talk.code())).text
