"""The account services on a shop of their own, on SQLite; every caller has proved the number."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from accounts.access import Caller
from accounts.bootstrap import Accounts, open_accounts, seed_file
from accounts.clock import SHANGHAI, FixedClock
from accounts.orders.model import Order, Wish

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=SHANGHAI)
SHOP = Path(__file__).with_name("shop.yml")
PASSWORDS = {
    "13900000001": "415926",
    "13900000002": "271828",
    "13900000003": "161803",
    "13900000004": "141421",
}


class Shop:
    """Customers at the counter: who they are is proved, what they order is said in one line."""

    file = SHOP

    def __init__(self, accounts: Accounts, clock: FixedClock, outbox: Path) -> None:
        """Stand before `accounts`; notices are read from `outbox`."""
        self.accounts = accounts
        self.clock = clock
        self._outbox = outbox

    def caller(self, number: str, conversation: str = "c1", turn: str = "t1") -> Caller:
        """Return a caller who has proved `number` in `conversation` just now."""
        caller = Caller(conversation, "web", turn_id=turn)
        self.accounts.identity.open_challenge(caller, number, "password")
        assert self.accounts.identity.present(conversation, PASSWORDS[number]).outcome == "accepted"
        return caller

    def order(
        self, number: str, kind: str, *codes: str, conversation: str = "c1", turn: str = "t1"
    ) -> tuple[Order, ...]:
        """Read the terms and agree to them."""
        caller = self.caller(number, conversation, turn)
        wanted = [(kind, code) for code in codes]
        terms = self.accounts.orders.terms_together(caller, number, wanted)
        wishes = [Wish(kind, each.code, each.mark) for each in terms]
        return self.accounts.orders.place(caller, number, wishes)

    def balance(self, number: str) -> str:
        """Return the balance as text."""
        return str(self.accounts.balance.balance(self.caller(number), number).amount)

    def package(self, number: str) -> str:
        """Return the code of the package in use."""
        return self.accounts.customers.package(self.caller(number), number).code

    def held(self, number: str) -> set[str]:
        """Return the codes subscribed."""
        found = self.accounts.customers.subscriptions(self.caller(number), number)
        return {each.code for each in found}

    def audited(self, number: str) -> list[str]:
        """Return what the audit log says happened to orders, oldest first."""
        found = self.accounts.audit.entries_of(self.caller(number), number)
        return [each.what for each in reversed(found) if each.what.startswith("order_")]

    def notices(self) -> list[dict[str, str]]:
        """Return what was sent about orders, oldest first."""
        if not self._outbox.exists():
            return []
        lines = [json.loads(each) for each in self._outbox.read_text("utf-8").splitlines()]
        return [each for each in lines if each["kind"].startswith("order_")]


@pytest.fixture(scope="session")
def shop_template(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """Give a SQLite file that holds the shop, to copy."""
    folder = tmp_path_factory.mktemp("shop")
    path = Path(shutil.copyfile(sqlite_template, folder / "accounts.db"))
    opened = open_accounts(
        url=f"sqlite:///{path}", clock=FixedClock(NOON), outbox_path=folder / "outbox.jsonl"
    )
    seed_file(opened, SHOP)
    opened.close()
    return path


@pytest.fixture
def shop(shop_template: Path, tmp_path: Path) -> Iterator[Shop]:
    """Open the shop at noon of 15 November 2026 in Shanghai."""
    path = shutil.copyfile(shop_template, tmp_path / "accounts.db")
    clock, outbox = FixedClock(NOON), tmp_path / "outbox.jsonl"
    opened = open_accounts(url=f"sqlite:///{path}", clock=clock, outbox_path=outbox)
    yield Shop(opened, clock, outbox)
    opened.close()
