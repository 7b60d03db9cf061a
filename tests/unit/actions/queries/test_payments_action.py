"""Payments: the latest one or the sum first; what is not posted yet is said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.access import Caller
from actions.queries.payments import QueryPaymentHistory
from actions.tickets import OpenTicket

WAITING, PLAIN, NONE = "13911110001", "13911110002", "13911110005"


async def test_the_latest_payment_comes_first_and_an_unposted_one_is_explained(act) -> None:
    """What was paid but is not in the balance is named with its amount and a person to ask."""
    act.verify(WAITING)

    answer = await act(QueryPaymentHistory)

    first = answer.text.splitlines()[0]
    assert "10月12日12:00" in first
    assert "80.00元" in first
    assert "微信，正在入账" in answer.text
    assert "50.00元，营业厅，已入账" in answer.text
    assert "80.00元还在入账" in answer.text
    assert "/request_human" in answer.buttons.values()


async def test_posted_payments_need_no_explanation(act) -> None:
    """All is well: no waiting money, no person."""
    act.verify(PLAIN)

    answer = await act(QueryPaymentHistory)

    assert "正在入账" not in answer.text
    assert "/request_human" not in answer.buttons.values()


async def test_a_named_month_is_summed_up(act) -> None:
    """Only that month's payments count."""
    act.verify(WAITING)

    answer = await act(QueryPaymentHistory, entities={"month": "2026-09"})

    assert "9月一共缴费1笔，合计50.00元" in answer.text.splitlines()[0]
    assert "80.00" not in answer.text


async def test_a_payment_made_here_is_called_an_online_one(act) -> None:
    """The method is worded, not shown as a code."""
    act.verify(PLAIN)
    caller = Caller("c1", "web", turn_id="c1:0")
    act.services.accounts.payments.top_up(caller, PLAIN, Decimal(20))

    answer = await act(QueryPaymentHistory)

    assert "20.00元（在线缴费）" in answer.text.splitlines()[0]


async def test_many_payments_are_cut_to_the_latest(act) -> None:
    """A chat lists six and says so."""
    act.verify(PLAIN)
    for turn in range(7):
        caller = Caller("c1", "web", turn_id=f"c1:top{turn}")
        act.services.accounts.payments.top_up(caller, PLAIN, Decimal(10))

    answer = await act(QueryPaymentHistory)

    assert answer.text.count("· ") == 6
    assert "最近6笔" in answer.text


async def test_an_old_payment_is_not_passed_off_as_one_just_made(act) -> None:
    """Nothing new today is said first, and a press has the payment looked for (handbook §11)."""
    act.verify(PLAIN)

    answer = await act(QueryPaymentHistory, text="刚充的钱到账了吗")
    pressed = await act(QueryPaymentHistory, entities={"reference": "not_arrived"})
    registered = await act(OpenTicket, intent="affirm", slots=pressed.slots)

    assert "今天还没有" in answer.text.splitlines()[0]
    asks = '/query_payment_history{"reference": "not_arrived"}'
    assert answer.buttons["核实到账"] == asks
    assert not answer.slots.get("pending_confirmation")
    assert "抱歉" in pressed.text
    (ticket,) = act.services.accounts.tickets.of(Caller("c1", "web"), PLAIN)
    assert ticket.id in registered.text
    assert "10月15日" in ticket.summary


async def test_a_payment_of_today_is_simply_told(act) -> None:
    """It has arrived: there is nothing to check."""
    act.verify(PLAIN)
    caller = Caller("c1", "web", turn_id="c1:0")
    act.services.accounts.payments.top_up(caller, PLAIN, Decimal(20))

    answer = await act(QueryPaymentHistory)

    assert "今天还没有" not in answer.text
    assert "核实到账" not in answer.buttons


async def test_a_suspension_is_mentioned_beside_the_payments(act) -> None:
    """Paid and still cut off: the way to the reason is the first button."""
    act.verify("13911110003")
    act.verify(PLAIN)

    cut_off = await act(QueryPaymentHistory, entities={"phone_number": "13911110003"})
    in_service = await act(QueryPaymentHistory, entities={"phone_number": PLAIN})

    assert "停机" in cut_off.text
    assert next(iter(cut_off.buttons.values())) == "/query_arrears"
    assert "停机" not in in_service.text


async def test_no_payment_is_said_so_with_a_way_on(act) -> None:
    """Neither at all nor in the month asked for: never a bare nothing."""
    act.verify(NONE)
    act.verify(PLAIN)

    never = await act(QueryPaymentHistory, entities={"phone_number": NONE})
    not_then = await act(QueryPaymentHistory, entities={"phone_number": PLAIN, "month": "2026-07"})

    assert "还没有缴费记录" in never.text
    assert "/request_human" in never.buttons.values()
    assert "7月没有缴费记录" in not_then.text
    assert "/query_payment_history" in not_then.buttons.values()


@pytest.mark.parametrize(("month", "words"), [("2026-12", "还没有到"), ("2025-12", "六个月以前")])
async def test_a_month_that_cannot_be_shown_is_said_so(act, month: str, words: str) -> None:
    """With other months to choose."""
    act.verify(PLAIN)

    answer = await act(QueryPaymentHistory, entities={"month": month})

    assert words in answer.text
    assert '/query_payment_history{"month": "2026-09"}' in answer.buttons.values()


async def test_after_verification_all_payments_are_still_meant(act) -> None:
    """No month was named, so none is remembered and the resumed answer is not cut to one."""
    asked = await act(QueryPaymentHistory, recognised=WAITING)
    assert (asked.messages, asked.next) == ([], "identity_form")
    act.verify(WAITING)

    resumed = await act(QueryPaymentHistory, recognised=WAITING, slots=asked.slots)

    assert "80.00元" in resumed.text
    assert "50.00元" in resumed.text


async def test_an_anonymous_caller_is_asked_for_a_number(act) -> None:
    """Without metadata the form asks which number."""
    answer = await act(QueryPaymentHistory, anonymous=True)

    assert (answer.messages, answer.next) == ([], "identity_form")
