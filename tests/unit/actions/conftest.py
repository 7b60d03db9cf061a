"""Actions run against real account services on SQLite, as the SDK runs them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

import bot.clock
from accounts.access import Caller
from accounts.bootstrap import open_accounts, seed_file
from accounts.clock import SHANGHAI, FixedClock
from actions.base import ServiceAction
from actions.services import Services, notification_words, use_services
from bot.scripts import Scripts

ROOT = Path(__file__).resolve().parents[3]
OPERATOR = Path(__file__).with_name("operator.yml")
NOON = datetime(2026, 10, 15, 12, 0, tzinfo=SHANGHAI)


@pytest.fixture
def clock() -> Iterator[FixedClock]:
    """Stand the clock of services and scripts at noon of 15 October 2026 in Shanghai."""
    standing, before = FixedClock(NOON), bot.clock.process_clock()
    bot.clock.set_clock(standing)
    yield standing
    bot.clock.set_clock(before)


@pytest.fixture(scope="session")
def scripts() -> Scripts:
    """Load the real scripts."""
    return Scripts.load(ROOT / "data" / "scripts")


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory, operator_file: Path) -> Path:
    """Load the operator once into a SQLite file, to copy for each test."""
    folder = tmp_path_factory.mktemp("operator")
    accounts = open_accounts(
        url=f"sqlite:///{folder / 'accounts.db'}",
        clock=FixedClock(NOON),
        outbox_path=folder / "outbox.jsonl",
    )
    seed_file(accounts, operator_file)
    accounts.close()
    return folder / "accounts.db"


@pytest.fixture(scope="session")
def operator_file() -> Path:
    """Name the seed file; a folder of tests may override this with its own."""
    return OPERATOR


@pytest.fixture
def services(
    seeded: Path, tmp_path: Path, clock: FixedClock, scripts: Scripts
) -> Iterator[Services]:
    """Open services on a fresh copy of the operator, used by every action."""
    shutil.copy(seeded, tmp_path / "accounts.db")
    accounts = open_accounts(
        url=f"sqlite:///{tmp_path / 'accounts.db'}",
        clock=clock,
        outbox_path=tmp_path / "outbox.jsonl",
        render=notification_words(scripts),
    )
    made = Services(accounts=accounts, scripts=scripts, clock=clock)
    use_services(made)
    yield made
    use_services(None)
    accounts.close()


@dataclass
class Answer:
    """What an action said and returned."""

    messages: list[dict[str, Any]]
    events: list[dict[str, Any]]

    @property
    def text(self) -> str:
        """Every text, one a line."""
        return "\n".join(m["text"] for m in self.messages if m["text"])

    @property
    def buttons(self) -> dict[str, str]:
        """Title → payload of every button."""
        return {b["title"]: b["payload"] for m in self.messages for b in m["buttons"]}

    @property
    def customs(self) -> list[dict[str, Any]]:
        """Every custom object."""
        return [m["custom"] for m in self.messages if m["custom"]]

    @property
    def slots(self) -> dict[str, Any]:
        """Slots set, the last value of each."""
        return {e["name"]: e["value"] for e in self.events if e["event"] == "slot"}

    @property
    def next(self) -> str | None:
        """The follow-up action."""
        names = [e["name"] for e in self.events if e["event"] == "followup"]
        return names[-1] if names else None

    @property
    def leaves_form(self) -> bool:
        """Whether the active form is ended."""
        return any(e["event"] == "active_loop" and e["name"] is None for e in self.events)


@dataclass
class Said:
    """One customer message as the tracker shows it to an action."""

    intent: str = "inform"
    text: str = ""
    entities: Mapping[str, str | list[str]] = field(default_factory=dict)
    slots: Mapping[str, Any] = field(default_factory=dict)
    recognised: str | None = None
    credential: Mapping[str, Any] | None = None
    loop: str | None = None
    opened: bool = False
    turn_id: str = "c1:1"
    ranking: tuple[tuple[str, float], ...] = ()
    events: tuple[Mapping[str, Any], ...] = ()
    desk: str | None = None
    returned: Mapping[str, Any] | None = None
    anonymous: bool = False
    """True for plain ``rasa run``: no metadata at all."""

    def tracker(self) -> Tracker:
        """Return the tracker as Rasa sends it."""
        pairs = [
            (name, value)
            for name, values in self.entities.items()
            for value in (values if isinstance(values, list) else [values])
        ]
        metadata = {
            "conversation_id": "c1",
            "channel": "web",
            "turn_id": self.turn_id,
            "recognised_number": self.recognised,
            "opened": self.opened,
            "credential": self.credential,
            "desk": self.desk,
            "returned": self.returned,
        }
        message = {
            "text": self.text,
            "intent": {"name": self.intent},
            "intent_ranking": [{"name": n, "confidence": c} for n, c in self.ranking],
            "entities": [{"entity": n, "value": v, "start": 0, "end": 11} for n, v in pairs],
            "metadata": {} if self.anonymous else metadata,
        }
        return Tracker.from_dict(
            {
                "sender_id": "c1",
                "slots": dict(self.slots),
                "latest_message": message,
                "events": [dict(event) for event in self.events],
                "paused": False,
                "followup_action": None,
                "active_loop": {"name": self.loop} if self.loop else {},
                "latest_action_name": "action_listen",
            }
        )


class Actor:
    """Runs actions and plays the customer's telephone."""

    def __init__(self, services: Services, outbox: Path) -> None:
        """Read codes from `outbox`."""
        self.services = services
        self._outbox = outbox

    async def __call__(self, action: type[ServiceAction], **said: Any) -> Answer:
        """Run `action` for the message described by `said` (see `Said`)."""
        dispatcher = CollectingDispatcher()
        events = await action().run(dispatcher, Said(**said).tracker(), {})
        return Answer(dispatcher.messages, [dict(event) for event in events])

    def codes(self) -> list[str]:
        """Return the codes sent so far, oldest first."""
        if not self._outbox.exists():
            return []
        lines = self._outbox.read_text(encoding="utf-8").splitlines()
        return [json.loads(line)["data"]["code"] for line in lines]

    def verify(
        self, number: str, *kinds: str, password: str = "", conversation: str = "c1"
    ) -> None:
        """Prove `number` in `conversation` by a code, or by ``password=``."""
        caller = Caller(conversation, "web")
        identity = self.services.accounts.identity
        for kind in kinds or ("code",):
            identity.open_challenge(caller, number, kind)
            secret = self.codes()[-1] if kind == "code" else password
            assert identity.present(conversation, secret).outcome == "accepted"


@pytest.fixture
def act(services: Services, tmp_path: Path) -> Actor:
    """Give a runner of actions against `services`."""
    return Actor(services, tmp_path / "outbox.jsonl")
