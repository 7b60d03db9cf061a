"""Progress: the state of a ticket, the promised time, an apology when it has passed."""

from __future__ import annotations

from accounts.access import Caller
from actions.queries.progress import QueryProgress

ONE, TWO, NONE = "13911110001", "13911110004", "13911110005"


async def test_a_ticket_named_by_its_owner_tells_state_and_promise(act) -> None:
    """State first, then when it was opened and by when it is answered."""
    act.verify(ONE)

    answer = await act(QueryProgress, entities={"ticket_id": "GZ2026100007"})

    assert "GZ2026100007（故障报修）" in answer.text.splitlines()[0]
    assert "专员正在处理" in answer.text.splitlines()[0]
    assert "10月16日16:00" in answer.text or "明天16:00" in answer.text
    assert answer.slots["ticket_id"] == "GZ2026100007"


async def test_tickets_of_a_number_are_listed_and_a_late_one_apologised_for(act) -> None:
    """How many are open stands first; each open one is a button."""
    act.verify(TWO)

    answer = await act(QueryProgress)

    assert "1件事正在办理" in answer.text.splitlines()[0]
    assert any("GZ2026100009" in line and "抱歉" in line for line in answer.text.splitlines())
    assert list(answer.buttons.values()) == ['/query_progress{"ticket_id": "GZ2026100009"}']


async def test_a_late_and_a_resolved_ticket_each_get_their_words(act) -> None:
    """Late: an apology and a person. Resolved: the question whether it is settled."""
    act.verify(TWO)

    late = await act(QueryProgress, entities={"ticket_id": "GZ2026100009"})
    resolved = await act(QueryProgress, entities={"ticket_id": "GZ2026100008"})

    assert "抱歉" in late.text
    assert "/request_human" in late.buttons.values()
    assert "处理完毕" in resolved.text
    assert "抱歉" not in resolved.text


async def test_a_ticket_of_this_conversation_needs_no_number(act) -> None:
    """Whoever opened it here may ask after it without verification."""
    caller = Caller("c1", "web", turn_id="c1:0")
    ticket = act.services.accounts.tickets.open(caller, None, "consult", "咨询", 48)

    answer = await act(QueryProgress, entities={"ticket_id": ticket.id})

    assert ticket.id in answer.text
    assert "已登记" in answer.text


async def test_a_strangers_ticket_and_an_unknown_one_get_the_same_answer(act) -> None:
    """Unverified: the identity form. Verified: the same words for both."""
    for ticket_id in ("GZ2026100009", "GZ2026109999"):
        asked = await act(QueryProgress, recognised=ONE, entities={"ticket_id": ticket_id})
        assert (asked.messages, asked.next) == ([], "identity_form")
    act.verify(ONE)

    texts = {
        (await act(QueryProgress, entities={"ticket_id": ticket_id})).text
        for ticket_id in ("GZ2026100009", "GZ2026109999")
    }

    assert len(texts) == 1
    assert "没有查到" in texts.pop()


async def test_after_verification_the_ticket_named_before_is_answered(act) -> None:
    """The id survives the identity form."""
    asked = await act(QueryProgress, recognised=ONE, entities={"ticket_id": "GZ2026100007"})
    act.verify(ONE)

    resumed = await act(QueryProgress, recognised=ONE, slots=asked.slots)

    assert "GZ2026100007" in resumed.text


async def test_nothing_under_way_is_said_so(act) -> None:
    """With a person to ask."""
    act.verify(NONE)

    answer = await act(QueryProgress)

    assert "没有正在办理" in answer.text
    assert "/request_human" in answer.buttons.values()


async def test_an_anonymous_caller_is_asked_for_a_number(act) -> None:
    """Without metadata the form asks which number."""
    answer = await act(QueryProgress, anonymous=True)

    assert (answer.messages, answer.next) == ([], "identity_form")
