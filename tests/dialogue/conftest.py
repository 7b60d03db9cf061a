"""Whole dialogues: the real domain, rules, forms and actions in a Rasa agent, without its NLU.

A message is written as intent and entities; what the NLU would make of words is tested elsewhere.
Secrets go the gateway's way: redeemed before the engine, which sees only the outcome.
"""

# Rasa takes seconds to import: only when these tests run.
# ruff: noqa: PLC0415

from __future__ import annotations

import json
import logging
import os
import shutil
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

import bot.clock
from accounts.access import Caller
from accounts.bootstrap import open_accounts, seed_file
from accounts.clock import SHANGHAI, FixedClock
from accounts.storage.tables_catalogue import outages
from accounts.storage.tables_work import staff
from actions.services import Services, notification_words, use_services
from bot.scripts import Scripts

ROOT = Path(__file__).resolve().parents[2]
OPERATOR = ROOT / "tests" / "unit" / "actions" / "operator.yml"
NOON = datetime(2026, 10, 15, 12, 0, tzinfo=SHANGHAI)
CONFIG = """recipe: default.v1
assistant_id: xiaotong
language: zh
pipeline: []
policies:
- name: RulePolicy
  core_fallback_action_name: action_default_fallback
"""


@pytest.fixture(scope="session")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Train the rules (about a second) and load them with the actions in this process."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    folder = tmp_path_factory.mktemp("rules")
    (folder / "config.yml").write_text(CONFIG, encoding="utf-8")
    with warnings.catch_warnings():
        # Rasa and TensorFlow warn about themselves at import and whenever a domain is read.
        warnings.simplefilter("ignore")
        return _trained(folder)


def _trained(folder: Path) -> Any:
    from rasa.core.agent import Agent
    from rasa.model_training import train

    from bot.engine.action_endpoint import LocalActions

    logging.getLogger("rasa").setLevel(logging.ERROR)
    trained = train(
        str(ROOT / "domain.yml"),
        str(folder / "config.yml"),
        [str(ROOT / "data" / "rules")],
        output=str(folder),
    )
    assert trained.model is not None
    return Agent.load(trained.model, action_endpoint=LocalActions.of_package("actions"))


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Load the operator once into a SQLite file, to copy for each test."""
    folder = tmp_path_factory.mktemp("operator")
    accounts = open_accounts(
        url=f"sqlite:///{folder / 'accounts.db'}",
        clock=FixedClock(NOON),
        outbox_path=folder / "outbox.jsonl",
    )
    seed_file(accounts, OPERATOR)
    accounts.close()
    return folder / "accounts.db"


@dataclass
class Heard:
    """What came back for one message."""

    messages: list[dict[str, Any]]

    @property
    def text(self) -> str:
        """Every text, one a line."""
        return "\n".join(m["text"] for m in self.messages if m.get("text"))

    @property
    def payloads(self) -> list[str]:
        """Every button's payload."""
        return [b["payload"] for m in self.messages for b in m.get("buttons") or ()]

    @property
    def customs(self) -> list[dict[str, Any]]:
        """Every custom object."""
        return [m["custom"] for m in self.messages if m.get("custom")]


@dataclass
class Talk:
    """One conversation."""

    agent: Any
    services: Services
    clock: FixedClock
    outbox: Path
    conversation: str
    recognised: str | None = None
    desk: str | None = None
    returned: Mapping[str, Any] | None = None
    turns: int = field(default=0)

    async def say(
        self,
        intent: str,
        text: str = "",
        *,
        credential: Mapping[str, Any] | None = None,
        **entities: str | list[str],
    ) -> Heard:
        """Say something that the NLU understood as `intent` with `entities`."""
        values = json.dumps(entities) if entities else ""
        return Heard(await self._handle(f"/{intent}{values}", credential=credential))

    async def write(
        self, text: str, intent: str, demands: Sequence[Mapping[str, Any]] = (), **entities: str
    ) -> Heard:
        """Say `text`, which the NLU understood as `intent` with `entities`, holding `demands`."""
        parsed: dict[str, Any] = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.6},
            "entities": [{"entity": name, "value": value} for name, value in entities.items()],
        }
        if demands:
            parsed["demands"] = list(demands)
        return Heard(await self._handle(text, parsed))

    async def tell(self, intent: str, text: str, **entities: str) -> Heard:
        """Say `text`, which the NLU understood as `intent` with `entities`."""
        parsed: dict[str, Any] = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "entities": [
                {"entity": name, "value": value, "start": 0, "end": len(text)}
                for name, value in entities.items()
            ],
        }
        return Heard(await self._handle(text, parsed))

    async def say_number(self, number: str, more: str) -> Heard:
        """Give `number` as an answer and go on with `more` in the same message."""
        text = f"{number}{more}"
        entity = {"entity": "phone_number", "value": number, "start": 0, "end": len(number)}
        parsed = {
            "text": text,
            "intent": {"name": "inform", "confidence": 0.9},
            "entities": [entity],
        }
        return Heard(await self._handle(text, parsed))

    def caller(self) -> Caller:
        """Return this conversation as the account services see it."""
        return Caller(self.conversation, "web", recognised_number=self.recognised)

    def outage(self, area: str, kind: str, note: str) -> None:
        """Put a known outage on file."""
        with self.services.accounts.uows() as uow:
            since = self.clock.now() - timedelta(hours=1)
            row = {"area": area, "kind": kind, "since": since, "note": note}
            uow.execute(insert(outages).values(expected_fix_at=None, **row))
            uow.commit()

    def staff(self) -> None:
        """Put the agent 8801 on file."""
        with self.services.accounts.uows() as uow:
            row = {"number": "8801", "name": "冯一", "role": "agent", "groups": []}
            uow.execute(insert(staff).values(row))
            uow.commit()

    async def pass_hours(self, hours: float) -> None:
        """Let the clock go on."""
        self.clock.advance(timedelta(hours=hours))

    async def press(self, payload: str) -> Heard:
        """Press a button."""
        intent, brace, rest = payload[1:].partition("{")
        return await self.say(intent, **(json.loads(brace + rest) if brace else {}))

    async def secret(self, secret: str) -> Heard:
        """Type a code or password."""
        outcome = self.services.accounts.identity.present(self.conversation, secret)
        until = outcome.locked_until
        return await self.say(
            "inform",
            credential={
                "outcome": outcome.outcome,
                "kind": outcome.kind,
                "attempts_left": outcome.attempts_left,
                "locked_until": until.isoformat() if until else None,
                "reason": outcome.reason,
            },
        )

    def code(self) -> str:
        """Return the last code sent."""
        lines = self.outbox.read_text(encoding="utf-8").splitlines()
        return str(json.loads(lines[-1])["data"]["code"])

    def codes_sent(self) -> int:
        """Return how many codes were sent."""
        if not self.outbox.exists():
            return 0
        return len(self.outbox.read_text(encoding="utf-8").splitlines())

    async def slot(self, name: str) -> Any:
        """Return what a slot holds."""
        tracker = await self.agent.tracker_store.retrieve(self.conversation)
        return tracker.get_slot(name)

    async def _handle(
        self,
        text: str,
        parsed: dict[str, Any] | None = None,
        *,
        credential: Mapping[str, Any] | None = None,
    ) -> list[dict[str, Any]]:
        from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

        self.turns += 1
        metadata = {
            "conversation_id": self.conversation,
            "channel": "web",
            "turn_id": f"{self.conversation}:{self.turns}",
            "recognised_number": self.recognised,
            "opened": self.turns == 1,
            "credential": credential,
            "desk": self.desk,
            "returned": self.returned,
        }
        channel = CollectingOutputChannel()
        message = UserMessage(
            text, channel, self.conversation, parse_data=parsed, metadata=metadata
        )
        await self.agent.handle_message(message)
        return list(channel.messages)


@pytest.fixture
def talk(agent: Any, seeded: Path, tmp_path: Path, request: Any) -> Iterator[Talk]:
    """Begin an anonymous conversation on a fresh copy of the operator."""
    clock, before = FixedClock(NOON), bot.clock.process_clock()
    bot.clock.set_clock(clock)
    shutil.copy(seeded, tmp_path / "accounts.db")
    scripts = Scripts.load(ROOT / "data" / "scripts")
    accounts = open_accounts(
        url=f"sqlite:///{tmp_path / 'accounts.db'}",
        clock=clock,
        outbox_path=tmp_path / "outbox.jsonl",
        render=notification_words(scripts),
    )
    services = Services(accounts=accounts, scripts=scripts, clock=clock)
    use_services(services)
    yield Talk(agent, services, clock, tmp_path / "outbox.jsonl", request.node.name)
    use_services(None)
    accounts.close()
    bot.clock.set_clock(before)
