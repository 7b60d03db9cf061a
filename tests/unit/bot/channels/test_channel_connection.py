"""A page that does not take what it is sent is given up."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timezone
from types import SimpleNamespace

import pytest
from aiohttp import WSMessage, WSMsgType

from bot.channels import connection
from bot.channels.addresses import Addresses
from bot.channels.background import Background
from bot.channels.connection import Connection
from bot.channels.frames import FrameReader
from bot.channels.hub import Hub
from bot.channels.limits import Buckets, Limits
from bot.channels.recognition import Recognition
from bot.channels.services import WebServices
from bot.conversation.messages import Author, Content, Logged

AT = datetime(2026, 11, 15, 4, 0, tzinfo=timezone.utc)


class StuckSocket:
    """Hands over frames, then waits; never takes one, or fails when told to."""

    def __init__(self, *frames: dict, error: Exception | None = None) -> None:
        self._frames = [WSMessage(WSMsgType.TEXT, json.dumps(frame), None) for frame in frames]
        self._error = error
        self._closing = asyncio.Event()
        self.code: int | None = None

    def __aiter__(self) -> StuckSocket:
        """Return itself."""
        return self

    async def __anext__(self) -> WSMessage:
        """Return the next frame, or end once closed."""
        if self._frames:
            return self._frames.pop(0)
        await self._closing.wait()
        raise StopAsyncIteration

    async def send_str(self, _text: str) -> None:
        """Never finish."""
        if self._error is not None:
            raise self._error
        await asyncio.Event().wait()

    async def close(self, *, code: int, message: bytes) -> None:
        """Keep the code."""
        self.code = code
        self._closing.set()


class ShortLog:
    """A log with one message in every conversation."""

    async def last_seq_of(self, _conversation_id: str) -> int:
        """Return the one."""
        return 1

    async def messages_of(self, conversation_id: str, *, after: int, limit: int):
        """Return the one message to those who have not seen it."""
        logged = Logged(conversation_id, 1, AT, Author.BOT, Content(text="你好"))
        return (logged,) if after < 1 else ()


def services(hub: Hub) -> WebServices:
    """Return what a connection needs."""
    recognition = Recognition("a key")
    return WebServices(
        router=SimpleNamespace(),
        store=ShortLog(),
        hub=hub,
        limits=Limits(senders=Buckets(60), addresses=Buckets(60)),
        frames=FrameReader(recognition=recognition, max_chars=2000),
        recognition=recognition,
        background=Background(),
        wording=SimpleNamespace(text=lambda key: key),
        addresses=Addresses(recognition.pseudonym),
    )


@pytest.mark.parametrize("error", [None, ConnectionResetError(), RuntimeError("odd")])
async def test_a_page_that_cannot_be_written_to_is_closed_and_forgotten(
    monkeypatch, error: Exception | None
) -> None:
    """It may come back and resume; the hub keeps nothing of it."""
    monkeypatch.setattr(connection, "SEND_SECONDS", 0.05)
    hub = Hub()
    socket = StuckSocket({"type": "hello", "after": 0}, error=error)
    page = Connection(socket, services=services(hub), session_id="s", address="10.0.0.1")
    await asyncio.wait_for(page.run(), 5)

    assert socket.code == 1013
    assert hub._watchers == {}


async def test_a_page_that_only_takes_up_room_is_cut_off(monkeypatch) -> None:
    """Frames asked for and never taken do not pile up without end."""
    monkeypatch.setattr(connection, "OUTBOX_FRAMES", 20)
    socket = StuckSocket(*[{"type": "ping"}] * 100)
    page = Connection(socket, services=services(Hub()), session_id="s", address="10.0.0.1")
    await asyncio.wait_for(page.run(), 5)

    assert socket.code == 1008
    assert len(page._outbox) <= 22
