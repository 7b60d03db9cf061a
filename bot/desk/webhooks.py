"""Tells another system of handoffs: signed, at least once, never anything personal."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout, web

from accounts.clock import Clock
from bot.conversation.handoffs import HandoffEvent
from bot.desk.model import Delivery
from bot.desk.ports import Papers

log = structlog.get_logger(__name__)

TOLD = {
    "requested": "handoff.requested",
    "accepted": "handoff.accepted",
    "taken_over": "handoff.accepted",
    "closed": "handoff.closed",
    "returned": "handoff.closed",
    "left_message": "handoff.closed",
    "abandoned": "handoff.closed",
    "back_to_bot": "handoff.closed",
}
"""Events of the record that are told, and as what."""
PASSED_ON = (
    "reason",
    "skill_group",
    "priority",
    "stars",
    "agent",
    "wrap_up_code",
    "solved",
    "waited_seconds",
)
"""Details that are told; whatever else an event holds stays here."""
RETRIES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=1) for _ in range(24)),
)
"""Pauses before the next try; after the last it is given up."""
ANSWER_SECONDS = 10.0
LOOK_EVERY_SECONDS = 2.0
AT_ONCE = 20
OK = range(200, 300)


def told(event: HandoffEvent) -> tuple[str, dict[str, Any]] | None:
    """Return name and data of the webhook's event, or None for what is not told."""
    name = TOLD.get(event.event)
    if name is None:
        return None
    kind, _, number = event.actor.partition(":")
    data: dict[str, Any] = {"conversation": event.conversation_id, "handoff": event.handoff_id}
    data |= {key: event.detail[key] for key in PASSED_ON if key in event.detail}
    if kind == "agent":
        data["agent"] = number
    if name == "handoff.closed":
        data["ending"] = event.event
    return name, data


def signature(key: str, timestamp: str, body: bytes) -> str:
    """Return what the receiver compares: an HMAC over the time and the very bytes sent."""
    signed = hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={signed.hexdigest()}"


class Webhooks:
    """Delivers what the handoffs' record holds; remembers in the database how far it came."""

    def __init__(self, *, papers: Papers, url: str, key: str, clock: Clock) -> None:
        """Deliver to `url`, signed with `key`."""
        self._papers = papers
        self._url = url
        self._key = key
        self._clock = clock

    async def step(self, session: ClientSession) -> int:
        """Enlist what is new and try what is due; return how many were delivered."""
        await self._papers.enlist(told, self._clock.now())
        delivered = 0
        for delivery in await self._papers.due(self._clock.now(), AT_ONCE):
            delivered += await self._deliver(session, delivery)
        return delivered

    async def running(self, _app: web.Application) -> AsyncIterator[None]:
        """Deliver as long as the application runs: a cleanup context."""
        task = asyncio.ensure_future(self._run())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    async def _run(self) -> None:
        async with ClientSession(timeout=ClientTimeout(total=ANSWER_SECONDS)) as session:
            while True:
                try:
                    await self.step(session)
                except Exception:  # the edge of a background task
                    log.exception("webhooks_failed")
                await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def _deliver(self, session: ClientSession, delivery: Delivery) -> bool:
        status = await self._post(session, delivery.body)
        if status in OK:
            await self._papers.delivered(delivery.id)
            return True
        log.warning("webhook_refused", about=delivery.event, status=status, tries=delivery.tries)
        pause = RETRIES[delivery.tries] if delivery.tries < len(RETRIES) else None
        until = None if pause is None else self._clock.now() + pause
        await self._papers.put_off(delivery.id, until, status)
        return False

    async def _post(self, session: ClientSession, body: Mapping[str, Any]) -> int | None:
        """Post once; return the status, or None without an answer."""
        raw = json.dumps(body, ensure_ascii=False).encode()
        timestamp = str(int(self._clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "X-Xiaotong-Timestamp": timestamp,
            "X-Xiaotong-Signature": signature(self._key, timestamp, raw),
        }
        try:
            async with session.post(
                self._url, data=raw, headers=headers, allow_redirects=False
            ) as answer:
                return answer.status
        except (ClientError, asyncio.TimeoutError):
            return None
