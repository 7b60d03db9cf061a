"""A customer's page under fault: sends until acknowledged, resumes where it stopped."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from typing import Any

import aiohttp

from bot.bench.faults.tally import Shown, Socket, Tally

QUESTIONS = ("你好", "有哪些套餐", "你能做什么")
PERSON = "转人工"
QUESTION, OVER, BACK = "问题", "结束", "交回"
"""How the messages to an agent begin: an answer is wanted, close, give back to the bot."""
ANSWER_SECONDS = 180.0
"""Longest wait for an answer: a restart, a vanished agent's minute and a busy machine."""
PERSON_SECONDS = 300.0
"""Longest wait for an agent: everybody asks for one at once."""
RETRY_SECONDS = 0.3
DROPS = 0.04
"""Share of messages after which the page loses its connection."""


class Customer:
    """One page with its session, as the widget behaves."""

    def __init__(self, place: int, *, url: str, tally: Tally, rng: random.Random) -> None:
        """`place` names the customer; `rng` decides when connections drop."""
        self.place = place
        self._url = url
        self._tally = tally
        self._rng = rng
        self.shown = Shown(tally)
        self.done = asyncio.Event()
        """Set when nothing more is wanted; the page stays open until everybody's is."""
        self.sent: list[tuple[str, str]] = []
        """Own id and text of each message, in the order it was first sent."""
        self._acked = asyncio.Condition()
        self.acknowledged: set[str] = set()
        self._socket: Socket | None = None
        self._pause = 1.0

    async def run(self, *, pause: float) -> None:
        """Talk until told to stop: to the bot, to an agent with `pause` seconds, and back."""
        self._pause = pause
        # An address of its own: the server bounds what one address may do.
        address = f"10.0.{self.place // 250}.{self.place % 250 + 1}"
        jar = aiohttp.CookieJar(unsafe=True)
        headers = {"X-Forwarded-For": address}
        async with aiohttp.ClientSession(cookie_jar=jar, headers=headers) as session:
            link = asyncio.ensure_future(self._linked(session))
            try:
                await self._talk()
                self.done.set()
                await self._tally.over.wait()
            finally:
                link.cancel()
                await asyncio.gather(link, return_exceptions=True)

    async def _talk(self) -> None:
        for text in QUESTIONS:
            await self._asked_bot(text)
        rounds = 0
        while self._tally.talking.is_set() or not rounds:
            rounds += 1
            if not await self._with_agent(rounds):
                return
            await self._asked_bot(QUESTIONS[rounds % len(QUESTIONS)])

    async def _asked_bot(self, text: str) -> None:
        before = self.shown.last
        await self._say(text)
        await self._heard(lambda each: each["from"] == "bot", before)

    async def _with_agent(self, rounds: int) -> bool:
        """Ask for a person, talk, and end it; False when nobody came."""
        before = self.shown.last
        await self._say(PERSON)
        if not await self._heard(is_served, before, PERSON_SECONDS):
            return False
        exchanged = 0
        most = self._rng.randint(3, 9)
        while self._tally.measuring or (exchanged < most and self._tally.talking.is_set()):
            exchanged += 1
            text = f"{QUESTION}{rounds}-{exchanged}（{self.place}号）"
            before = self.shown.last
            await self._say(text)
            await self._heard(lambda each, text=text: _answers(each, text), before)
            await asyncio.sleep(self._rng.uniform(0.3, 1.7) * self._pause)
        before = self.shown.last
        ending = self._rng.choice((OVER, BACK))
        await self._say(f"{ending}{rounds}（{self.place}号）")
        return await self._heard(_is_over, before)

    async def _heard(self, enough: Any, after: int, seconds: float = ANSWER_SECONDS) -> bool:
        heard = await self.shown.until(enough, after=after, seconds=seconds)
        if not heard:
            self._tally.counts["gave_up"] += 1
            self._tally.unanswered.append(f"{self.place}: {self.sent[-1][1]}")
        return heard

    async def _say(self, text: str) -> None:
        own_id = f"c{self.place}-{len(self.sent)}"
        self.sent.append((own_id, text))
        self._tally.sent(text)
        await self._send(own_id, text)
        if self._rng.random() < DROPS and self._socket is not None:
            self._tally.counts["dropped"] += 1
            await self._socket.close()
        async with self._acked:
            await self._acked.wait_for(lambda: own_id in self.acknowledged)

    async def _send(self, own_id: str, text: str) -> None:
        socket = self._socket
        if socket is None or socket.closed:
            return
        try:
            await socket.send_json({"type": "message", "id": own_id, "text": text})
        except (ConnectionError, RuntimeError):
            return

    async def _linked(self, session: aiohttp.ClientSession) -> None:
        """Keep a connection; each new one resumes and sends again what was not acknowledged."""
        while True:
            with contextlib.suppress(aiohttp.ClientError, asyncio.TimeoutError, OSError):
                await self._connected(session)
            self._socket = None
            await asyncio.sleep(RETRY_SECONDS * self._rng.uniform(0.5, 2))

    async def _connected(self, session: aiohttp.ClientSession) -> None:
        if not len(session.cookie_jar):
            async with session.get(f"{self._url}/") as page:
                await page.read()
        async with session.ws_connect(
            f"{self._url}/ws/chat", headers={"Origin": self._url}
        ) as socket:
            await socket.send_json({"type": "hello", "after": self.shown.last})
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    await self._took(json.loads(frame.data), socket)

    async def _took(self, frame: dict[str, Any], socket: Socket) -> None:
        if frame["type"] == "welcome":
            self._socket = socket
            for own_id, text in self.sent:
                if own_id not in self.acknowledged:
                    self._tally.counts["resent"] += 1
                    await self._send(own_id, text)
        elif frame["type"] == "message":
            await self.shown.take(frame, gapless=True)
        elif frame["type"] == "ack":
            async with self._acked:
                self.acknowledged.add(frame["id"])
                self._acked.notify_all()


def is_served(message: dict[str, object]) -> bool:
    """Tell whether a message says that an agent is there: it carries their number."""
    return "agent" in message


def _answers(message: dict[str, object], text: str) -> bool:
    return message["from"] == "agent" and str(message.get("text")).endswith(text)


def _is_over(message: dict[str, object]) -> bool:
    custom = message.get("custom")
    return message["from"] == "bot" or (isinstance(custom, dict) and custom["type"] == "rating")
