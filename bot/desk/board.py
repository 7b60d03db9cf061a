"""Gathers what the desk's lists show: conversations, offers, queue, agents, the day."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from accounts.clock import SHANGHAI, Clock, local
from accounts.staff import StaffMember
from accounts.staff.views import Known
from bot.conversation.agents import Presence
from bot.conversation.handoffs import Handoff
from bot.desk.model import Digest, Today
from bot.desk.ports import Archive
from bot.desk.shapes import at, message_json, staff_json, status_json, who_json
from bot.desk.words import Words
from bot.handoff.service import AgentView, HandoffService

SERVICE_LEVEL_SECONDS = 30.0
"""Answered within so long counts for the service level (handbook §10)."""
REMEMBERED = timedelta(minutes=1)
"""How long a customer's name and stars are taken from memory: lists are drawn again and again."""


class WhoBook:
    """Whose number it is, remembered for a minute; a number leaves here masked alone."""

    def __init__(
        self, *, look_up: Callable[[Collection[str]], Mapping[str, Known]], clock: Clock
    ) -> None:
        """`look_up` blocks, once for any number of numbers."""
        self._look_up = look_up
        self._clock = clock
        self._known: dict[str, tuple[datetime, Known]] = {}
        """The longest known first."""

    async def of(self, number: str | None) -> Known | None:
        """Return whose `number` it is, or None without one."""
        if number is None:
            return None
        return (await self.of_all([number]))[number]

    async def of_all(self, numbers: Iterable[str | None]) -> Mapping[str, Known]:
        """Return whose `numbers` they are, all looked up at once: before a list is drawn."""
        wanted = {number for number in numbers if number is not None}
        now = self._clock.now()
        self._forget(now - REMEMBERED)
        found = {each: self._known[each][1] for each in wanted if each in self._known}
        missing = wanted - found.keys()
        if missing:
            fresh = await asyncio.to_thread(self._look_up, missing)
            for number, known in fresh.items():
                self._known.pop(number, None)
                self._known[number] = (now, known)
            found.update(fresh)
        return found

    def _forget(self, before: datetime) -> None:
        while self._known:
            oldest = next(iter(self._known))
            if self._known[oldest][0] > before:
                return
            del self._known[oldest]


@dataclass(frozen=True)
class Board:
    """Reads for lists; nothing here changes anything."""

    handoffs: HandoffService
    archive: Archive
    who: WhoBook
    words: Words
    clock: Clock
    summarised: Callable[[Handoff], Sequence[str]]
    """Sums a matter up in sentences."""

    async def state(self, me: StaffMember) -> dict[str, Any]:
        """Return everything that one desk shows besides the open conversation."""
        found = await self.handoffs.open_ones()
        mine = [each for each in found if each.agent == me.number]
        offers = [each for each in found if each.offered_to == me.number]
        views = await self.handoffs.agents()
        own = next((each for each in views if each.member.number == me.number), None)
        return {
            "me": staff_json(me),
            "status": status_json(own.presence if own else None),
            "conversations": await self.lines(mine),
            "offers": [await self.offer(each) for each in offers],
            "queue": await self.queue(),
            "groups": self._groups(),
            "statuses": [
                {"code": code, "title": row["title"], "reasons": row["reasons"]}
                for code, row in self.words.table("statuses").items()
            ],
            "colleagues": [
                {
                    "number": each.member.number,
                    "name": each.member.name,
                    "groups": sorted(each.member.groups),
                    "status": status_json(each.presence)["status"],
                }
                for each in views
                if each.member.number != me.number
            ],
        }

    async def lines(self, handoffs: Iterable[Handoff]) -> list[dict[str, Any]]:
        """Return the conversations of `handoffs` as a list shows them, in that order."""
        found = list(handoffs)
        digests = await self.archive.digests([each.id for each in found])
        by_id = {each.conversation_id: each for each in digests}
        await self.who.of_all(each.number for each in found)
        return [
            await self.line(each, by_id[each.conversation_id])
            for each in found
            if each.conversation_id in by_id
        ]

    async def line(self, handoff: Handoff, digest: Digest) -> dict[str, Any]:
        """Return one conversation as a list shows it."""
        return {
            "conversation": digest.conversation_id,
            "handoff": handoff.id,
            "channel": digest.channel,
            "who": who_json(await self.who.of(handoff.number), handoff.stars),
            "owner": digest.owner,
            "agent": digest.agent,
            **self._why(handoff),
            "accepted_at": at(handoff.accepted_at),
            "last": None if digest.last is None else message_json(digest.last),
            "last_seq": digest.last_seq,
            "read_seq": digest.read_seq,
            "unread": digest.unread,
            "waiting_since": at(digest.waiting_since),
        }

    async def offer(self, handoff: Handoff) -> dict[str, Any]:
        """Return what an agent is told of a conversation before they accept it."""
        transfer = handoff.transfer
        return {
            "handoff": handoff.id,
            "conversation": handoff.conversation_id,
            "who": who_json(await self.who.of(handoff.number), handoff.stars),
            **self._why(handoff),
            "priority": handoff.priority,
            "requested_at": at(handoff.requested_at),
            "waiting_since": at(handoff.waiting_since),
            "offered_until": at(handoff.offered_until),
            "summary": " ".join(self.summarised(handoff)),
            "transfer": transfer and {"from": transfer.giver, "note": transfer.note},
        }

    async def queue(self) -> dict[str, Any]:
        """Return the queue in figures."""
        view = await self.handoffs.queue_view()
        return {
            "waiting": view.waiting + view.offered,
            "longest_seconds": round(view.longest_wait_seconds),
            "expected_seconds": view.expected_seconds,
            "online": view.online,
            "free": view.free_seats,
            "active": view.active,
        }

    async def agents(self) -> list[dict[str, Any]]:
        """Return everybody who may talk to customers."""
        found = await self.handoffs.open_ones()
        return [_agent(each, found) for each in await self.handoffs.agents()]

    async def supervisor(self) -> dict[str, Any]:
        """Return the whole desk at a glance."""
        waiting = await self.handoffs.waiting()
        views = await self.handoffs.agents()
        found = await self.handoffs.open_ones()
        active = [each for each in found if each.agent is not None]
        now = self.clock.now()
        midnight = datetime.combine(local(now).date(), time(), tzinfo=SHANGHAI)
        today = await self.archive.figures(
            midnight, midnight + timedelta(days=1), SERVICE_LEVEL_SECONDS
        )
        return {
            "queue": await self.queue(),
            "waiting": [
                {**await self.offer(each), "position": place, "offered_to": each.offered_to}
                for place, each in enumerate(waiting, start=1)
            ],
            "agents": [_agent(each, found) for each in views],
            "active": await self.lines(active),
            "groups": self._by_group(waiting, views, now),
            "today": today_json(today),
        }

    async def presence_of(self, number: str) -> Presence | None:
        """Return whether and how a member is there."""
        for each in await self.handoffs.agents():
            if each.member.number == number:
                return each.presence
        return None

    def _why(self, handoff: Handoff) -> dict[str, Any]:
        return {
            "reason": handoff.reason,
            "reason_text": self.words.of("reasons", handoff.reason),
            "group": handoff.skill_group,
        }

    def _groups(self) -> list[dict[str, str]]:
        table = self.words.table("groups")
        return [{"code": code, "title": title} for code, title in table.items()]

    def _by_group(
        self, waiting: Sequence[Handoff], views: Sequence[AgentView], now: datetime
    ) -> list[dict[str, Any]]:
        shown = []
        for group in self._groups():
            here = [each for each in waiting if each.skill_group == group["code"]]
            able = [
                each
                for each in views
                if group["code"] in each.member.groups
                and each.presence is not None
                and each.presence.status.value == "online"
            ]
            longest = max((now - each.waiting_since for each in here), default=timedelta())
            room = sum(max(each.member.capacity - each.load, 0) for each in able)
            figures = {"waiting": len(here), "online": len(able), "free": room}
            seconds = round(longest.total_seconds())
            shown.append({**group, **figures, "longest_seconds": seconds})
        return shown


class Figures:
    """Queue and agents as every open desk is told: read once for all of them.

    What was read holds until something has happened (`stale`); a read that was under way then is
    nobody's any more.
    """

    def __init__(self, board: Board) -> None:
        """Read from `board`."""
        self._board = board
        self._queue: asyncio.Future[dict[str, Any]] | None = None
        self._agents: asyncio.Future[list[dict[str, Any]]] | None = None

    def stale(self) -> None:
        """Note that what was read may hold no longer."""
        self._queue = self._agents = None

    async def queue(self) -> dict[str, Any]:
        """Return the queue in figures."""
        if self._queue is None or _failed(self._queue):
            self._queue = asyncio.ensure_future(self._board.queue())
        return await asyncio.shield(self._queue)

    async def agents(self) -> list[dict[str, Any]]:
        """Return everybody who may talk to customers."""
        if self._agents is None or _failed(self._agents):
            self._agents = asyncio.ensure_future(self._board.agents())
        return await asyncio.shield(self._agents)


def _failed(reading: asyncio.Future[Any]) -> bool:
    return reading.done() and (reading.cancelled() or reading.exception() is not None)


def _agent(view: AgentView, handoffs: Sequence[Handoff]) -> dict[str, Any]:
    member = view.member
    return {
        "number": member.number,
        "name": member.name,
        "role": member.role,
        "groups": sorted(member.groups),
        "status": status_json(view.presence),
        "capacity": member.capacity,
        "active": view.load,
        "conversations": [each.conversation_id for each in handoffs if each.agent == member.number],
    }


def today_json(today: Today) -> dict[str, Any]:
    """Return the figures of a day; a rate of nothing is null."""
    answered = today.accepted + today.abandoned + today.left_message
    return {
        "requested": today.requested,
        "accepted": today.accepted,
        "abandoned": today.abandoned,
        "left_message": today.left_message,
        "within_30s": today.within,
        "service_level": _rate(today.within, answered),
        "average_wait_seconds": _mean(today.waits),
        "average_handling_seconds": _mean(today.handlings),
        "satisfaction": _mean(today.ratings),
        "taboo_held": today.held,
        "suggestions_used": _rate(today.used, today.suggested),
    }


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 2) if values else None
