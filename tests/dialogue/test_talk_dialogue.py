"""Matters across several turns: paying, registering, following up, yes and no, leaving."""

# Rasa takes seconds to import: only when these tests run.
# ruff: noqa: PLC0415

from __future__ import annotations

import pytest

IN_CREDIT, SUSPENDED, OWING = "13700001111", "13700002222", "13700003333"


async def _verified(talk, number: str) -> None:
    await talk.say("query_balance", phone_number=number)
    await talk.secret(talk.code())


async def test_paying_reads_back_and_waits_for_a_yes(talk) -> None:
    """Nothing is paid before the customer agrees to number and amount."""
    await _verified(talk, SUSPENDED)
    owed = await talk.say("pay_bill")
    assert "12.30元" in owed.text
    ways = await talk.press('/pay_bill{"reference": "other_amount"}')
    assert '/pay_bill{"amount": "12.30"}' in ways.payloads
    read_back = await talk.say("inform", amount="50.00")
    assert "137 0000 2222" in read_back.text
    assert "50.00元" in read_back.text
    done = await talk.say("affirm")

    assert "37.70元" in done.text
    assert "恢复服务" in done.text
    assert "37.70元" in (await talk.say("query_balance")).text


@pytest.mark.parametrize("answer", ["deny", "stop"])
async def test_a_no_pays_nothing(talk, answer: str) -> None:
    """The balance is what it was, and a yes afterwards does nothing either."""
    await _verified(talk, IN_CREDIT)
    await talk.say("pay_bill", amount="20.00")
    await talk.say(answer)
    await talk.say("affirm")

    assert "35.50元" in (await talk.say("query_balance")).text


async def test_the_yes_button_of_an_earlier_read_back_pays_nothing(talk) -> None:
    """Another tab may still show it; the button of the present read-back pays, once."""
    await _verified(talk, IN_CREDIT)
    earlier = (await talk.say("pay_bill", amount="20.00")).payloads[0]
    await talk.say("pay_bill", amount="30.00")
    again = await talk.press(earlier)
    assert "30.00元" in again.text
    assert "交费成功" not in again.text
    await talk.say("deny")
    await talk.say("affirm")
    assert "35.50元" in (await talk.say("query_balance")).text
    present = (await talk.say("pay_bill", amount="40.00")).payloads[0]
    await talk.press(present)
    await talk.press(present)

    assert "75.50元" in (await talk.say("query_balance")).text


async def test_another_matter_in_between_lets_the_question_lapse(talk) -> None:
    """A yes counts only right after the read-back."""
    await _verified(talk, IN_CREDIT)
    await talk.say("pay_bill", amount="20.00")
    await talk.say("query_balance")
    await talk.say("affirm")

    assert "35.50元" in (await talk.say("query_balance")).text


@pytest.mark.parametrize("aside", ["greet", "ask_menu"])
async def test_a_yes_to_what_can_i_do_for_you_pays_nothing(talk, aside: str) -> None:
    """The last question was another one."""
    await _verified(talk, IN_CREDIT)
    await talk.say("pay_bill", amount="20.00")
    await talk.say(aside)
    await talk.say("affirm")

    assert "35.50元" in (await talk.say("query_balance")).text


@pytest.mark.parametrize("aside", ["chitchat", "out_of_scope", "bot_challenge", "express_anger"])
async def test_a_yes_after_small_talk_has_the_question_read_back_again(talk, aside: str) -> None:
    """It may answer what the bot said last; only the next yes pays."""
    await _verified(talk, IN_CREDIT)
    await talk.say("pay_bill", amount="20.00")
    await talk.say(aside)
    again = await talk.say("affirm")
    assert "20.00元" in again.text
    assert "55.50元" not in again.text

    assert "55.50元" in (await talk.say("affirm")).text


@pytest.mark.parametrize("aside", ["wait", "ask_repeat"])
async def test_an_aside_keeps_the_question_open(talk, aside: str) -> None:
    """Asking to wait or to repeat is no other matter."""
    await _verified(talk, IN_CREDIT)
    await talk.say("pay_bill", amount="20.00")
    await talk.say(aside)

    assert "55.50元" in (await talk.say("affirm")).text


async def test_a_recognised_customer_verifies_after_the_yes_and_pays_once(talk) -> None:
    """Paying needs a code; the yes given before it stands."""
    talk.recognised = IN_CREDIT
    await talk.say("pay_bill", amount="20.00")
    asked = await talk.say("affirm")
    assert "137 0000 1111" in asked.text
    paid = await talk.secret(talk.code())

    assert "55.50元" in paid.text


async def test_an_amount_can_be_corrected_at_the_read_back(talk) -> None:
    """不是二十，是三十: the new amount is read back, the old one is gone."""
    await _verified(talk, IN_CREDIT)
    await talk.say("pay_bill", amount="20.00")
    again = await talk.say("deny", amount="30.00")
    assert "30.00元" in again.text

    assert "65.50元" in (await talk.say("affirm")).text


async def test_a_correction_not_understood_is_never_taken_for_agreement(talk) -> None:
    """The read-back is said again; after the second failure a yes pays nothing."""
    await _verified(talk, IN_CREDIT)
    asked = await talk.say("pay_bill", amount="20.00")
    again = await talk.say("nlu_fallback")
    assert asked.text in again.text
    await talk.say("nlu_fallback")
    await talk.say("affirm")

    assert "35.50元" in (await talk.say("query_balance")).text


async def test_an_amount_outside_the_bounds_is_refused_with_them(talk) -> None:
    """Before anything is asked for a yes."""
    await _verified(talk, IN_CREDIT)
    refused = await talk.say("pay_bill", amount="5000.01")

    assert "1.00元到5000.00元" in refused.text
    await talk.say("affirm")
    assert "35.50元" in (await talk.say("query_balance")).text


@pytest.mark.parametrize("intent", ["replace_sim", "faq"])
async def test_a_specialists_matter_is_registered_after_a_yes(talk, intent: str) -> None:
    """The ticket's number is repeated and can be asked about."""
    await _verified(talk, IN_CREDIT)
    offered = await talk.say(intent)
    assert "登记" in offered.text
    assert any(p.startswith("/affirm") for p in offered.payloads)
    opened = await talk.say("affirm")

    assert "GZ20261015" in opened.text
    assert any(p.startswith("/query_progress") for p in opened.payloads)


async def test_a_no_registers_nothing(talk) -> None:
    """The offer is dropped."""
    await talk.say("replace_sim")
    assert "GZ" not in (await talk.say("deny")).text
    assert "GZ" not in (await talk.say("affirm")).text


async def test_a_person_is_had_at_the_first_asking_and_only_one_callback_opened(talk) -> None:
    """Handbook §6: the first ask is honoured."""
    first = await talk.say("request_human")
    assert "GZ20261015" in first.text
    assert {"type": "command", "name": "handoff", "reason": "customer_asked"} in first.customs
    ticket = await talk.slot("callback_ticket")
    again = await talk.say("request_human")

    assert ticket in again.text
    assert await talk.slot("callback_ticket") == ticket


async def test_no_after_anything_else_closes_with_a_rating(talk) -> None:
    """The closing script comes only then."""
    talk.recognised = IN_CREDIT
    await talk.say("query_balance")
    end = await talk.say("deny")

    assert {"type": "rating", "scale": 5} in end.customs
    assert {"type": "command", "name": "close", "reason": "customer_done"} in end.customs


async def test_thanks_after_a_finished_matter_close(talk) -> None:
    """Thanks in the middle of a matter do not."""
    talk.recognised = IN_CREDIT
    await talk.say("replace_sim")
    assert (await talk.say("thanks")).customs == []
    assert "GZ" in (await talk.say("affirm")).text
    assert {"type": "rating", "scale": 5} in (await talk.say("thanks")).customs


async def test_two_failures_in_a_row_offer_a_person_and_an_answer_resets_them(talk) -> None:
    """Handbook §6."""
    talk.recognised = IN_CREDIT
    await talk.say("nlu_fallback")
    await talk.say("query_balance")
    await talk.say("nlu_fallback")
    assert await talk.slot("misunderstood") == 1
    second = await talk.say("inform")

    assert await talk.slot("misunderstood") == 2
    assert second.payloads[0] == "/request_human"


async def test_repeating_says_the_last_answer_with_its_buttons(talk) -> None:
    """And only the last one."""
    talk.recognised = IN_CREDIT
    await talk.say("ask_menu")
    answer = await talk.say("query_balance")
    again = await talk.say("ask_repeat")

    assert answer.text in again.text
    assert again.payloads == answer.payloads


async def test_a_greeting_after_the_opening_line_does_not_greet_twice(talk) -> None:
    """The gateway has greeted already."""
    assert "您好" not in (await talk.say("greet")).text
    assert "您好" in (await talk.say("greet")).text


async def test_every_intent_gets_an_answer_from_a_stranger(talk) -> None:
    """No silence anywhere, whatever is said first, and none in the identity form."""
    from rasa.shared.core.constants import DEFAULT_INTENTS

    for intent in sorted(set(talk.agent.domain.intents) - set(DEFAULT_INTENTS)):
        talk.conversation = f"every-{intent}"
        assert (await talk.say(intent)).text, intent
        talk.conversation = f"form-{intent}"
        await talk.say("query_balance", phone_number=IN_CREDIT)
        assert (await talk.say(intent)).text, intent


async def test_a_strangers_matter_is_registered_once_the_number_is_proved(talk) -> None:
    """The yes given before stands; the ticket is the number's."""
    await talk.say("replace_sim")
    asked = await talk.say("affirm")
    assert "GZ" not in asked.text
    await talk.say("inform", phone_number=IN_CREDIT)
    opened = await talk.secret(talk.code())
    assert "GZ20261015" in opened.text

    assert "GZ20261015" in (await talk.say("query_progress")).text


async def test_an_offer_left_for_another_matter_is_put_again_at_a_late_yes(talk) -> None:
    """登记, said after something else: it is asked once more, then registered."""
    await _verified(talk, IN_CREDIT)
    button = (await talk.say("replace_sim")).payloads[0]
    await talk.say("query_balance")
    late = await talk.press(button)
    assert "GZ" not in late.text
    assert "登记" in late.text

    assert "GZ20261015" in (await talk.press(button)).text


async def test_a_question_during_verification_is_noted_and_answered_first(talk) -> None:
    """And the form never asks twice in the same words."""
    await talk.say("query_balance", phone_number=IN_CREDIT)
    heard = [await talk.say("query_points") for _ in range(3)]
    done = await talk.secret(talk.code())

    assert all("积分" in each.text for each in heard)
    asked = [each.text.splitlines()[-1] for each in heard]
    assert asked[0] != asked[1] != asked[2]
    assert "积分" in done.text


async def test_resending_too_soon_says_so_once(talk) -> None:
    """Whether or not a code is awaited."""
    await talk.say("query_balance", phone_number=IN_CREDIT)
    resend = await talk.press('/inform{"identity_choice": "resend"}')

    assert len([m for m in resend.messages if "秒" in (m.get("text") or "")]) == 1
    talk.services.accounts.identity.abandon(talk.conversation)
    again = await talk.press('/inform{"identity_choice": "resend"}')
    assert len([m for m in again.messages if "秒" in (m.get("text") or "")]) == 1
