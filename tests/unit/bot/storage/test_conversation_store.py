"""What every conversation store promises; run on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from bot.conversation.messages import Author, Button, Content, PendingTurn
from bot.conversation.model import Conversation, Greeting, Owner
from bot.conversation.ports import UnknownConversation

AT = datetime(2026, 11, 15, 4, 0, tzinfo=timezone.utc)


def fresh(conversation_id: str = "c") -> Conversation:
    """Return a conversation that nobody has spoken in."""
    return Conversation(conversation_id, "web", AT)


async def said(store, text: str, conversation_id: str = "c", **more):
    """Append a customer's message."""
    return await store.change(
        conversation_id,
        lambda tx: tx.append(Author.CUSTOMER, Content(text=text), at=AT, **more),
        otherwise=fresh(conversation_id),
    )


async def test_a_message_comes_back_as_it_was_stored(store) -> None:
    """Text, buttons, image, custom object, author, time and the sender's id all survive."""
    content = Content(
        text="SELECT '; DROP TABLE messages; -- <b>😀</b>\n第二行",
        buttons=(Button("标题", "btn-x"),),
        image="/i.png",
        custom={"type": "bar_chart", "bars": [{"label": "10月", "value": "104.00"}]},
    )
    logged = await store.change(
        "c", lambda tx: tx.append(Author.BOT, content, at=AT, client_id="m1"), otherwise=fresh()
    )

    assert await store.messages_of("c") == (logged,)
    assert (logged.seq, logged.content, logged.at, logged.client_id) == (1, content, AT, "m1")


async def test_sequence_numbers_count_without_gaps_per_conversation(store) -> None:
    """Writers at the same time get different numbers; another conversation counts for itself."""
    await asyncio.gather(*(said(store, str(number)) for number in range(20)))
    await said(store, "x", "other")

    assert [each.seq for each in await store.messages_of("c")] == list(range(1, 21))
    assert [each.seq for each in await store.messages_of("other")] == [1]
    assert await store.last_seq_of("c") == 20
    assert await store.last_seq_of("nobody") == 0


async def test_a_reader_gets_what_it_has_not_seen(store) -> None:
    """Only later messages, oldest first, at most as many as asked for."""
    for number in range(5):
        await said(store, str(number))

    found = await store.messages_of("c", after=2, limit=2)
    assert [each.content.text for each in found] == ["2", "3"]
    assert await store.messages_of("c", after=5) == ()
    assert await store.messages_of("nobody") == ()


async def test_an_exception_undoes_everything(store) -> None:
    """Neither the message nor the number it would have had remains."""

    def work(tx) -> None:
        tx.append(Author.CUSTOMER, Content(text="gone"), at=AT)
        tx.save(replace(tx.conversation, rating=5))
        raise ValueError

    await said(store, "kept")
    with pytest.raises(ValueError):  # noqa: PT011 - our own, two lines above
        await store.change("c", work)

    assert [each.content.text for each in await store.messages_of("c")] == ["kept"]
    assert await store.change(
        "c", lambda tx: (tx.conversation.rating, tx.conversation.last_seq)
    ) == (
        None,
        1,
    )


async def test_a_conversation_that_is_not_there_is_made_only_on_purpose(store) -> None:
    """Without a beginning to make it from there is a refusal."""
    with pytest.raises(UnknownConversation):
        await store.change("nobody", lambda tx: tx.conversation)
    made = await store.change("c", lambda tx: tx.conversation, otherwise=fresh())
    kept = await store.change("c", lambda tx: tx.conversation, otherwise=replace(made, channel="x"))

    assert made == kept == fresh()


async def test_state_is_kept_as_saved(store) -> None:
    """Every field comes back; the log's own count cannot be overwritten."""
    state = replace(
        fresh(),
        owner=Owner.CLOSED,
        greeting=Greeting.PAST,
        last_customer_at=AT,
        last_bot_at=AT,
        idle_asked_at=AT,
        closed_at=AT,
        rating=3,
    )
    await said(store, "one")
    await store.change("c", lambda tx: tx.save(replace(state, last_seq=99)))

    assert await store.change("c", lambda tx: tx.conversation) == replace(state, last_seq=1)


async def test_a_senders_id_is_known_again_within_its_conversation(store) -> None:
    """The same id elsewhere is another message."""
    first = await said(store, "one", client_id="m1")
    await said(store, "two", "other", client_id="m1")

    assert await store.change("c", lambda tx: tx.by_client_id("m1")) == first
    assert await store.change("c", lambda tx: tx.by_client_id("m2")) is None


async def test_replies_are_found_by_what_they_answer(store) -> None:
    """In order, and no others."""

    def work(tx) -> None:
        tx.append(Author.BOT, Content(text="a"), at=AT, reply_to=1)
        tx.append(Author.SYSTEM, Content(text="notice"), at=AT)
        tx.append(Author.BOT, Content(text="b"), at=AT, reply_to=1)

    await said(store, "question")
    await store.change("c", work)
    replies = await store.change("c", lambda tx: tx.replies_to(1))

    assert [each.content.text for each in replies] == ["a", "b"]


async def test_an_owed_turn_stays_until_it_is_settled(store) -> None:
    """It survives as it is, can be replaced, and leaves nothing behind."""
    turn = PendingTurn("c", 1, "查账单", "web", recognised_number="1", redeem=True)
    redeemed = replace(turn, credential={"outcome": "accepted"}, redeem=False)
    await said(store, "查账单")
    await store.change("c", lambda tx: tx.owe(turn))
    owed = await store.owed_turns()
    await store.change("c", lambda tx: tx.owe(redeemed))

    assert owed == (turn,)
    assert await store.change("c", lambda tx: tx.owed(1)) == redeemed
    await store.change("c", lambda tx: tx.settle(1))
    assert await store.owed_turns() == ()
    assert await store.change("c", lambda tx: tx.owed(1)) is None


async def test_buttons_are_issued_to_one_conversation(store) -> None:
    """The id maps back there alone, and says nothing of the payload."""
    buttons = (Button("账单", "/query_bill"), Button("余额", "/query_balance"))
    issued = await store.change("c", lambda tx: tx.issue(buttons), otherwise=fresh())
    none = await store.change("c", lambda tx: tx.issue(()))

    assert none == ()
    assert len({button.payload for button in issued}) == 2
    assert await store.change("c", lambda tx: tx.issued(issued[0].payload)) == buttons[0]
    assert (
        await store.change(
            "other", lambda tx: tx.issued(issued[0].payload), otherwise=fresh("other")
        )
        is None
    )


async def test_quiet_conversations_of_the_bot_are_found(store) -> None:
    """Not where someone spoke later, nor closed ones, nor ones without a customer."""
    old, new = AT - timedelta(minutes=5), AT + timedelta(minutes=5)
    states = {
        "quiet": replace(fresh("quiet"), last_customer_at=old, last_bot_at=old),
        "bot_spoke": replace(fresh("bot_spoke"), last_customer_at=old, last_bot_at=new),
        "customer_spoke": replace(fresh("customer_spoke"), last_customer_at=new, last_bot_at=old),
        "closed": replace(
            fresh("closed"), owner=Owner.CLOSED, last_customer_at=old, last_bot_at=old
        ),
        "visitor": replace(fresh("visitor"), last_bot_at=old),
        "asked": replace(fresh("asked"), last_customer_at=old, last_bot_at=old, idle_asked_at=old),
    }
    for name, state in states.items():
        await store.change(name, lambda tx, state=state: tx.save(state), otherwise=fresh(name))

    unasked = await store.silent_since(AT, asked=False)
    assert [each.id for each in unasked] == ["quiet"]
    assert [each.id for each in await store.silent_since(AT, asked=True)] == ["asked"]


async def test_the_store_says_whether_the_database_answers(store) -> None:
    """Readiness asks for no table."""
    assert await store.reachable()
