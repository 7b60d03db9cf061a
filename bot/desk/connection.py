"""One open desk: its frames in, and everything that its lists and conversations show out."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from aiohttp import WSMsgType, web

from accounts.staff import SUPERVISOR, SessionEnded, StaffLogins, StaffMember
from bot.channels.hub import Hub
from bot.channels.limits import Buckets
from bot.channels.parsing import json_object, sequence
from bot.channels.sending import send_frame
from bot.conversation.handoffs import Handoff, HandoffRefused
from bot.conversation.messages import Logged
from bot.conversation.ports import Wording
from bot.desk.access import Cases
from bot.desk.board import Board, Figures
from bot.desk.followed import Followed
from bot.desk.reading import one_of
from bot.errors import RequestRefused

log = structlog.get_logger(__name__)

SEND_SECONDS = 15.0
"""A desk that does not take a frame for this long is given up; it resumes when it is back."""
FRAMES_PER_MINUTE = 240
REFUSALS_BEFORE_CLOSE = 60
REFUSAL_PAUSE_SECONDS = 0.01
OUTBOX_FRAMES = 500
FOLLOWED_AT_ONCE = 250
BATCH = 100
QUEUE_EVERY_SECONDS = 1.0
"""The queue's figures and the agents' are sent at most so often."""
ENDED = 4401
"""WebSocket close code: the session has ended."""

Frame = dict[str, Any]


class Log(Protocol):
    """What a connection reads of conversations."""

    async def messages_of(
        self, conversation_id: str, *, after: int = 0, limit: int = 200
    ) -> tuple[Logged, ...]:
        """Return messages with a higher `seq` than `after`, oldest first."""
        ...


class Verbs(Protocol):
    """What a connection does at the desk."""

    async def seen(self, agent: str) -> None:
        """Note that the agent is there."""
        ...

    async def typing(self, conversation_id: str, agent: str, *, on: bool) -> None:
        """Show the customer that the agent writes; raises HandoffRefused."""
        ...

    async def handoff(self, handoff_id: str) -> Handoff:
        """Return a handoff; raises HandoffRefused."""
        ...


@dataclass(frozen=True)
class Links:
    """What every connection shares."""

    log: Log
    verbs: Verbs
    logins: StaffLogins
    wording: Wording
    draft: Callable[[str], str]
    """What a conversation's customer is writing at present, fit to be shown."""

    def ended(self, token: str) -> str | None:
        """Return why the session of `token` is over, or None while it is open; blocks."""
        try:
            self.logins.check(token)
        except SessionEnded as error:
            return error.why or "expired"
        return None


class DeskConnection:
    """Reads frames in one task and writes in another; the pump alone writes to the socket.

    Lists are marked to be drawn again, never queued: however slow a desk is, nothing piles up for
    it. Messages come from the log, in order and without gaps, from the last one sent.
    """

    def __init__(
        self,
        socket: web.WebSocketResponse,
        *,
        member: StaffMember,
        token: str,
        links: Links,
        hub: Hub,
        board: Board,
        figures: Figures,
        cases: Cases,
    ) -> None:
        """Serve `member` on `socket`; `token` is that of the session."""
        self.member = member
        self.token = token
        self._socket = socket
        self._links = links
        self._hub = hub
        self._board = board
        self._figures = figures
        self._cases = cases
        self._followed: dict[str, Followed] = {}
        self._outbox: deque[Frame | Callable[[], Awaitable[Frame | None]]] = deque()
        self._woken = asyncio.Event()
        self._state_due, self._queue_due, self._presence_due = True, False, False
        self._figures_at = 0.0
        self._ending: str | None = None
        self._frames = Buckets(FRAMES_PER_MINUTE, remembered=1)
        self._refusals = 0

    async def run(self) -> None:
        """Serve the desk until it goes, is too slow, floods or is closed."""
        pump = asyncio.ensure_future(self._pump())
        self._woken.set()
        try:
            await self._links.verbs.seen(self.member.number)
            await self._read(pump)
        finally:
            for each in self._followed.values():
                self._hub.leave(each.conversation_id, each)
            pump.cancel()
            await asyncio.gather(pump, return_exceptions=True)

    def push(self, frame: Mapping[str, Any]) -> None:
        """Send `frame` as soon as may be."""
        self._outbox.append(dict(frame))
        self._woken.set()

    def push_offer(self, handoff_id: str) -> None:
        """Send what there is to know of an offer, read when it is sent."""

        async def frame() -> Frame | None:
            try:
                handoff = await self._links.verbs.handoff(handoff_id)
            except HandoffRefused:
                return None
            return {"type": "offer", "offer": await self._board.offer(handoff)}

        self._outbox.append(frame)
        self._woken.set()

    def redraw(self) -> None:
        """Send the lists anew."""
        self._state_due = True
        self._woken.set()

    def queue_changed(self) -> None:
        """Send the queue's figures anew."""
        self._queue_due = True
        self._woken.set()

    def presence_changed(self) -> None:
        """Send the agents anew, to a supervisor."""
        if self.member.role == SUPERVISOR:
            self._presence_due = True
            self._woken.set()

    def follows(self, conversation_id: str) -> bool:
        """Tell whether this desk shows the conversation."""
        return conversation_id in self._followed

    def owns(self, conversation_id: str) -> bool:
        """Tell whether the conversation is the member's own."""
        followed = self._followed.get(conversation_id)
        return followed is not None and followed.own

    def was_read(self, conversation_id: str, read_seq: int, unread: int) -> None:
        """Take over what was read, here or in another tab."""
        followed = self._followed.get(conversation_id)
        if followed is not None:
            followed.unread, followed.read_seq = unread, read_seq
        frame = {"read_seq": read_seq, "unread": unread}
        self.push({"type": "read", "conversation": conversation_id, **frame})

    def end(self, why: str) -> None:
        """Say that the session is over and close, once what is under way is sent."""
        self._ending = why
        self._woken.set()

    async def close(self, code: int, message: bytes) -> None:
        """Close the socket."""
        await self._socket.close(code=code, message=message)

    async def _read(self, pump: asyncio.Task[None]) -> None:
        async for message in self._socket:
            if message.type is WSMsgType.ERROR or pump.done():
                return
            if self._refusals > REFUSALS_BEFORE_CLOSE or len(self._outbox) > OUTBOX_FRAMES:
                await self.close(1008, b"flood")
                return
            refused_before = self._refusals
            wait = self._frames.take("")
            if wait:
                self._refuse(RequestRefused("too_many_requests", 429, wait))
            elif message.type is not WSMsgType.TEXT:
                self._refuse(RequestRefused("bad_request", 400))
            else:
                await self._take(message.data)
            if self._refusals > refused_before:
                # Reading on at once would leave the pump no time to say why.
                await asyncio.sleep(REFUSAL_PAUSE_SECONDS)

    async def _take(self, raw: str) -> None:
        try:
            body = json_object(raw)
            if body.get("type") == "ping":
                await self._links.verbs.seen(self.member.number)
                self.push({"type": "pong"})
            else:
                await self._about(body)
        except HandoffRefused:
            self._refuse(RequestRefused("not_yours", 409))
        except RequestRefused as refusal:
            self._refuse(refusal)

    async def _about(self, body: Mapping[str, Any]) -> None:
        kind = one_of(body, "type", "typing", "watch", "unwatch")
        conversation_id = body.get("conversation")
        if not isinstance(conversation_id, str):
            raise RequestRefused("bad_request", 400)
        if kind == "typing":
            on = body.get("on") is True
            await self._links.verbs.typing(conversation_id, self.member.number, on=on)
        elif kind == "unwatch":
            followed = self._followed.get(conversation_id)
            if followed is not None and not followed.own:
                self._unfollow(conversation_id)
        else:
            case = await self._cases.visible(conversation_id, self.member)
            after = min(sequence(body.get("after", 0)), case.conversation.last_seq)
            self._follow(conversation_id, after, own=case.mine)

    def _follow(self, conversation_id: str, after: int, *, own: bool) -> Followed:
        followed = self._followed.get(conversation_id)
        if followed is None:
            if len(self._followed) >= FOLLOWED_AT_ONCE:
                raise RequestRefused("too_many_requests", 429, 30)
            followed = Followed(conversation_id, after, self._woken)
            self._followed[conversation_id] = followed
            self._hub.watch(conversation_id, followed)
        followed.sent, followed.due = after, True
        followed.own = followed.own or own
        self._woken.set()
        return followed

    def _unfollow(self, conversation_id: str) -> None:
        followed = self._followed.pop(conversation_id, None)
        if followed is not None:
            self._hub.leave(conversation_id, followed)

    async def _pump(self) -> None:
        try:
            while True:
                await self._woken.wait()
                self._woken.clear()
                if self._state_due:
                    await self._send_state()
                for followed in tuple(self._followed.values()):
                    if followed.due:
                        await self._catch_up(followed)
                await self._flush()
                if self._ending is not None:
                    await self._write({"type": "session_ended", "reason": self._ending})
                    await self.close(ENDED, self._ending.encode())
                    return
                await self._send_figures()
        except (asyncio.TimeoutError, ConnectionError):
            log.info("desk_too_slow_or_gone")
        except Exception:  # the edge: the desk comes back and resumes
            log.exception("desk_pump_failed")
        await self.close(1013, b"come back")

    async def _flush(self) -> None:
        while self._outbox:
            item = self._outbox.popleft()
            frame = item if isinstance(item, dict) else await item()
            if frame is not None:
                await self._write(frame)

    async def _send_state(self) -> None:
        """Send the lists, and follow exactly the own conversations and those asked for."""
        self._state_due = False
        state = await self._board.state(self.member)
        lines = {line["conversation"]: line for line in state["conversations"]}
        for conversation_id, followed in tuple(self._followed.items()):
            if followed.own and conversation_id not in lines:
                self._unfollow(conversation_id)
        await self._write({"type": "state", "state": state})
        for conversation_id, line in lines.items():
            if not self.owns(conversation_id):
                self._show_draft(conversation_id)
            known = self._followed.get(conversation_id)
            followed = known or self._follow(conversation_id, line["last_seq"], own=True)
            followed.own, followed.due = True, True
            followed.know(line)

    def _show_draft(self, conversation_id: str) -> None:
        """Show what was being written before this desk was the customer's."""
        text = self._links.draft(conversation_id)
        if text:
            self.push({"type": "draft", "conversation": conversation_id, "text": text})

    async def _catch_up(self, followed: Followed) -> None:
        """Send what the log holds beyond what this desk has had of a conversation."""
        followed.due = False
        while True:
            place = followed.sent
            found = await self._links.log.messages_of(
                followed.conversation_id, after=place, limit=BATCH
            )
            for each in found:
                await self._write(followed.frame(each))
                if followed.sent != place:
                    # The desk has asked meanwhile to begin elsewhere, and is due again.
                    return
                followed.sent = place = each.seq
            if len(found) < BATCH:
                return

    async def _send_figures(self) -> None:
        """Send queue and agents if they have changed, at most once a second."""
        if not (self._queue_due or self._presence_due):
            return
        loop = asyncio.get_running_loop()
        wait = self._figures_at + QUEUE_EVERY_SECONDS - loop.time()
        if wait > 0:
            loop.call_later(wait, self._woken.set)
            return
        self._figures_at = loop.time()
        if self._queue_due:
            self._queue_due = False
            await self._write({"type": "queue", "queue": await self._figures.queue()})
        if self._presence_due:
            self._presence_due = False
            await self._write({"type": "presence", "agents": await self._figures.agents()})

    def _refuse(self, refusal: RequestRefused) -> None:
        self._refusals += 1
        frame: Frame = {
            "type": "error",
            "error": refusal.reason,
            "message": self._links.wording.text(f"error_{refusal.reason}"),
        }
        if refusal.retry_after is not None:
            frame["retry_after"] = refusal.retry_after
        self.push(frame)

    async def _write(self, frame: Mapping[str, Any]) -> None:
        await send_frame(self._socket, frame, SEND_SECONDS)
