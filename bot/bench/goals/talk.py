"""Holds simulated conversations over the REST channel and hands each to its judge."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
from sqlalchemy import select
from sqlalchemy.engine import Engine

from accounts.bootstrap import Accounts
from accounts.month import Month
from bot.bench.conversation import last_code
from bot.bench.driver import Target
from bot.bench.goals.acts import Act
from bot.bench.goals.customer import Customer
from bot.bench.goals.evidence import State, Truth, audit_gaps, state_of, truth_of
from bot.bench.goals.goals import GOALS
from bot.bench.goals.heard import heard
from bot.bench.goals.judging import Case
from bot.bench.goals.phrases import Manner, Phrases
from bot.bench.goals.watch import Violation, Watch, secrets_of
from bot.channels.rest import conversation_of
from bot.storage.tables import conversations

MOST_TURNS = 24
"""Turns after which a customer gives up, for each goal."""
_TURN_SECONDS = 60.0
_PRIVATE = frozenset(
    {
        "number",
        "spaced",
        "dashed",
        "short",
        "password",
        "new_password",
        "wrong",
        "contact",
        "address",
    }
)
"""Facts that no transcript may show."""
_WITH_PEOPLE = frozenset({"queue", "agent"})
"""Owners of a conversation that is no longer the bot's."""


@dataclass(frozen=True)
class Line:
    """One line of a transcript: who spoke and what; `meaning` is the customer's."""

    who: str
    text: str
    meaning: str = ""


@dataclass(frozen=True)
class Plan:
    """One conversation to be held: who wants what, in which manner."""

    sender: str
    goals: tuple[str, ...]
    facts: dict[str, str] = field(repr=False)
    manner: Manner
    seed: int
    together: bool = False
    token: str = field(default="", repr=False)
    """The recognised customer's token, or nothing."""

    @property
    def private(self) -> tuple[str, ...]:
        """What of the facts no transcript may show."""
        return tuple(value for name, value in self.facts.items() if name in _PRIVATE)


@dataclass(frozen=True)
class Outcome:
    """How a conversation went."""

    plan: Plan
    reached: dict[str, bool]
    turns: int
    violations: tuple[Violation, ...]
    transcript: tuple[Line, ...] = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    """What is not to be shown of the transcript."""

    @property
    def all_reached(self) -> bool:
        """Whether every goal was."""
        return all(self.reached.values())


class Talker:
    """Holds conversations with one running assistant, whose databases it can look into."""

    def __init__(
        self,
        *,
        target: Target,
        accounts: Accounts,
        conversations: Engine,
        session: aiohttp.ClientSession,
        phrases: Phrases,
        catalogue: dict[str, Any],
        today: Month,
    ) -> None:
        """`accounts` and `conversations` are the assistant's own, opened for reading."""
        self._target = target
        self._accounts = accounts
        self._conversations = conversations
        self._session = session
        self._phrases = phrases
        self._catalogue = catalogue
        self._today = today

    async def hold(self, plan: Plan) -> Outcome:
        """Hold one conversation to its end and judge it."""
        number = plan.facts["number"]
        customer = Customer(
            goals=plan.goals,
            facts=plan.facts,
            manner=plan.manner,
            phrases=self._phrases,
            rng=Random(plan.seed),
            codes=lambda: last_code(self.outbox, number),
            together=plan.together,
        )
        truth = self.truth(plan)
        before = self.state(plan)
        watch = Watch(secrets_of(truth, plan.facts), bool(plan.token), before)
        lines: list[Line] = []
        act: Act | None = customer.begin()
        while act is not None and len(lines) < 2 * MOST_TURNS * len(plan.goals):
            said = heard(await self.say(plan, act.text), self._phrases)
            lines += [Line("customer", act.shown, act.meaning), Line("bot", said.text)]
            watch.turn(act, said, self.state(plan), silent=self.with_people(plan))
            act = customer.answer(said)
        case = Case(
            facts=plan.facts,
            catalogue=self._catalogue,
            truth=truth,
            before=before,
            after=self.state(plan),
            said="\n".join(line.text for line in lines if line.who == "bot"),
            handed_over=self.handed_over(plan, before),
            today=self._today,
        )
        gaps = [Violation("not in the audit log", 0, each) for each in self.unaudited(number)]
        return Outcome(
            plan=plan,
            reached={goal: GOALS[goal].reached(case) for goal in plan.goals},
            turns=len(lines) // 2,
            violations=(*watch.violations, *gaps),
            transcript=tuple(lines),
            secrets=(truth.customer["name"], *plan.private),
        )

    @property
    def outbox(self) -> Path:
        """Where codes can be read."""
        if self._target.outbox is None:
            raise ValueError("codes cannot be read")
        return self._target.outbox

    async def say(self, plan: Plan, text: str) -> list[dict[str, Any]]:
        """Send one message and return the answer; an error is no answer, which the watch finds."""
        body: dict[str, Any] = {"sender": plan.sender, "message": text}
        if plan.token:
            body["metadata"] = {"phone_number": plan.facts["number"], "token": plan.token}
        limit = aiohttp.ClientTimeout(total=_TURN_SECONDS)
        replies: list[dict[str, Any]] = []
        with suppress(aiohttp.ClientError, asyncio.TimeoutError):
            async with self._session.post(
                self._target.url, json=body, headers=self._target.headers, timeout=limit
            ) as response:
                response.raise_for_status()
                replies = await response.json()
        return replies

    def state(self, plan: Plan) -> State:
        """Return what is on file of the plan's number and conversation."""
        with self._accounts.uows(readonly=True) as uow:
            return state_of(uow, plan.facts["number"], conversation_of(plan.sender))

    def truth(self, plan: Plan) -> Truth:
        """Return the figures on file of the plan's number."""
        with self._accounts.uows(readonly=True) as uow:
            return truth_of(uow, plan.facts["number"])

    def unaudited(self, number: str) -> list[str]:
        """Return the kinds of changes of `number` that the audit log lacks."""
        with self._accounts.uows(readonly=True) as uow:
            return audit_gaps(uow, number)

    def with_people(self, plan: Plan) -> bool:
        """Tell whether the conversation is with people, or waits for them."""
        mine = conversations.c.id == conversation_of(plan.sender)
        with self._conversations.connect().execution_options(readonly=True) as connection:
            owner = connection.execute(select(conversations.c.owner).where(mine)).scalar()
        return owner in _WITH_PEOPLE

    def handed_over(self, plan: Plan, before: State) -> bool:
        """Tell whether people have the matter: the conversation itself, or a call to be made."""
        known = {each["id"] for each in before.tickets}
        return self.with_people(plan) or any(
            each["kind"] == "callback" and each["id"] not in known
            for each in self.state(plan).tickets
        )
