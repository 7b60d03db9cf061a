"""Handoffs, their record, notes and presences, on each kind of database."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError

from bot.conversation.agents import Presence, Status
from bot.conversation.handoffs import Ending, Handoff, HandoffState, Transfer
from bot.conversation.model import Conversation

AT = datetime(2026, 11, 16, 4, 0, tzinfo=timezone.utc)
NEW = Conversation("c", "web", AT)
FULL = Handoff(
    "h1",
    "c",
    "anger",
    "complaint",
    4,
    AT,
    AT,
    stars=3,
    front=True,
    passed=("8002",),
    number="13900000001",
    recognised=True,
    matter={"topic": "report_fault", "slots": {"month": ["2026-10"]}},
    transfer=Transfer("8001", None, "fault", "转故障组"),
)


async def kept(store, handoff: Handoff) -> None:
    """Put a handoff into its conversation."""

    def work(tx) -> None:
        tx.put_handoff(handoff)
        tx.save(replace(tx.conversation, handoff_id=handoff.id))

    await store.change(handoff.conversation_id, work, otherwise=NEW)


async def test_a_handoff_comes_back_as_it_was(store) -> None:
    """Every field, in a transaction and outside of one, before and after a change."""
    await kept(store, FULL)
    ended = replace(
        FULL, state=HandoffState.ENDED, ending=Ending.CLOSED, ended_at=AT, transfer=None
    )
    inside = await store.change("c", lambda tx: tx.handoff())
    opened = await store.desk.open_handoffs()
    await kept(store, ended)

    assert inside == FULL
    assert opened == (FULL,)
    assert await store.desk.handoff("h1") == ended
    assert await store.desk.open_handoffs() == ()
    assert await store.desk.ended_since(AT) == (ended,)
    assert await store.desk.ended_since(AT + timedelta(seconds=1)) == ()
    assert await store.desk.handoff("h2") is None


async def test_a_look_makes_only_what_has_changed_anew(store) -> None:
    """What is as it was is the very same object; what was changed is seen as it is now."""
    await kept(store, FULL)
    other = replace(FULL, id="h2", conversation_id="d", waiting_since=AT + timedelta(seconds=1))
    await store.change("d", lambda tx: tx.put_handoff(other), otherwise=replace(NEW, id="d"))
    first = await store.desk.open_handoffs()
    offered = replace(other, offered_to="8003", offered_until=AT, matter={"topic": "query_bill"})
    await store.change("d", lambda tx: tx.put_handoff(offered))
    second = await store.desk.open_handoffs()
    await kept(store, replace(FULL, state=HandoffState.ENDED, ended_at=AT))
    third = await store.desk.open_handoffs()

    assert first == (FULL, other)
    assert second == (FULL, offered)
    assert second[0] is first[0]
    assert third == (offered,)
    assert third[0] is second[1]


async def test_a_conversation_has_one_open_handoff_at_most(store) -> None:
    """The database refuses a second one, whatever two processes do; an ended one is no bar."""
    await kept(store, FULL)
    with pytest.raises(IntegrityError):
        await kept(store, replace(FULL, id="h2"))
    await kept(store, replace(FULL, state=HandoffState.ENDED))
    await kept(store, replace(FULL, id="h2"))

    assert [each.id for each in await store.desk.handoffs_of("c")] == ["h1", "h2"]


async def test_the_record_and_the_notes_are_kept_in_order(store) -> None:
    """Events of a handoff, notes of a conversation, and what came after a certain event."""
    await kept(store, FULL)

    def work(tx) -> None:
        tx.note_event(FULL, "customer", "requested", at=AT, detail={"stars": 3})
        tx.note_event(FULL, "agent:8001", "accepted", at=AT)
        tx.put_note("8001", "note", "客户着急", at=AT)

    await store.change("c", work)
    events = await store.desk.events_of("h1")
    notes = await store.desk.notes_of("c")

    assert [(each.actor, each.event, each.detail) for each in events] == [
        ("customer", "requested", {"stars": 3}),
        ("agent:8001", "accepted", {}),
    ]
    assert await store.desk.events_after(events[0].id) == events[1:]
    assert [(each.author, each.kind, each.text) for each in notes] == [("8001", "note", "客户着急")]


async def test_a_presence_is_changed_by_one_at_a_time(store) -> None:
    """Twenty at once each see what the one before has left; refusing changes nothing."""

    def more(before: Presence | None) -> Presence:
        if before is None:
            return Presence("8001", Status.ONLINE, AT, AT, capacity=1)
        return replace(before, capacity=before.capacity + 1)

    await store.desk.change_presence("8001", more)
    await asyncio.gather(*(store.desk.change_presence("8001", more) for _ in range(19)))
    refused = await store.desk.change_presence("8001", lambda _before: None)

    assert refused is None
    assert [each.capacity for each in await store.desk.presences()] == [20]


async def test_the_load_counts_what_is_held_and_what_is_offered(store) -> None:
    """Of open handoffs; one that is both counts for each of the two agents once."""
    await kept(store, replace(FULL, state=HandoffState.OFFERED, agent="8001", offered_to="8002"))
    loads = await store.change("c", lambda tx: (tx.load_of("8001"), tx.load_of("8002")))
    await kept(store, replace(FULL, state=HandoffState.ENDED, agent="8001"))
    after = await store.change("c", lambda tx: tx.load_of("8001"))

    assert loads == (1, 1)
    assert after == 0
