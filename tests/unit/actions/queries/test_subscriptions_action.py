"""Subscriptions: how many for how much, and which ones the customer did not order."""

from __future__ import annotations

from accounts.access import Caller
from accounts.orders.model import CANCEL, Wish
from actions.queries.refund import CancelAndReview
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
    assert "给您添麻烦了" in answer.text
    assert not answer.slots.get("more_help_asked")


async def test_a_yes_has_what_others_ordered_cancelled_and_reviewed(act) -> None:
    """One yes for both, as after a disputed charge: an order that cancels, and a ticket."""
    act.verify(SURPRISED)
    asked = await act(QuerySubscriptions)
    assert "确认取消“影音会员”并申请退费审核吗" in asked.text

    answer = await act(CancelAndReview, intent="affirm", slots=asked.slots)

    caller = Caller("c1", "web")
    (order,) = act.services.accounts.orders.of(caller, SURPRISED)
    assert (order.kind, order.code) == ("cancel", "VID")
    assert order.id in answer.text
    tickets = act.services.accounts.tickets.of(Caller("c1", "web"), SURPRISED)
    (ticket,) = [each for each in tickets if each.id in answer.text]
    assert ticket.kind == "dispute"
    for words in ("影音会员", "15.00元", "8月由合作方开通", "退费"):
        assert words in ticket.summary
    assert "彩铃业务" not in ticket.summary


async def test_what_is_given_up_already_is_only_reviewed(act) -> None:
    """There is nothing left to cancel; the refund is still worth a ticket."""
    act.verify(SURPRISED)
    caller = Caller("c1", "web", turn_id="c1:0")
    orders = act.services.accounts.orders
    terms = orders.terms(caller, SURPRISED, CANCEL, "VID")
    orders.place(caller, SURPRISED, [Wish(CANCEL, "VID", terms.mark)])
    asked = await act(QuerySubscriptions)
    assert "已经在退订" in asked.text

    answer = await act(OpenTicket, intent="affirm", slots=asked.slots)

    (ticket,) = [
        each
        for each in act.services.accounts.tickets.of(caller, SURPRISED)
        if each.id in answer.text
    ]
    assert ticket.kind == "dispute"
    assert len(orders.of(caller, SURPRISED)) == 1


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
