"""What one open desk is sent, whatever it asks for meanwhile."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timezone
from types import SimpleNamespace
from typing import Any

from aiohttp import WSMessage, WSMsgType

from bot.channels.hub import Hub
from bot.conversation.messages import Author, Content, Logged
from bot.desk.connection import DeskConnection, Links

AT = datetime(2026, 11, 29, 4, 0, tzinfo=timezone.utc)
LAST = 4


class SlowSocket:
    """Takes the first message only when it may, as a narrow line does."""

    def __init__(self) -> None:
        self.given: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self.reached, self.may_go_on = asyncio.Event(), asyncio.Event()
        self.whole = asyncio.Event()
        self.shown: list[int] = []

    def __aiter__(self) -> SlowSocket:
        """Return itself."""
        return self

    async def __anext__(self) -> WSMessage:
        """Return the next frame that the desk sends."""
        frame = await self.given.get()
        if frame is None:
            raise StopAsyncIteration
        return WSMessage(WSMsgType.TEXT, json.dumps(frame), None)

    async def send_str(self, text: str) -> None:
        """Keep the number of a message."""
        frame = json.loads(text)
        if frame["type"] != "message":
            return
        self.shown.append(frame["message"]["seq"])
        if set(range(1, LAST + 1)) <= set(self.shown):
            self.whole.set()
        if not self.reached.is_set():
            self.reached.set()
            await self.may_go_on.wait()

    async def close(self, *, code: int, message: bytes) -> None:
        """Nothing to close."""


class Four:
    """A log with four messages."""

    async def messages_of(self, conversation_id: str, *, after: int = 0, limit: int = 200):
        """Return the messages beyond `after`."""
        return tuple(
            Logged(conversation_id, seq, AT, Author.CUSTOMER, Content(text="在吗"))
            for seq in range(after + 1, LAST + 1)
        )[:limit]


async def _nothing(*_: object) -> None:
    """Do nothing."""


async def test_a_desk_that_asks_for_what_came_before_while_it_is_sent_the_rest_gets_both() -> None:
    """It follows from the newest message on, and asks for the older ones a moment later."""
    line = {"conversation": "c", "last_seq": 2, "read_seq": 2, "unread": 0, "waiting_since": None}

    async def state(_member: object) -> dict[str, Any]:
        return {"conversations": [line]}

    asked = asyncio.Event()

    async def visible(_conversation_id: str, _member: object) -> SimpleNamespace:
        asked.set()
        return SimpleNamespace(conversation=SimpleNamespace(last_seq=LAST), mine=True)

    socket = SlowSocket()
    desk = DeskConnection(
        socket,
        member=SimpleNamespace(number="1", role="agent"),
        token="t",
        links=Links(Four(), SimpleNamespace(seen=_nothing), None, None, lambda _id: ""),
        hub=Hub(),
        board=SimpleNamespace(state=state),
        figures=None,
        cases=SimpleNamespace(visible=visible),
    )
    running = asyncio.ensure_future(desk.run())
    await asyncio.wait_for(socket.reached.wait(), 5)
    await socket.given.put({"type": "watch", "conversation": "c", "after": 0})
    await asyncio.wait_for(asked.wait(), 5)
    socket.may_go_on.set()
    await asyncio.wait_for(socket.whole.wait(), 5)
    await socket.given.put(None)
    await asyncio.wait_for(running, 5)

    assert socket.shown[0] == 3
    assert sorted(set(socket.shown)) == [1, 2, 3, LAST]
