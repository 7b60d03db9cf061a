"""A service that others ordered: the facts, then cancelled and reviewed with one yes."""

from __future__ import annotations

OWED = "13700002222"
"""A number with 彩铃, which a partner ordered."""


async def _verified(talk) -> None:
    await talk.say("query_balance", phone_number=OWED)
    await talk.secret(talk.code())


def _account(talk):
    caller = talk.caller()
    services = talk.services.accounts
    return services.orders.of(caller, OWED), services.tickets.of(caller, OWED)


async def test_what_others_ordered_is_cancelled_and_reviewed_with_one_yes(talk) -> None:
    """Who ordered it, since when, what happens and when it ends are said before."""
    await _verified(talk)
    asked = await talk.tell("dispute_charge", "彩铃不是我开的", service_name="RING")
    assert "彩铃" in asked.text
    assert "合作" in asked.text or "代理" in asked.text or "第三方" in asked.text
    assert _account(talk) == ((), ())
    done = await talk.press(asked.payloads[0])
    orders, tickets = _account(talk)

    assert [(each.kind, each.code) for each in orders] == [("cancel", "RING")]
    assert [(each.kind, each.subject) for each in tickets] == [("dispute", "refund:RING")]
    assert orders[0].id in done.text
    assert tickets[0].id in done.text


async def test_the_same_yes_twice_cancels_and_opens_once(talk) -> None:
    """Two devices, one conversation."""
    await _verified(talk)
    yes = (await talk.tell("dispute_charge", "彩铃", service_name="RING")).payloads[0]
    await talk.press(yes)
    await talk.press(yes)
    orders, tickets = _account(talk)

    assert len(orders) == len(tickets) == 1


async def test_a_no_cancels_nothing(talk) -> None:
    """Nor does a yes afterwards."""
    await _verified(talk)
    await talk.tell("dispute_charge", "彩铃", service_name="RING")
    await talk.say("deny")
    await talk.say("affirm")

    assert _account(talk) == ((), ())


async def test_a_late_yes_is_asked_again_before_anything_is_cancelled(talk) -> None:
    """Another matter came between."""
    await _verified(talk)
    await talk.tell("dispute_charge", "彩铃", service_name="RING")
    await talk.say("query_balance")
    again = await talk.say("affirm")
    assert "彩铃" in again.text
    assert _account(talk) == ((), ())
    await talk.say("affirm")

    assert len(_account(talk)[0]) == 1


async def test_remarks_leave_the_question_open(talk) -> None:
    """不是我开的, 要多久: said again, asked again."""
    await _verified(talk)
    await talk.tell("dispute_charge", "彩铃", service_name="RING")
    contested = await talk.tell("dispute_charge", "就是没人同意过")
    await talk.tell("query_progress", "要多久")
    await talk.press(contested.payloads[0])

    assert len(_account(talk)[1]) == 1


async def test_only_checking_cancels_nothing(talk) -> None:
    """For whoever wants to keep it."""
    await _verified(talk)
    asked = await talk.tell("dispute_charge", "彩铃", service_name="RING")
    offered = await talk.press(asked.payloads[1])
    await talk.press(next(each for each in offered.payloads if each.startswith("/affirm")))
    orders, tickets = _account(talk)

    assert orders == ()
    assert [each.kind for each in tickets] == ["dispute"]


async def test_what_was_cancelled_meanwhile_is_reviewed_all_the_same(talk) -> None:
    """By another device, between question and yes."""
    await _verified(talk)
    yes = (await talk.tell("dispute_charge", "彩铃", service_name="RING")).payloads[0]
    await _cancelled_elsewhere(talk)
    done = await talk.press(yes)
    orders, tickets = _account(talk)

    assert len(orders) == len(tickets) == 1
    assert "此前已经取消" in done.text


async def _cancelled_elsewhere(talk) -> None:
    from accounts.orders.model import CANCEL, Wish  # noqa: PLC0415 - as the fixtures do

    orders, caller = talk.services.accounts.orders, talk.caller()
    terms = orders.terms(caller, OWED, CANCEL, "RING")
    orders.place(caller, OWED, [Wish(CANCEL, "RING", terms.mark)])


async def test_an_unauthorised_service_complained_of_is_solved_at_once(talk) -> None:
    """Handbook §5: facts, cancellation, review; verified first, with an acknowledgement."""
    first = await talk.tell(
        "file_complaint",
        "没经我同意就开通业务，我要投诉",
        complaint_type="unauthorised_subscription",
        phone_number=OWED,
    )
    assert "抱歉" in first.text
    facts = await talk.secret(talk.code())
    assert "彩铃" in facts.text
    yes = next(each for each in facts.payloads if each.startswith("/affirm"))
    await talk.press(yes)
    orders, tickets = _account(talk)

    assert [each.code for each in orders] == ["RING"]
    assert "没经我同意" in tickets[0].summary
