"""One open page: reads its frames, and sends it what the log of its conversation holds."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

import structlog
from aiohttp import WSMsgType, web

from bot.channels.frames import Draft, FrameRefused, Hello, Ping, Rating, Words
from bot.channels.limits import Buckets
from bot.channels.sending import send_frame
from bot.channels.services import WebServices
from bot.channels.shapes import logged_json
from bot.conversation.messages import Author, Inbound, Logged
from bot.conversation.ports import UnknownConversation
from bot.errors import RequestRefused

log = structlog.get_logger(__name__)

CHANNEL = "web"
SEND_SECONDS = 15.0
"""A page that does not take a frame for this long is given up; it resumes when it is back."""
FRAMES_PER_MINUTE = 240
REFUSALS_BEFORE_CLOSE = 100
REFUSAL_PAUSE_SECONDS = 0.01
OUTBOX_FRAMES = 200
INBOX_FRAMES = 20
"""Messages of one page that may wait for their turn; more is a flood."""
BATCH = 100


class Connection:
    """Implements `bot.channels.hub.Watcher` for one WebSocket.

    Three tasks: the reader checks frames, the worker takes the page's messages through the router
    one by one, the pump alone writes to the socket. What the reader and worker want sent goes to
    an outbox; messages are read from the log whenever the hub says that it has grown.
    """

    def __init__(
        self,
        socket: web.WebSocketResponse,
        *,
        services: WebServices,
        session_id: str,
        address: str,
    ) -> None:
        self._socket = socket
        self._services = services
        self._session_id = session_id
        self._address = address
        self._conversation_id: str | None = None
        self._recognised: str | None = None
        self._sent = 0
        self._typing = self._typing_shown = False
        self._outbox: deque[dict[str, Any]] = deque()
        self._inbox: asyncio.Queue[tuple[str, Words | Rating]] = asyncio.Queue(INBOX_FRAMES)
        self._woken = asyncio.Event()
        self._frames = Buckets(FRAMES_PER_MINUTE, remembered=1)
        self._refusals = 0

    def wake(self) -> None:
        """Note that there is something to send."""
        self._woken.set()

    def show_typing(self, *, on: bool) -> None:
        """Note whether the bot is working on an answer."""
        self._typing = on
        self.wake()

    async def run(self) -> None:
        """Serve the page until it goes, is too slow or floods."""
        pump = asyncio.ensure_future(self._pump())
        worker = asyncio.ensure_future(self._work())
        try:
            await self._read(pump)
        finally:
            if self._conversation_id is not None:
                self._services.hub.leave(self._conversation_id, self)
                self._services.drafts.forget(self._conversation_id)
            pump.cancel()
            # Who writes and puts the phone away has written: what was read is taken all the same.
            self._services.background.spawn(self._done(worker))
            await asyncio.gather(pump, return_exceptions=True)

    async def _done(self, worker: asyncio.Task[None]) -> None:
        """Let the worker take what has been read, then end it."""
        try:
            await self._inbox.join()
        finally:
            worker.cancel()

    async def _read(self, pump: asyncio.Task[None]) -> None:
        # When the pump gives up it closes the socket, which ends this loop.
        async for message in self._socket:
            if message.type is WSMsgType.ERROR or pump.done():
                return
            if self._refusals > REFUSALS_BEFORE_CLOSE or len(self._outbox) > OUTBOX_FRAMES:
                await self._socket.close(code=1008, message=b"flood")
                return
            refused_before = self._refusals
            wait = self._frames.take("")
            if wait:
                self._refuse(RequestRefused("too_many_requests", 429, wait), None)
            elif message.type is not WSMsgType.TEXT:
                self._refuse(RequestRefused("bad_request", 400), None)
            else:
                await self._take(message.data)
            if self._refusals > refused_before:
                # Reading on at once would leave the pump no time to say why.
                await asyncio.sleep(REFUSAL_PAUSE_SECONDS)

    async def _take(self, raw: str) -> None:
        try:
            frame = self._services.frames.read(raw)
        except FrameRefused as error:
            self._refuse(error.refusal, error.message_id)
            return
        if isinstance(frame, Ping):
            self._send({"type": "pong"})
        elif isinstance(frame, Hello):
            await self._greet(frame)
        elif isinstance(frame, Draft):
            if self._conversation_id is not None:
                self._services.drafts.show(self._conversation_id, frame.text)
        elif self._conversation_id is None:
            self._refuse(RequestRefused("hello_needed", 400), frame.id)
        else:
            self._queue(frame, self._conversation_id)

    async def _greet(self, hello: Hello) -> None:
        """Join the conversation of the session and begin to show it from `hello.after` on."""
        services = self._services
        if self._conversation_id is not None:
            # Another customer means another page; what this one has shown cannot be unshown.
            self._refuse(RequestRefused("bad_request", 400), None)
            return
        conversation_id = services.conversation_of(self._session_id, hello.recognised_number)
        last = await services.store.last_seq_of(conversation_id)
        # A page that knows more than there is has kept another conversation's count.
        self._sent = hello.after if hello.after <= last else 0
        self._recognised = hello.recognised_number
        self._conversation_id = conversation_id
        services.addresses.note(conversation_id, self._address)
        services.hub.watch(conversation_id, self)
        self._send({"type": "welcome", "last_seq": last})
        if last == 0:
            try:
                services.limits.check_address(self._address)
            except RequestRefused as refusal:
                self._refuse(refusal, None)
                return
            await services.router.greet(conversation_id, CHANNEL, hello.recognised_number)

    def _queue(self, frame: Words | Rating, conversation_id: str) -> None:
        try:
            self._services.limits.check(conversation_id, self._address)
            self._inbox.put_nowait((conversation_id, frame))
        except RequestRefused as refusal:
            self._refuse(refusal, frame.id)
        except asyncio.QueueFull:
            self._refuse(RequestRefused("too_many_requests", 429, 1), frame.id)

    async def _work(self) -> None:
        while True:
            conversation_id, frame = await self._inbox.get()
            if isinstance(frame, Rating):
                step = self._rate(frame, conversation_id)
            else:
                step = self._receive(frame, conversation_id)
            # A page that goes away does not take its turn with it.
            task = self._services.background.spawn(step)
            try:
                await asyncio.shield(task)
            except Exception:  # the edge: the page gets an answer
                log.exception("web_message_failed")
                self._refuse(RequestRefused("internal", 500), frame.id)
            finally:
                self._inbox.task_done()

    async def _receive(self, frame: Words, conversation_id: str) -> None:
        def stored(logged: Logged) -> None:
            self._send({"type": "ack", "id": frame.id, "seq": logged.seq})

        inbound = Inbound(
            conversation_id=conversation_id,
            text=frame.text,
            channel=CHANNEL,
            client_id=frame.id,
            recognised_number=self._recognised,
            is_button=frame.is_button,
        )
        await self._services.router.receive(inbound, stored)

    async def _rate(self, frame: Rating, conversation_id: str) -> None:
        try:
            seq = await self._services.router.rate(conversation_id, frame.score, frame.solved)
        except UnknownConversation:
            self._refuse(RequestRefused("not_found", 404), frame.id)
        else:
            self._send({"type": "ack", "id": frame.id, "seq": seq})

    def _send(self, frame: dict[str, Any]) -> None:
        self._outbox.append(frame)
        self.wake()

    def _refuse(self, refusal: RequestRefused, message_id: str | None) -> None:
        self._refusals += 1
        self._send(self._services.error_frame(refusal, message_id))

    async def _pump(self) -> None:
        try:
            while True:
                await self._woken.wait()
                self._woken.clear()
                while self._outbox:
                    await self._write(self._outbox.popleft())
                await self._catch_up()
                if self._typing != self._typing_shown:
                    self._typing_shown = self._typing
                    await self._write({"type": "typing", "on": self._typing_shown})
        except (asyncio.TimeoutError, ConnectionError):
            log.info("page_too_slow_or_gone")
        except Exception:  # the edge: the page comes back and resumes
            log.exception("page_pump_failed")
        await self._socket.close(code=1013, message=b"come back")

    async def _catch_up(self) -> None:
        """Send what the log holds beyond what this page has had."""
        while self._conversation_id is not None:
            found = await self._services.store.messages_of(
                self._conversation_id, after=self._sent, limit=BATCH
            )
            for each in found:
                frame = {"type": "message", **logged_json(each)}
                if each.client_id is not None and each.author is Author.CUSTOMER:
                    frame["client_id"] = each.client_id
                await self._write(frame)
                self._sent = each.seq
            if len(found) < BATCH:
                return

    async def _write(self, frame: dict[str, Any]) -> None:
        await send_frame(self._socket, frame, SEND_SECONDS)
