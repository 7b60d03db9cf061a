"""A sender that is a telephone number shows it to nobody: not to staff, not to a webhook."""

from __future__ import annotations

import pytest

from bot.channels.rest import conversation_of
from bot.conversation.messages import Author, Content
from bot.conversation.model import Conversation
from bot.conversation.outlet import say
from bot.desk.webhooks import told

AGENT, BOSS = "8801", "9901"
SENDER = "13900000009"


@pytest.mark.parametrize("sender", [SENDER, f"wx-{SENDER}", f"+86{SENDER}", "139-0000-0009"])
async def test_a_number_as_sender_is_nowhere_at_the_desk_and_in_no_webhook(centre, sender) -> None:
    """Lists, packet, search, export and event name the conversation by a pseudonym."""
    agent, boss = await centre.staff(AGENT, online=True), await centre.staff(BOSS)
    live = await agent.live()
    conversation = await centre.talk(agent, sender)
    packet = await agent.get(f"/api/desk/conversations/{conversation}")
    shown = [
        packet,
        live.frames,
        await agent.get("/api/desk/state"),
        await boss.get("/api/desk/supervisor"),
        await boss.get("/api/admin/conversations"),
        (await boss.get("/api/admin/conversations/export")).decode(),
    ]
    record = await boss.get(f"/api/admin/handoffs/{packet['handoff']['id']}/events")
    told_of = [told(each) for each in await centre.handoffs.events_of(packet["handoff"]["id"])]

    assert conversation.startswith("rest:")
    for each in (*shown, record, told_of):
        assert sender not in str(each)
        assert SENDER[-8:] not in str(each)


async def test_the_sender_reads_and_goes_on_with_the_conversation_of_before(centre) -> None:
    """The pseudonym is always the same, and another sender's is another."""
    agent = await centre.staff(AGENT, online=True)
    conversation = await centre.talk(agent, SENDER)
    await agent.post(f"/api/desk/conversations/{conversation}/messages", client_id="m", text="您好")
    await centre.say(SENDER, "在的")
    await centre.say("13900000008", "你好")

    heard = [each["text"] for each in await centre.heard(SENDER)]
    others = [each["text"] for each in await centre.heard("13900000008")]
    assert heard[-2:] == ["您好", "在的"]
    assert others[0] == "你好"


async def test_a_conversation_begun_under_its_number_goes_on_under_it(centre) -> None:
    """An upgrade takes no customer's agent or transcript away."""
    from bot.gateway import keys  # noqa: PLC0415 - only here

    old = conversation_of(SENDER)
    now = centre.clock.now()
    await centre.app[keys.STORE].change(
        old,
        lambda tx: say(tx, Author.BOT, (Content(text="以前说的话"),), now),
        otherwise=Conversation(old, "rest", opened_at=now),
    )
    await centre.say(SENDER, "你好")
    heard = [each["text"] for each in await centre.heard(SENDER)]

    assert heard[:2] == ["以前说的话", "你好"]


@pytest.mark.parametrize("sender", ["u1", "用户7", "GZ2026000123", "6f1c29e0b7"])
async def test_any_other_sender_names_its_conversation(centre, sender) -> None:
    """A partner finds its own ids again at the desk and in events."""
    agent = await centre.staff(AGENT, online=True)

    assert await centre.talk(agent, sender) == f"rest:{sender}"
