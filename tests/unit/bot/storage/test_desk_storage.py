"""What the desk reads and keeps, on both databases: counts, search, figures, and what is once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from bot.conversation.handoffs import Handoff, HandoffEvent, HandoffState
from bot.conversation.messages import Author, Content
from bot.conversation.model import Conversation, Owner, moved
from bot.desk.model import DONE, Held, Proposal, Search, Suggested
from bot.storage.store import SqlConversationStore

AT = datetime(2026, 11, 15, 4, 0, tzinfo=timezone.utc)
MINUTE = timedelta(minutes=1)


async def served(store: SqlConversationStore) -> Handoff:
    """Store a conversation that an agent has: two messages before, three after, one answer."""

    def work(tx: Any) -> Handoff:
        tx.append(Author.CUSTOMER, Content("查话费 100%"), at=AT)
        handoff = Handoff(
            id="h1",
            conversation_id="c1",
            reason="anger",
            skill_group="complaint",
            priority=2,
            requested_at=AT + MINUTE,
            waiting_since=AT + MINUTE,
            state=HandoffState.ACTIVE,
            agent="8801",
            accepted_at=AT + 2 * MINUTE,
            number="13900000001",
        )
        tx.put_handoff(handoff)
        tx.note_event(handoff, "customer", "requested", at=AT + MINUTE, detail={"reason": "anger"})
        tx.note_event(handoff, "agent:8801", "accepted", at=AT + 2 * MINUTE)
        tx.save(replace(tx.conversation, handoff_id="h1", last_customer_at=AT + 5 * MINUTE))
        tx.save(moved(tx.conversation, Owner.QUEUE, AT))
        tx.save(moved(tx.conversation, Owner.AGENT, AT, agent="8801"))
        tx.append(Author.CUSTOMER, Content("有人吗"), at=AT + 3 * MINUTE)
        tx.append(Author.AGENT, Content("您好"), at=AT + 4 * MINUTE, agent="8801")
        tx.append(Author.CUSTOMER, Content("怎么多扣了"), at=AT + 5 * MINUTE)
        tx.append(Author.CUSTOMER, Content("还在吗"), at=AT + 6 * MINUTE)
        return handoff

    return await store.change("c1", work, otherwise=Conversation("c1", "web", opened_at=AT))


async def test_a_digest_counts_what_customers_wrote_since_people_came_in(store) -> None:
    """Unread beyond what was read; waiting since the first message without an answer."""
    handoff = await served(store)
    digest = (await store.archive.digests(["h1"]))[0]

    assert (digest.last_seq, digest.unread) == (5, 3)
    assert digest.last is not None
    assert digest.last.content.text == "还在吗"
    assert digest.waiting_since == AT + 5 * MINUTE

    await store.change("c1", lambda tx: tx.put_handoff(replace(handoff, read_seq=4)))
    assert (await store.archive.digests(["h1"]))[0].unread == 1
    assert await store.archive.digests([]) == ()


async def test_earlier_messages_come_page_by_page_oldest_first(store) -> None:
    """The newest before a place."""
    await served(store)

    assert [each.seq for each in await store.archive.before("c1", 4, 2)] == [2, 3]
    assert await store.archive.before("c1", 1, 2) == ()


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (Search(), 1),
        (Search(text="100%"), 1),
        (Search(text="0_%"), 0),
        (Search(number="0001"), 1),
        (Search(number="13900000001"), 1),
        (Search(number="13900000002"), 0),
        (Search(agent="8801", owner="agent", reason="anger"), 1),
        (Search(code="query_bill"), 0),
        (Search(since=AT, until=AT + MINUTE), 1),
        (Search(since=AT + timedelta(days=1)), 0),
        (Search(id="c2"), 0),
    ],
)
async def test_conversations_are_found(store, search, found) -> None:
    """By any of their facts, with their messages counted."""
    await served(store)
    rows = await store.archive.found(search, offset=0, limit=10)

    assert len(rows) == await store.archive.count(search) == found
    for row in rows:
        assert dict(row.counts) == {"customer": 4, "agent": 1}


async def test_figures_are_those_of_the_day_asked_for(store) -> None:
    """Waits from the request to the first acceptance; nothing on another day."""
    await served(store)
    await store.papers.put_held(Held("c1", "8801", AT, ("不知道",)))
    day = await store.archive.figures(AT, AT + timedelta(days=1), 30.0)
    other = await store.archive.figures(AT + timedelta(days=1), AT + timedelta(days=2), 30.0)

    assert (day.requested, day.accepted, day.within, day.held) == (1, 1, 0, 1)
    assert day.waits == (60.0,)
    assert (other.requested, other.held) == (0, 0)


def proposal(id_: str, **values: Any) -> Proposal:
    """Return a proposal."""
    given: dict[str, Any] = {
        "id": id_,
        "conversation_id": "c1",
        "agent": "8801",
        "actor": "agent:8801",
        "number": "13900000001",
        "action": "change_package",
        "item": "A90",
        "mark": "m",
        "lines": ("一", "二"),
        "at": AT,
        "expires_at": AT + 10 * MINUTE,
        **values,
    }
    return Proposal(**given)


async def test_one_proposal_is_open_at_a_time_and_what_is_over_stays_so(store) -> None:
    """A newer one withdraws it; the second settling finds nothing."""
    await served(store)
    await store.papers.put_proposal(proposal("p1"))
    await store.papers.put_proposal(proposal("p2", at=AT + MINUTE))
    await store.papers.said_proposal("p2", 6)
    done = await store.papers.settle_proposal("p2", DONE, seq=7, result="好了")

    assert done is not None
    assert (done.state, done.seq, done.answered_seq, done.lines) == (DONE, 6, 7, ("一", "二"))
    assert await store.papers.settle_proposal("p2", "failed") is None
    states = [each.state for each in await store.papers.proposals_of("c1")]
    assert states == ["withdrawn", "done"]
    assert await store.papers.open_proposals() == ()


async def test_a_suggestion_is_judged_by_whom_it_was_made_for(store) -> None:
    """Best first, and nobody else's."""
    await served(store)
    made = [
        Suggested(
            id=f"s{rank}",
            conversation_id="c1",
            seq=5,
            agent="8801",
            intent="query_bill",
            confidence=0.9 - rank / 10,
            source="quick_reply",
            title="t",
            text="x",
            at=AT,
        )
        for rank in range(3)
    ]
    await store.papers.put_suggested(made)

    assert await store.papers.suggested_for("c1", 5) == tuple(made)
    assert await store.papers.judge_suggested("s1", "8801", "used")
    assert not await store.papers.judge_suggested("s1", "8802", "ignored")


def everything(event: HandoffEvent) -> tuple[str, Mapping[str, Any]]:
    """Tell of every event."""
    return event.event, {"handoff": event.handoff_id}


async def test_each_event_is_enlisted_once_from_the_first_look_on(store) -> None:
    """What happened before anybody listened is told to nobody."""
    assert await store.papers.enlist(everything, AT) == 0
    handoff = await served(store)
    late = AT + timedelta(hours=1)
    assert await store.papers.enlist(everything, late) == 2
    assert await store.papers.enlist(everything, late) == 0
    due = await store.papers.due(late, 10)
    assert [each.event for each in due] == ["requested", "accepted"]

    await store.papers.delivered(due[0].id)
    await store.papers.put_off(due[1].id, late + MINUTE, 500)
    assert await store.papers.due(late, 10) == ()
    again = await store.papers.due(late + MINUTE, 10)
    assert [(each.id, each.tries) for each in again] == [(due[1].id, 1)]
    await store.papers.put_off(due[1].id, None, 500)
    assert await store.papers.due(late + timedelta(days=9), 10) == ()
    assert handoff.id == "h1"
