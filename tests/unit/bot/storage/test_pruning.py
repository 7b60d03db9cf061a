"""Old conversations go whole, open ones stay, and the figures of their days stay what they were."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from uuid import NAMESPACE_URL, uuid5

import pytest
from sqlalchemy import select

from accounts.storage.engine import open_engine
from bot.conversation.handoffs import Ending, Handoff, HandoffState, Transfer
from bot.conversation.messages import Author, Button, Content, PendingTurn
from bot.conversation.model import Conversation, Owner
from bot.desk.model import Proposal, Search
from bot.engine.storage.event_log import forget, open_event_log
from bot.storage import pruning
from bot.storage.pruning import Pruned, Pruner
from bot.storage.tables import PRUNED, conversations, metadata, prunings

LONG_AGO = datetime(2025, 1, 5, 4, 0, tzinfo=timezone.utc)
BEFORE = LONG_AGO + timedelta(days=1)
NOW = LONG_AGO + timedelta(days=400)
NUMBER = "13900000001"
SAID = "我家住在幸福路八号"
TICKET = "GZ2025010100001"


@pytest.fixture
def pruner(empty_url):
    """Return a pruner of the store's database that also deletes what the engine remembers."""
    open_event_log(empty_url).close()
    opened = Pruner(empty_url, forget=forget)
    yield opened
    opened.close()


def pruned(pruner, *, spare=()) -> Pruned:
    """Prune once and return what went."""
    batches = pruner.prune(BEFORE, spare=spare, at=NOW, actor="cli:test")
    return sum(batches, Pruned())


async def held(store, name, *, closed=LONG_AGO, handoff=None, more=None) -> None:
    """Keep a conversation in which a customer and the bot have spoken, closed unless told so."""

    def work(tx) -> None:
        tx.append(Author.CUSTOMER, Content(text=SAID), at=LONG_AGO)
        buttons = tx.issue((Button("查话费", "/query_bill"),))
        tx.append(Author.BOT, Content(text=f"已记下：{SAID}", buttons=buttons), at=LONG_AGO)
        if handoff is not None:
            tx.put_handoff(handoff)
            tx.note_event(handoff, "customer", "requested", at=LONG_AGO, detail={})
            tx.note_event(handoff, "agent:8001", "accepted", at=LONG_AGO, detail={"agent": "8001"})
            written = {"settled": SAID, "ticket": TICKET}
            tx.note_event(handoff, "agent:8001", "returned", at=LONG_AGO, detail=written)
            tx.put_note("8001", "note", SAID, at=LONG_AGO)
        if more is not None:
            more(tx)
        owner = Owner.BOT if closed is None else Owner.CLOSED
        tx.save(
            replace(
                tx.conversation, owner=owner, last_customer_at=LONG_AGO, closed_at=closed, rating=4
            )
        )

    await store.change(name, work, otherwise=Conversation(name, "web", LONG_AGO))


def over(conversation: str) -> Handoff:
    """Return a handoff that has ended, with everything that names somebody."""
    return Handoff(
        uuid5(NAMESPACE_URL, conversation).hex,
        conversation,
        "anger",
        "complaint",
        4,
        LONG_AGO,
        LONG_AGO,
        state=HandoffState.ENDED,
        agent="8001",
        ended_at=LONG_AGO + timedelta(minutes=9),
        ending=Ending.CLOSED,
        wrap_up_code="bill:solved",
        wrap_up_note=SAID,
        rating=5,
        number=NUMBER,
        matter={"topic": "report_fault", "slots": {"said": [SAID]}},
        transfer=Transfer("8001", None, "fault", SAID),
    )


def remembered(url, name) -> None:
    """Let the engine remember a turn of the conversation."""
    log = open_event_log(url)
    log.append(name, 0, [{"event": "user", "text": SAID, "timestamp": 1.0}])
    log.close()


def everything(url) -> str:
    """Return all that the database holds."""
    engine = open_engine(url)
    with engine.connect() as connection:
        rows = [
            [str(value) for value in row]
            for table in metadata.sorted_tables
            for row in connection.execute(select(table))
        ]
    engine.dispose()
    return json.dumps(rows, ensure_ascii=False)


async def test_nothing_that_was_said_or_names_anybody_is_left(store, empty_url, pruner) -> None:
    """Messages, buttons, notes, the engine's memory, the handoff's number and words, the id."""
    await held(store, f"rest:{NUMBER}", handoff=over(f"rest:{NUMBER}"))
    remembered(empty_url, f"rest:{NUMBER}")

    went = pruned(pruner)

    log = open_event_log(empty_url)
    assert went == Pruned(conversations=1)
    assert SAID not in everything(empty_url)
    assert TICKET not in everything(empty_url)
    assert '{"agent": "8001"}' in everything(empty_url).replace("'", '"').replace('\\"', '"')
    assert NUMBER not in everything(empty_url)
    assert log.senders() == []
    assert await store.messages_of(f"rest:{NUMBER}") == ()
    log.close()


async def test_the_figures_of_the_day_stay_what_they_were(store, pruner) -> None:
    """Recomputed from what is left; the lists of people show nothing of it."""
    await held(store, "web:a", handoff=over("web:a"))
    until = LONG_AGO + timedelta(days=1)
    before = await store.archive.figures(LONG_AGO, until, 30.0)

    pruned(pruner)

    assert await store.archive.figures(LONG_AGO, until, 30.0) == before
    assert before.accepted == before.requested == 1
    assert await store.archive.count(Search()) == 0
    assert await store.archive.found(Search(), offset=0, limit=9) == ()


async def test_a_customer_who_comes_back_begins_anew(store, pruner) -> None:
    """The same id is a conversation without a past, and can be pruned again."""
    await held(store, "web:a")
    pruned(pruner)

    await held(store, "web:a")

    assert await store.last_seq_of("web:a") == 2
    assert pruned(pruner) == Pruned(conversations=1)
    assert pruned(pruner) == Pruned()


async def test_what_is_young_or_open_stays(store, pruner) -> None:
    """A later close, no close, an answer owed, a handoff or proposal open, a ticket elsewhere."""
    proposal = Proposal(
        id="p1",
        conversation_id="proposed",
        agent="8001",
        actor="agent:8001",
        number=NUMBER,
        action="addon",
        item="X",
        mark="m",
        lines=(),
        at=LONG_AGO,
        expires_at=NOW,
        seq=1,
    )
    turn = PendingTurn("owed", 1, "查", "web")
    waiting = replace(over("waiting"), state=HandoffState.WAITING, ended_at=None, ending=None)
    await held(store, "later", closed=BEFORE + timedelta(seconds=1))
    await held(store, "unclosed", closed=None)
    await held(store, "owed", more=lambda tx: tx.owe(turn))
    await held(store, "waiting", handoff=waiting)
    await held(store, "proposed")
    await store.papers.put_proposal(proposal)
    await held(store, "ticket")

    assert pruner.due(BEFORE, spare={"ticket"}) == Pruned(spared=1)
    assert pruned(pruner, spare={"ticket"}) == Pruned(spared=1)
    for name in ("later", "unclosed", "owed", "waiting", "proposed", "ticket"):
        assert await store.last_seq_of(name) == 2
    assert pruned(pruner) == Pruned(conversations=1)


async def test_pages_without_a_word_go_and_leave_nothing(store, empty_url, pruner) -> None:
    """Opened long ago, greeted, never spoken in; one of today stays."""
    for name, at in (("old", LONG_AGO), ("new", NOW)):
        await store.change(
            name,
            lambda tx, at=at: tx.append(Author.BOT, Content(text="您好"), at=at),
            otherwise=Conversation(name, "web", at),
        )

    assert pruned(pruner) == Pruned(pages=1)
    assert await store.last_seq_of("new") == 1
    assert PRUNED not in everything(empty_url)


async def test_a_count_changes_nothing_and_agrees_with_what_then_goes(
    store, empty_url, pruner, monkeypatch
) -> None:
    """Over several batches, the spared ones among them; the run is on record, as far as it came."""
    monkeypatch.setattr(pruning, "BATCH", 2)
    for place in range(7):
        await held(store, f"web:{place}")
    counted = pruner.due(BEFORE, spare={"web:3"})
    there = everything(empty_url)
    assert pruner.due(BEFORE, spare={"web:3"}) == counted == Pruned(conversations=6, spared=1)
    assert everything(empty_url) == there

    broken_off = pruner.prune(BEFORE, spare={"web:3"}, at=NOW, actor="cli:test")
    first = next(broken_off)
    broken_off.close()
    rest = pruned(pruner, spare={"web:3"})

    engine = open_engine(empty_url)
    with engine.connect() as connection:
        runs = connection.execute(select(prunings).order_by(prunings.c.id)).all()
        left = connection.execute(select(conversations.c.id)).scalars().all()
    engine.dispose()
    assert first + rest == counted
    assert [(run.actor, run.before, run.conversations) for run in runs] == [
        ("cli:test", BEFORE, 2),
        ("cli:test", BEFORE, 4),
    ]
    assert [each for each in left if not each.startswith(PRUNED)] == ["web:3"]
