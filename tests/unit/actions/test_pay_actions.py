"""Paying: ways, read-back, yes; and every refusal."""

from __future__ import annotations

import pytest

from actions.dialogue.smalltalk import Chitchat
from actions.knowledge.answer import AnswerQuestion
from actions.pay import PayBill, TopUp

IN_CREDIT, SUSPENDED, OWING = "13700001111", "13700002222", "13700003333"


def _agreed(number: str, amount: str, question: str = "c1:1") -> dict:
    data = {"number": number, "amount": amount}
    return {"pending_confirmation": {"action": "action_top_up", "data": data, "id": question}}


async def test_without_an_amount_ways_are_offered(act) -> None:
    """For a customer who owes nothing."""
    plain = await act(PayBill, intent="pay_bill", recognised=IN_CREDIT)

    assert '/pay_bill{"amount": "30.00"}' in plain.buttons.values()


async def test_what_is_owed_is_read_back_to_a_customer_who_names_no_amount(act) -> None:
    """交清欠费, typed, does what the button does; another amount shows the ways."""
    owing = await act(PayBill, intent="pay_bill", text="交清欠费", recognised=OWING)
    other = await act(
        PayBill, intent="pay_bill", recognised=OWING, entities={"reference": "other_amount"}
    )

    assert owing.slots["pending_confirmation"]["data"] == {"number": OWING, "amount": "2.00"}
    assert '/pay_bill{"reference": "other_amount"}' in owing.buttons.values()
    assert next(iter(other.buttons.values())) == '/pay_bill{"amount": "2.00"}'
    assert "pending_confirmation" not in other.slots


async def test_an_amount_said_at_the_read_back_belongs_to_it_whatever_was_heard(act) -> None:
    """改成50 may look like changing the package."""
    answer = await act(
        AnswerQuestion,
        intent="change_package",
        text="改成50",
        entities={"amount": "50.00"},
        slots=_agreed(IN_CREDIT, "100.00"),
    )

    assert answer.next == "action_pay_bill"
    assert answer.messages == []


async def test_a_bare_zero_while_an_amount_is_awaited_is_an_amount(act) -> None:
    """And never a call for a person; nowhere else is it an amount to pay."""
    said = {"text": "0", "intent": "chitchat", "entities": {"amount": "0.00"}}
    awaited = await act(Chitchat, **said, slots={"query_topic": "action_pay_bill"})
    elsewhere = await act(Chitchat, **said, slots={"query_topic": "action_query_bill"})

    assert awaited.next == "action_pay_bill"
    assert elsewhere.next == "action_listen"


async def test_an_amount_is_read_back_with_the_number(act) -> None:
    """3-4-4 groups and two places; nothing is paid."""
    answer = await act(PayBill, intent="pay_bill", recognised=IN_CREDIT, entities={"amount": "20"})

    assert "137 0000 1111" in answer.text
    assert "20.00元" in answer.text
    assert answer.slots["pending_confirmation"]["data"] == {"number": IN_CREDIT, "amount": "20"}


@pytest.mark.parametrize("amount", ["0", "-5", "5000.01", "0.999", "1E+12", "NaN"])
async def test_an_amount_that_cannot_be_paid_is_refused_before_any_yes(act, amount: str) -> None:
    """With the bounds."""
    answer = await act(
        PayBill, intent="pay_bill", recognised=IN_CREDIT, entities={"amount": amount}
    )

    assert "5000.00元" in answer.text
    assert "pending_confirmation" not in answer.slots


async def test_an_amount_that_is_no_number_is_asked_for(act) -> None:
    """As if none had been given."""
    answer = await act(
        PayBill, intent="pay_bill", recognised=IN_CREDIT, entities={"amount": "很多"}
    )

    assert '/pay_bill{"amount": "30.00"}' in answer.buttons.values()


async def test_the_amount_is_kept_while_the_number_is_verified(act) -> None:
    """It is not asked for twice."""
    asked = await act(PayBill, intent="pay_bill", entities={"amount": "20", "phone_number": OWING})
    assert asked.next == "identity_form"
    act.verify(OWING)
    resumed = await act(PayBill, slots={**asked.slots, "account_number": OWING})

    assert "20.00元" in resumed.text


async def test_a_payment_that_clears_arrears_resumes_service(act) -> None:
    """And says the new balance."""
    act.verify(SUSPENDED)
    answer = await act(TopUp, intent="affirm", slots=_agreed(SUSPENDED, "20.00"))

    assert "7.70元" in answer.text
    assert "恢复服务" in answer.text


async def test_a_payment_that_does_not_cover_says_what_is_still_owed(act) -> None:
    """No false hope."""
    act.verify(SUSPENDED)
    answer = await act(TopUp, intent="affirm", slots=_agreed(SUSPENDED, "2.00"))

    assert "10.30元" in answer.text
    assert "恢复服务" not in answer.text


async def test_the_same_yes_twice_pays_once(act) -> None:
    """The read-back is the key: "busy" may be said although the payment went through."""
    act.verify(IN_CREDIT)
    for turn in ("c1:9", "c1:11"):
        answer = await act(TopUp, slots=_agreed(IN_CREDIT, "20.00", "c1:7"), turn_id=turn)

    assert "55.50元" in answer.text


async def test_a_yes_to_another_read_back_pays_again(act) -> None:
    """Two payments of the same amount are two payments."""
    act.verify(IN_CREDIT)
    for question in ("c1:7", "c1:9"):
        answer = await act(TopUp, slots=_agreed(IN_CREDIT, "20.00", question))

    assert "75.50元" in answer.text


async def test_an_unproved_number_is_not_paid_for_and_the_yes_is_kept(act) -> None:
    """The form comes back to the payment."""
    answer = await act(TopUp, recognised=IN_CREDIT, slots=_agreed(IN_CREDIT, "20.00"))

    assert answer.next == "identity_form"
    assert answer.slots["pending_action"] == "action_top_up"
    assert "pending_confirmation" not in answer.slots


async def test_a_yes_to_nothing_pays_nothing(act) -> None:
    """Nor does a yes to something else."""
    act.verify(IN_CREDIT)
    other = {"pending_confirmation": {"action": "action_open_ticket", "data": {}}}

    for slots in ({}, other):
        assert "交费成功" not in (await act(TopUp, slots=slots)).text
