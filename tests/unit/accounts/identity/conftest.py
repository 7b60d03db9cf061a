"""A small centre with two customers, a number nobody owns, and a real outbox."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.engine import Engine

from accounts.access import Caller, Purpose, access_account, allows
from accounts.clock import SHANGHAI, FixedClock
from accounts.credentials import SecretHasher
from accounts.identity import Identity, Kind, Outcome
from accounts.month import Month
from accounts.notifier import OutboxNotifier
from accounts.storage.engine import open_engine
from accounts.storage.identity_tables import numbers
from accounts.storage.tables_catalogue import packages
from accounts.storage.tables_customer import customers
from accounts.storage.uow import UnitOfWork, UowFactory, uow_factory

OWNER, OTHER, NOBODY = "13711110001", "13711110002", "13711119999"
PASSWORD = "481516"
WRONG = "000000"


@dataclass(frozen=True)
class Centre:
    """The identity service on one database, and what a test needs to look at it."""

    identity: Identity
    clock: FixedClock
    uows: UowFactory
    outbox: Path
    owner: str = OWNER
    other: str = OTHER
    nobody: str = NOBODY
    password: str = PASSWORD
    wrong: str = WRONG

    def caller(self, conversation: str = "c1", recognised: str | None = None) -> Caller:
        """Return who speaks in `conversation`."""
        return Caller(conversation, "test", recognised_number=recognised)

    def ask(self, conversation: str, number: str, kind: Kind = "code") -> str | None:
        """Open a challenge; return the code sent, if any was."""
        before = len(self.sent())
        self.identity.open_challenge(self.caller(conversation), number, kind)
        sent = self.sent()[before:]
        return sent[0]["data"]["code"] if sent else None

    def fail(self, conversation: str, times: int = 1) -> Outcome:
        """Present a wrong secret `times` times; return the last outcome."""
        outcomes = [self.identity.present(conversation, WRONG) for _ in range(times)]
        return outcomes[-1]

    def prove(self, conversation: str, number: str, *kinds: Kind) -> None:
        """Prove `number` by each of `kinds`."""
        for kind in kinds:
            code = self.ask(conversation, number, kind)
            outcome = self.identity.present(conversation, code or PASSWORD)
            assert outcome.outcome == "accepted"

    def sent(self) -> list[dict[str, Any]]:
        """Return the outbox."""
        if not self.outbox.exists():
            return []
        return [json.loads(line) for line in self.outbox.read_text("utf-8").splitlines()]

    def known_numbers(self) -> set[str]:
        """Return the numbers of which something is kept."""
        with self.uows(readonly=True) as uow:
            return set(uow.execute(select(numbers.c.number)).scalars())

    def allows(self, caller: Caller, number: str, purpose: Purpose) -> bool:
        """Tell whether the door is open, without going through."""
        with self.uows(readonly=True) as uow:
            return allows(uow, caller, number, purpose, self.clock.now())

    def access(self, caller: Caller, number: str, purpose: Purpose) -> str:
        """Go through the door and commit; return the number of the customer found."""
        with self.uows() as uow:
            found = access_account(uow, caller, number, purpose, self.clock.now())
            uow.commit()
        return found.number


def _add_customers(uow: UnitOfWork, hasher: SecretHasher) -> None:
    uow.execute(
        insert(packages).values(
            code="P1",
            position=0,
            name="套餐",
            aliases=[],
            monthly_fee=Decimal("19.00"),
            data_mb=1024,
            voice_min=100,
            sms=0,
            overage_data_per_gb=Decimal("5.00"),
            overage_voice_per_min=Decimal("0.15"),
            overage_sms_each=Decimal("0.10"),
            contract_months=0,
            on_sale=True,
        )
    )
    for number in (OWNER, OTHER):
        uow.execute(
            insert(customers).values(
                number=number,
                name="王某",
                gender="f",
                area="城东区",
                joined_on=date(2024, 1, 1),
                balance=Decimal("10.00"),
                status="active",
                package_code="P1",
                package_since=Month(2026, 1),
                points_available=0,
                points_expiring=0,
                points_redeemed=0,
                points_voided=0,
                service_password_hash=hasher.hash(PASSWORD),
            )
        )


def _open(engine: Engine, folder: Path) -> Centre:
    clock = FixedClock(datetime(2026, 11, 15, 12, 0, tzinfo=SHANGHAI))
    # The cheapest argon2: cost is the subject of the tests of `accounts.credentials` alone.
    hasher = SecretHasher(passes=1, memory_kib=8)
    uows = uow_factory(engine)
    with uows() as uow:
        _add_customers(uow, hasher)
        uow.commit()
    outbox = folder / "outbox.jsonl"
    notifier = OutboxNotifier(path=outbox, clock=clock, render=lambda kind, data: f"{kind} {data}")
    identity = Identity(uow_factory=uows, clock=clock, notifier=notifier, hasher=hasher)
    return Centre(identity, clock, uows, outbox)


def _hurry(connection: Any, _record: Any) -> None:
    # Thousands of commits; what the disk does is tested elsewhere.
    connection.execute("PRAGMA synchronous=OFF").close()


@pytest.fixture
def centre(engine: Engine, tmp_path: Path) -> Centre:
    """Open a centre at noon in Shanghai, on each kind of database in turn."""
    return _open(engine, tmp_path)


@pytest.fixture
def reopen(engine: Engine, centre: Centre) -> Callable[[], Identity]:
    """Return what a restart does: a new service on the same database."""

    def start() -> Identity:
        engine.dispose()
        return Identity(
            uow_factory=uow_factory(engine),
            clock=centre.clock,
            notifier=OutboxNotifier(
                path=centre.outbox, clock=centre.clock, render=lambda kind, _data: kind
            ),
            hasher=SecretHasher(passes=1, memory_kib=8),
        )

    return start


@pytest.fixture
def new_centre(sqlite_template: Path, tmp_path: Path) -> Iterator[Callable[[], Centre]]:
    """Make centres that share nothing, on SQLite; for tests that need many."""
    engines: list[Engine] = []

    def make() -> Centre:
        folder = tmp_path / str(len(engines))
        folder.mkdir()
        shutil.copyfile(sqlite_template, folder / "accounts.db")
        engines.append(open_engine(f"sqlite:///{folder / 'accounts.db'}"))
        event.listen(engines[-1], "connect", _hurry)
        return _open(engines[-1], folder)

    yield make
    for engine in engines:
        engine.dispose()
