"""Subscriptions: how many for how much, and which ones the customer did not order."""

from __future__ import annotations

from accounts.access import Caller
from actions.queries.subscriptions import QuerySubscriptions
from actions.tickets import OpenTicket

SURPRISED, OWN, NONE = "13911110001", "13911110002", "13911110005"


async def test_a_service_that_a_partner_ordered_is_named_and_can_be_questioned(act) -> None:
    """Count and sum first; the odd one comes with an apology and an offer."""
    act.verify(SURPRISED)

    answer = await act(QuerySubscriptions)

    first = answer.text.splitlines()[0]
    assert "2项" in first
    assert "20.00元" in first
    assert "影音会员：15.00元，8月由合作方开通" in answer.text
    assert "“影音会员”不是您本人开通" in answer.text
    assert "抱歉" in answer.text
    assert not answer.slots.get("more_help_asked")


async def test_a_yes_has_what_others_ordered_cancelled_and_reviewed(act) -> None:
    """The offer is open when the list ends, so that "that was not me" has something to answer."""
    act.verify(SURPRISED)
    asked = await act(QuerySubscriptions)

    answer = await act(OpenTicket, intent="affirm", slots=asked.slots)

    tickets = act.services.accounts.tickets.of(Caller("c1", "web"), SURPRISED)
    (ticket,) = [each for each in tickets if each.id in answer.text]
    assert ticket.kind == "dispute"
    for words in ("影音会员", "15.00元", "8月由合作方开通", "退费"):
        assert words in ticket.summary
    assert "彩铃业务" not in ticket.summary


async def test_own_subscriptions_raise_no_alarm(act) -> None:
    """What the customer ordered is listed, and said to be theirs."""
    act.verify(OWN)

    answer = await act(QuerySubscriptions)

    assert "5GB月包：10.00元" in answer.text
    assert "没有发现由他人开通" in answer.text
    assert not answer.slots.get("pending_confirmation")


async def test_nothing_subscribed_is_said_so(act) -> None:
    """An empty list is an answer."""
    act.verify(NONE)

    answer = await act(QuerySubscriptions)

    assert "没有开通其他收费业务" in answer.text
    assert answer.buttons


async def test_the_channel_alone_does_not_open_the_subscriptions(act) -> None:
    """Handbook §3: a recognised channel has to verify first."""
    answer = await act(QuerySubscriptions, recognised=SURPRISED)

    assert (answer.messages, answer.next) == ([], "identity_form")
    assert answer.slots["pending_action"] == "action_query_subscriptions"


async def test_an_anonymous_caller_is_asked_for_a_number(act) -> None:
    """Without metadata the form asks which number."""
    answer = await act(QuerySubscriptions, anonymous=True)

    assert (answer.messages, answer.next) == ([], "identity_form")
