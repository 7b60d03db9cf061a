"""A month without a record: said surely, from the day the customer joined; never a dead end."""

from __future__ import annotations

import pytest

from accounts.access import Caller
from actions.queries.bill import QueryBill
from actions.queries.usage import QueryUsage
from actions.tickets import OpenTicket

VETERAN, RECENT, FRESH = "13911110001", "13911110003", "13911110005"


async def test_a_bill_missing_for_a_customer_of_years_is_offered_a_check(act) -> None:
    """Nobody who was there is told that they may not have been; a yes registers the check."""
    act.verify(VETERAN)

    asked = await act(QueryBill, entities={"month": "2026-05"})
    answer = await act(OpenTicket, intent="affirm", slots=asked.slots)

    assert "没有查到5月的账单" in asked.text
    assert "入网" not in asked.text
    opened = act.services.accounts.tickets.of(Caller("c1", "web"), VETERAN)
    assert any(each.id in answer.text and "5月的账单" in each.summary for each in opened)


@pytest.mark.parametrize(("action", "month"), [(QueryBill, "2026-09"), (QueryUsage, "2026-08")])
async def test_a_month_before_joining_is_said_for_sure(act, action, month: str) -> None:
    """With the month of joining; there is nothing to check."""
    act.verify(FRESH)

    answer = await act(action, entities={"month": month})

    assert "您是10月入网的" in answer.text
    assert "可能" not in answer.text
    assert not answer.slots.get("pending_confirmation")


async def test_several_months_tell_those_before_joining_from_those_missing(act) -> None:
    """Each reason has its own line."""
    act.verify(RECENT)
    fresh = {"phone_number": FRESH, "month": ["2026-08", "2026-09"]}

    missing = await act(QueryBill, entities={"month": ["2026-07", "2026-08", "2026-09"]})
    act.verify(FRESH)
    before = await act(QueryBill, entities=fresh)

    assert "· 7月、8月：系统里没有查到记录" in missing.text
    assert "· 8月、9月：您是10月入网的" in before.text


async def test_only_months_with_a_bill_are_offered(act) -> None:
    """A button never leads to a month that has nothing to show."""
    act.verify(RECENT)
    act.verify(FRESH)

    only = await act(QueryBill, entities={"phone_number": RECENT, "month": "2026-09"})
    refused = await act(QueryBill, entities={"phone_number": RECENT, "month": "2026-08"})
    never = await act(QueryBill, entities={"phone_number": FRESH})

    assert not any("month" in payload for payload in only.buttons.values() if "bill" in payload)
    assert "查9月" in refused.buttons
    assert "查10月" not in refused.buttons
    assert not any("查" in title for title in never.buttons)


async def test_the_running_month_without_a_bill_is_only_early(act) -> None:
    """A new customer's first month is no missing record."""
    act.verify(FRESH)

    answer = await act(QueryBill)

    assert "还没有产生账单" in answer.text
    assert not answer.slots.get("pending_confirmation")
