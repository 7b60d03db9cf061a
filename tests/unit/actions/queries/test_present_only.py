"""Balance, arrears, points and package have no past: a follow-up for a month is led to its bill."""

from __future__ import annotations

import pytest

from actions.queries.arrears import QueryArrears
from actions.queries.balance import QueryBalance
from actions.queries.package import QueryCurrentPackage
from actions.queries.points import QueryPoints

ORDINARY, RECENT, SHOCKED = "13911110002", "13911110003", "13911110001"
ACTIONS = [QueryArrears, QueryBalance, QueryCurrentPackage, QueryPoints]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(("text", "intent"), [("那上个月呢", "inform"), ("不是这个月", "same")])
async def test_a_follow_up_for_another_month_offers_its_bill(act, action, text, intent) -> None:
    """The same figure is not passed off as that month's, however the message was understood."""
    first = await act(action, recognised=ORDINARY)

    answer = await act(
        action,
        recognised=ORDINARY,
        slots=first.slots,
        intent=intent,
        text=text,
        entities={"month": "2026-09"},
    )

    assert "只有当前的" in answer.text
    assert answer.buttons == {"查9月": '/query_bill{"month": "2026-09"}'}
    assert not answer.slots.get("more_help_asked")


async def test_a_month_without_a_bill_leads_to_those_that_have_one(act) -> None:
    """No button leads to nothing."""
    first = await act(QueryPoints, recognised=RECENT)

    answer = await act(
        QueryPoints, recognised=RECENT, slots=first.slots, entities={"month": "2026-07"}
    )

    assert list(answer.buttons) == ["查9月"]


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_first_question_that_names_a_month_gets_what_is_known(act, action) -> None:
    """Nothing was said yet that could be repeated."""
    answer = await act(
        action,
        recognised=ORDINARY,
        intent="query",
        entities={"month": "2026-09"},
        text="九月查一下",
    )

    assert "只有当前的" not in answer.text


@pytest.mark.parametrize("action", [QueryBalance, QueryArrears])
async def test_a_balance_below_the_running_month_is_hinted_at(act, action) -> None:
    """3.20 with 64.50 running will not do: topping up in time keeps the service."""
    low = await act(action, recognised=SHOCKED)
    ample = await act(action, recognised=ORDINARY)

    assert "10月到目前为止的话费是64.50元，余额可能不够" in low.text
    assert "/pay_bill" in low.buttons.values()
    assert "放心" not in low.text
    assert "不够" not in ample.text


async def test_topping_up_comes_first_only_when_the_balance_is_low(act) -> None:
    """Otherwise bill and usage are the likelier next wish."""
    low = await act(QueryBalance, recognised=SHOCKED)
    ample = await act(QueryBalance, recognised=ORDINARY)

    assert next(iter(low.buttons.values())) == "/pay_bill"
    assert next(iter(ample.buttons.values())) == "/query_bill"
