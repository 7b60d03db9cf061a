"""An agent's page under fault: logs in, accepts, answers every question once, closes."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import defaultdict
from typing import Any

import aiohttp

from bot.bench.faults.customer import BACK, OVER, PERSON, QUESTION
from bot.bench.faults.tally import Shown, Socket, Tally

ANSWER = "答复："
RETRY_SECONDS = 0.3
PING_SECONDS = 15.0
READ_SECONDS = 30.0
"""Longest a desk waits, on one connection, for the messages before the one it is to act upon."""
_BAD = 400
_OK = frozenset({200, 201, 204})
_LOST = frozenset({403, 404, 409})
"""The conversation or offer is somebody else's by now, or over."""


class Agent:
    """One desk; everything is done over the public API."""

    def __init__(self, number: str, *, url: str, password: str, tally: Tally) -> None:
        """Log in as `number` with `password`."""
        self.number = number
        self._url = url
        self._password = password
        self._tally = tally
        self._session: aiohttp.ClientSession | None = None
        self._csrf = ""
        self._shown: defaultdict[str, Shown] = defaultdict(lambda: Shown(tally))
        self._mine: set[str] = set()
        self._begun_at: defaultdict[str, int] = defaultdict(int)
        """How far each conversation had come when this page began to follow it."""
        self._handoffs: dict[str, str] = {}
        """Of each own conversation; empty while the page does not know, after a lost connection."""
        self._known = asyncio.Event()
        self._connections = 0
        self._jobs: asyncio.Queue[tuple[str, str, str | None]] = asyncio.Queue()
        self._done: set[tuple[str, str]] = set()

    async def run(self) -> None:
        """Serve until cancelled."""
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar) as session:
            self._session = session
            await self._logged_in()
            await asyncio.gather(self._linked(session), self._working())

    async def _logged_in(self) -> None:
        body = {"number": self.number, "password": self._password}
        while True:
            status, answer = await self._call("POST", "/api/desk/login", body)
            if status in _OK:
                self._csrf = answer["csrf"]
                break
            await asyncio.sleep(RETRY_SECONDS)
        await self._until_done("PUT", "/api/desk/status", {"status": "online"})

    async def _linked(self, session: aiohttp.ClientSession) -> None:
        while True:
            with contextlib.suppress(aiohttp.ClientError, asyncio.TimeoutError, OSError):
                async with session.ws_connect(
                    f"{self._url}/ws/desk", headers={"Origin": self._url}
                ) as socket:
                    self._connections += 1
                    await self._listen(socket)
            self._mine.clear()
            self._known.clear()
            await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self, socket: Socket) -> None:
        pinging = asyncio.ensure_future(_pinging(socket))
        try:
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    await self._took(json.loads(frame.data), socket)
        finally:
            pinging.cancel()

    async def _took(self, frame: dict[str, Any], socket: Socket) -> None:
        if frame["type"] == "state":
            state = frame["state"]
            if state["status"]["status"] != "online":
                # Lost in a restart that took longer than an agent may be away.
                await self._call("PUT", "/api/desk/status", {"status": "online"})
            for offer in state["offers"]:
                self._jobs.put_nowait(("accept", offer["handoff"], None))
            lines = state["conversations"]
            self._handoffs = {each["conversation"]: each["handoff"] for each in lines}
            # Who comes back later is followed anew: what the bot said meanwhile was not sent here.
            self._mine &= self._handoffs.keys()
            self._known.set()
            for line in lines:
                await self._follow(line, socket)
        elif frame["type"] == "offer":
            self._jobs.put_nowait(("accept", frame["offer"]["handoff"], None))
        elif frame["type"] == "message":
            await self._shown_message(frame["conversation"], frame["message"])

    async def _follow(self, line: dict[str, Any], socket: Socket) -> None:
        conversation = line["conversation"]
        if conversation in self._mine:
            return
        self._mine.add(conversation)
        self._begun_at[conversation] = line["last_seq"]
        after = self._shown[conversation].whole_until
        await socket.send_json({"type": "watch", "conversation": conversation, "after": after})

    async def _shown_message(self, conversation: str, message: dict[str, Any]) -> None:
        text = str(message.get("text") or "")
        if message["from"] == "customer":
            self._tally.on_screen(text)
        shown = self._shown[conversation]
        if int(message["seq"]) in shown.messages:
            # Several frames may bring it; a page shows each `seq` once.
            self._tally.counts["sent_again_to_desk"] += 1
            return
        await shown.take(message, gapless=False)
        if message["from"] == "customer":
            for word, job in ((QUESTION, "answer"), (OVER, "close"), (BACK, "return")):
                if text.startswith(word):
                    argument = f"{conversation}\n{message['seq']}\n{text}"
                    self._jobs.put_nowait((job, argument, self._handoffs.get(conversation)))

    async def _working(self) -> None:
        while True:
            job, argument, handoff = await self._jobs.get()
            if job == "accept":
                await self._until_done("POST", f"/api/desk/handoffs/{argument}/accept", {})
                continue
            await self._known.wait()
            present = self._handoffs.get(argument.split("\n")[0])
            if job != "answer" and handoff not in (None, present):
                # An ending that was asked of an earlier handoff is nothing for the present one.
                continue
            if (job, argument) not in self._done:
                self._done.add((job, argument))
                await self._served(job, *argument.split("\n", 2))

    async def _served(self, job: str, conversation: str, seq: str, text: str) -> None:
        base = f"/api/desk/conversations/{conversation}"
        shown = self._shown[conversation]
        # An agent reads first what was said before: it may be answered, or of an earlier matter.
        upto = max(int(seq), self._begun_at[conversation])
        if not await self._read(conversation, upto):
            missing = [each for each in range(1, upto + 1) if each not in shown.messages]
            self._tally.missed.append(f"{self.number} {conversation} {missing}")
        if int(seq) < _asked_last(shown):
            # What was said to whoever served them before is read, and nothing to act upon.
            return
        if job == "answer":
            answered = f"{ANSWER}{text}"
            if any(each.get("text") == answered for each in shown.messages.values()):
                return
            body = {"client_id": f"r{seq}", "text": answered}
            if await self._until_done("POST", f"{base}/messages", body):
                self._tally.said_by_agents[f"{conversation} {self.number} r{seq}"] = answered
        elif job == "return":
            await self._ended(conversation, f"{base}/return", {"settled": "问题已经处理"})
        else:
            body = {"code": "query_bill", "result": "solved", "note": ""}
            await self._ended(conversation, f"{base}/close", body)

    async def _read(self, conversation: str, upto: int) -> bool:
        """Wait until every message up to `upto` was shown; False when one is missed.

        None is missed while the server is away: the page asks for the rest when it is back.
        """
        while True:
            await self._known.wait()
            connection = self._connections
            if await self._shown[conversation].whole(upto, seconds=READ_SECONDS):
                return True
            if conversation not in self._mine and self._known.is_set():
                return True
            if connection == self._connections and self._known.is_set():
                return False

    async def _ended(self, conversation: str, path: str, body: dict[str, Any]) -> None:
        """End a handoff; when the answer is lost, look whether it is over before trying again.

        The customer may have asked for a person again meanwhile, and have the same one.
        """
        handoff = self._handoffs.get(conversation)
        while handoff is not None and self._handoffs.get(conversation) == handoff:
            status, _ = await self._call("POST", path, body)
            if status in _OK | _LOST:
                return
            await asyncio.sleep(RETRY_SECONDS)
            # The server was killed: what holds now is told by the state after the next connection.
            await asyncio.sleep(RETRY_SECONDS * 4)
            await self._known.wait()

    async def _until_done(self, method: str, path: str, body: dict[str, Any]) -> bool:
        """Call again and again until it is done, or is nothing for this agent any more."""
        while True:
            status, _ = await self._call(method, path, body)
            if status in _OK:
                return True
            if status in _LOST:
                return False
            if status == _BAD:
                self._tally.counts[f"bad_request {path.rsplit('/', 1)[-1]}"] += 1
                return False
            await asyncio.sleep(RETRY_SECONDS)

    async def _call(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        if self._session is None:
            return 0, None
        headers = {"X-CSRF-Token": self._csrf, "Origin": self._url}
        try:
            async with self._session.request(
                method, f"{self._url}{path}", json=body, headers=headers
            ) as response:
                text = await response.text()
                return response.status, json.loads(text) if text else None
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError):
            return 0, None


def _asked_last(shown: Shown) -> int:
    """Return the `seq` of the customer's last request for a person: the present matter begins."""
    wishes = (
        seq
        for seq, each in shown.messages.items()
        if each["from"] == "customer" and each.get("text") == PERSON
    )
    return max(wishes, default=0)


async def _pinging(socket: Socket) -> None:
    while not socket.closed:
        await socket.send_json({"type": "ping"})
        await asyncio.sleep(PING_SECONDS)
