"""The balance: the figure first, then what it means, then the next step."""

from __future__ import annotations

import pytest

from actions.queries.balance import QueryBalance

IN_CREDIT, SUSPENDED, OWING, LOST = "13700001111", "13700002222", "13700003333", "13700004444"


async def test_a_recognised_customer_hears_the_balance_first(act) -> None:
    """The first line holds the figure with two places and the number masked."""
    answer = await act(QueryBalance, intent="query_balance", recognised=IN_CREDIT)

    first = answer.text.splitlines()[0]
    assert "35.50元" in first
    assert "137****1111" in first
    assert IN_CREDIT not in answer.text
    assert answer.next == "action_listen"


async def test_the_answer_keeps_topic_and_number_and_asks_once_for_more(act) -> None:
    """A follow-up finds what was spoken of, and "anything else?" is the last line."""
    answer = await act(QueryBalance, intent="query_balance", recognised=IN_CREDIT)

    assert answer.slots["query_topic"] == "action_query_balance"
    assert answer.slots["account_number"] == IN_CREDIT
    assert answer.slots["more_help_asked"] is True
    assert answer.text.splitlines()[-1].endswith("？")


@pytest.mark.parametrize(("number", "figure"), [(SUSPENDED, "12.30"), (OWING, "2.00")])
async def test_arrears_lead_to_paying_exactly_them(act, number: str, figure: str) -> None:
    """The next step pays what is owed."""
    answer = await act(QueryBalance, intent="query_balance", recognised=number)

    assert f"{figure}元" in answer.text
    assert f'/pay_bill{{"amount": "{figure}"}}' in answer.buttons.values()


async def test_a_suspension_without_arrears_leads_to_its_reason(act) -> None:
    """Money in the account and no service: the reason is one button away."""
    answer = await act(QueryBalance, intent="query_balance", recognised=LOST)

    assert list(answer.buttons.values()) == ["/query_arrears"]


async def test_an_anonymous_caller_is_asked_for_a_number_and_told_nothing(act) -> None:
    """Without a number the identity form starts and comes back to this action."""
    answer = await act(QueryBalance, intent="query_balance", anonymous=True)

    assert answer.messages == []
    assert answer.next == "identity_form"
    assert answer.slots["pending_action"] == "action_query_balance"
    assert answer.slots.get("identity_number") is None


@pytest.mark.parametrize("number", [IN_CREDIT, "13799999999"])
async def test_anothers_number_needs_proof_whether_it_exists_or_not(act, number: str) -> None:
    """Handbook §3: the same words, the same events either way."""
    answer = await act(
        QueryBalance,
        intent="query_balance",
        entities={"phone_number": number},
        recognised=OWING,
    )

    assert answer.messages == []
    assert answer.next == "identity_form"
    assert answer.slots["identity_number"] == number
    assert "account_number" not in answer.slots
