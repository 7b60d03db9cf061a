"""The detailed record: only behind password and code; sums first, other people's numbers hidden."""

from __future__ import annotations

import pytest

from actions.queries.detail import QueryBillDetail

FULL, EMPTY = "13911110001", "13911110002"


async def test_password_and_code_together_open_the_records(act) -> None:
    """Count and sum first, each kind summed up, peers with their last four digits only."""
    act.verify(FULL, "password", "code", password="246810")

    answer = await act(QueryBillDetail, entities={"month": "2026-09"})

    first = answer.text.splitlines()[0]
    assert "3条" in first
    assert "10.10元" in first
    assert "通话1次共7分钟，短信1条，上网1次共2.00GB" in answer.text
    assert "8000" in answer.text
    assert "13800138000" not in answer.text


@pytest.mark.parametrize(("kind", "password"), [("code", ""), ("password", "246810")])
async def test_either_alone_asks_for_the_other(act, kind: str, password: str) -> None:
    """Handbook §3: the highest door; the form is told whether the password is still due."""
    act.verify(FULL, kind, password=password)

    answer = await act(QueryBillDetail, entities={"month": "2026-09"})

    assert (answer.messages, answer.next) == ([], "identity_form")
    assert answer.slots["identity_password_due"] is (kind == "code")


async def test_a_used_month_without_records_tells_the_usage_and_offers_a_ticket(act) -> None:
    """Nobody is sent away: what was used is said, and a yes has the records provided."""
    act.verify(EMPTY, "password", "code", password="135791")

    answer = await act(QueryBillDetail, entities={"month": "2026-09"})

    assert "没有同步到线上" in answer.text
    assert "流量4.00GB、通话30分钟、短信1条" in answer.text
    assert "48小时" in answer.text
    assert answer.slots["pending_confirmation"]["action"] == "action_open_ticket"


async def test_several_months_follow_each_other_and_gaps_are_named(act) -> None:
    """Oldest first; a month that cannot be shown does not spoil the others."""
    act.verify(FULL, "password", "code", password="246810")

    answer = await act(QueryBillDetail, entities={"month": ["2026-10", "2026-09", "2026-12"]})

    assert answer.text.index("9月") < answer.text.index("10月的逐条记录")
    assert "12月：还没有到" in answer.text


@pytest.mark.parametrize(
    ("month", "words"),
    [("2026-11", "还没有到"), ("2026-01", "六个月以前"), ("2026-05", "没有查到5月的详单")],
)
async def test_a_month_that_cannot_be_shown_is_said_so(act, month: str, words: str) -> None:
    """With months to choose."""
    act.verify(FULL, "password", "code", password="246810")

    answer = await act(QueryBillDetail, entities={"month": month})

    assert words in answer.text
    assert '/query_bill_detail{"month": "2026-09"}' in answer.buttons.values()


async def test_an_anonymous_caller_is_asked_for_a_number(act) -> None:
    """Without metadata the form asks which number."""
    answer = await act(QueryBillDetail, anonymous=True)

    assert (answer.messages, answer.next) == ([], "identity_form")
