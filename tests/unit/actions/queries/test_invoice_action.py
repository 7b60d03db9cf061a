"""Invoices: the number of one that exists; one that does not is offered, never made unasked."""

from __future__ import annotations

import pytest

from actions.queries.invoice import QueryInvoice

ISSUED, NONE = "13911110001", "13911110005"


async def test_invoices_are_counted_and_listed_with_their_numbers(act) -> None:
    """Months that have a bill and no invoice are one button away."""
    act.verify(ISSUED)

    answer = await act(QueryInvoice)

    assert "1张发票" in answer.text.splitlines()[0]
    assert "8月，发票号码FP0001，已开具" in answer.text
    assert list(answer.buttons) == ["9月的发票", "7月的发票"]


async def test_the_invoice_of_a_month_is_named(act) -> None:
    """The number asked for stands in the first line."""
    act.verify(ISSUED)

    answer = await act(QueryInvoice, entities={"month": "2026-08"})

    assert "FP0001" in answer.text.splitlines()[0]


async def test_a_missing_invoice_is_offered_and_waits_for_a_yes(act) -> None:
    """The month and amount are read back; nothing is registered yet."""
    act.verify(ISSUED)

    answer = await act(QueryInvoice, entities={"month": "2026-09"})

    assert "9月" in answer.text
    assert "85.00元" in answer.text
    assert answer.slots["pending_confirmation"]["action"] == "action_open_ticket"
    assert "more_help_asked" not in answer.slots or not answer.slots["more_help_asked"]


async def test_the_running_month_has_no_invoice_yet(act) -> None:
    """The reason comes with what can be done instead."""
    act.verify(ISSUED)

    answer = await act(QueryInvoice, entities={"month": "2026-10"})

    assert "还没有结束" in answer.text
    assert "9月的发票" in answer.buttons
    assert not answer.slots.get("pending_confirmation")


async def test_several_months_list_what_exists_or_say_that_nothing_does(act) -> None:
    """A range is answered at once."""
    act.verify(ISSUED)

    some = await act(QueryInvoice, entities={"month": ["2026-08", "2026-09"]})
    none = await act(QueryInvoice, entities={"month": ["2026-07", "2026-09"]})

    assert "FP0001" in some.text
    assert "还没有开具发票" in none.text
    assert none.buttons


async def test_no_invoice_at_all_is_said_so(act) -> None:
    """And how to get one."""
    act.verify(NONE)

    answer = await act(QueryInvoice)

    assert "还没有开具过发票" in answer.text


@pytest.mark.parametrize(
    ("month", "words"),
    [("2026-11", "还没有到"), ("2026-01", "六个月以前"), ("2026-05", "没有查到5月的账单")],
)
async def test_a_month_without_a_bill_cannot_be_invoiced(act, month: str, words: str) -> None:
    """The same words as for the bill, with months to choose."""
    act.verify(ISSUED)

    answer = await act(QueryInvoice, entities={"month": month})

    assert words in answer.text
    assert '/query_invoice{"month": "2026-09"}' in answer.buttons.values()


async def test_the_channel_alone_does_not_open_invoices(act) -> None:
    """Handbook §3; after verification all of them are still meant."""
    asked = await act(QueryInvoice, recognised=ISSUED)
    assert (asked.messages, asked.next) == ([], "identity_form")
    act.verify(ISSUED)

    resumed = await act(QueryInvoice, recognised=ISSUED, slots=asked.slots)

    assert "1张发票" in resumed.text


async def test_an_anonymous_caller_is_asked_for_a_number(act) -> None:
    """Without metadata the form asks which number."""
    answer = await act(QueryInvoice, anonymous=True)

    assert (answer.messages, answer.next) == ([], "identity_form")
