"""Whatever customers order, revoke and leave lying, in whatever order: against a plain model.

Nothing is ordered that was not agreed to, nothing twice; every effect is in the audit log; a
revoked order leaves nothing behind; and money only moves as the orders say.
"""

from __future__ import annotations

import itertools
import shutil
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import event

from accounts.access import Caller
from accounts.bootstrap import open_accounts
from accounts.clock import SHANGHAI, FixedClock, local
from accounts.errors import NotFound, OrderRefused
from accounts.month import Month
from accounts.orders.model import Order, Wish
from accounts.storage.account_rows import bill_lines, subscription_rows
from accounts.storage.audit_log import entries_for
from accounts.storage.customers import customer_by_number

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=SHANGHAI)
SECRETS = {"13900000001": "415926", "13900000004": "141421"}
NUMBERS = tuple(SECRETS)
ITEMS = (
    ("package", "S20"), ("package", "M50"), ("package", "L90"), ("package", "OLD"),
    ("addon", "D5"), ("addon", "D1"), ("addon", "ROAM"),
    ("service", "RING"), ("service", "HUSH"), ("service", "GAME"),
    ("cancel", "RING"), ("cancel", "GAME"), ("cancel", "D5"), ("cancel", "HUSH"),
)  # fmt: skip


class OrdersMachine(RuleBasedStateMachine):
    """Customers of the shop against `Orders`; `template` is a database that holds it."""

    template: Path
    folder: Path
    runs = itertools.count()

    def __init__(self) -> None:
        """Open a fresh copy of the shop."""
        super().__init__()
        folder = self.folder / str(next(self.runs))
        folder.mkdir()
        path = shutil.copyfile(self.template, folder / "accounts.db")
        self.clock = FixedClock(NOON)
        self.accounts = open_accounts(
            url=f"sqlite:///{path}", clock=self.clock, outbox_path=folder / "outbox.jsonl"
        )
        event.listen(self.accounts.engine, "connect", _without_syncing)
        self.accounts.engine.dispose()
        self.questions: dict[str, tuple[str, Wish]] = {}
        self.agreed: dict[str, set[str]] = {number: set() for number in NUMBERS}
        self.seen: dict[str, tuple[Order, ...]] = dict.fromkeys(NUMBERS, ())
        self.begun = {each: self._state(each) for each in NUMBERS}

    def teardown(self) -> None:
        """Close the copy."""
        self.accounts.close()

    def _caller(self, number: str, turn: str = "") -> Caller:
        caller = Caller(f"c-{number}", "web", turn_id=turn)
        held = self.accounts.identity.verified_number(caller)
        if held != number:
            self.accounts.identity.open_challenge(caller, number, "password")
            self.accounts.identity.present(caller.conversation_id, SECRETS[number])
        return caller

    def _state(self, number: str) -> dict[str, Any]:
        """Return what the tables hold, looked at past the door, which would settle and audit."""
        with self.accounts.uows(readonly=True) as uow:
            customer = customer_by_number(uow, number)
            held = {row.code for row in subscription_rows(uow, number)}
            lines = bill_lines(uow, number, Month(2026, 1), Month(2099, 1))
        assert customer is not None
        billed = sum((row.amount for row in lines if row.item is not None), Decimal(0))
        return {
            "balance": customer.balance,
            "package": customer.package_code,
            "held": held,
            "billed": billed,
        }

    @rule(number=st.sampled_from(NUMBERS), item=st.sampled_from(ITEMS))
    def ask(self, number: str, item: tuple[str, str]) -> None:
        """Have terms read; this alone changes nothing."""
        before = self._state(number)
        try:
            terms = self.accounts.orders.terms(self._caller(number), number, *item)
        except OrderRefused:
            terms = None

        assert self._state(number) == before
        if terms is not None:
            wish = Wish(terms.kind, terms.code, terms.mark)
            self.questions[f"q{len(self.questions)}"] = (number, wish)

    @rule(pick=st.integers(0, 5), times=st.integers(1, 2))
    def agree(self, pick: int, times: int) -> None:
        """Say yes to one of the last questions, perhaps twice, perhaps long after it was put."""
        if not self.questions:
            return
        question = list(self.questions)[-1 - pick % len(self.questions)]
        number, wish = self.questions[question]
        for _ in range(times):
            try:
                (order,) = self.accounts.orders.place(
                    self._caller(number, question), number, [wish]
                )
            except OrderRefused:
                return
            assert (order.kind, order.code) == (wish.kind, wish.code)
            self.agreed[number].add(question)

    @rule(number=st.sampled_from(NUMBERS), pick=st.integers(0, 9), other=st.booleans())
    def revoke(self, number: str, pick: int, other: bool) -> None:
        """Revoke an order, sometimes as somebody else; what it would have changed is unchanged."""
        found = self.seen[number]
        if not found:
            return
        order = found[pick % len(found)]
        if other:
            stranger = next(each for each in NUMBERS if each != number)
            try:
                self.accounts.orders.revoke(self._caller(stranger), stranger, order.id)
            except NotFound:
                return
            raise AssertionError("an order of somebody else was revoked")
        before = self._state(number)
        try:
            revoked = self.accounts.orders.revoke(self._caller(number), number, order.id)
        except OrderRefused:
            assert order.state in ("effective", "void")
        else:
            assert (order.state, revoked.state) in (("pending", "revoked"), ("revoked", "revoked"))
        assert self._state(number) == before

    @rule(days=st.integers(0, 40))
    def wait(self, days: int) -> None:
        """Let days go by."""
        self.clock.advance(timedelta(days=days, hours=7))

    @rule()
    def settle(self) -> None:
        """Run the nightly command; a second run finds nothing to do."""
        self.accounts.orders.settle_due()

        assert self.accounts.orders.settle_due() == 0

    @invariant()
    def orders_are_those_agreed_to(self) -> None:
        """As many orders as questions answered yes: none without, none twice."""
        for number in NUMBERS:
            found = self.accounts.orders.of(self._caller(number), number)
            self.seen[number] = found

            assert len(found) == len(self.agreed[number])
            assert sum(each.pending and each.kind == "package" for each in found) <= 1
            assert not any(each.pending and each.effective_at <= self.clock.now() for each in found)
            _check_days(found)
            self._check_effects(number, found)
            self._check_records(number, found)

    def _check_effects(self, number: str, found: tuple[Order, ...]) -> None:
        """Check that what is had and owned follows from the beginning and the effective orders."""
        package, held = self.begun[number]["package"], set(self.begun[number]["held"])
        done = [each for each in found if each.state == "effective"]
        for each in sorted(done, key=lambda order: (order.effective_at, order.id)):
            if each.kind == "package":
                package = each.code
            elif each.kind == "cancel":
                held.discard(each.code)
            elif each.code not in ("D1", "ROAM"):
                held.add(each.code)
        charged = sum((each.charged for each in found), Decimal(0))
        state = self._state(number)

        assert (state["package"], state["held"]) == (package, held)
        assert self.begun[number]["balance"] - state["balance"] == charged
        assert state["billed"] - self.begun[number]["billed"] == charged

    def _check_records(self, number: str, found: tuple[Order, ...]) -> None:
        """Check that the audit log has an entry for each step of each order."""
        with self.accounts.uows(readonly=True) as uow:
            entries = [row.what for row in entries_for(uow, number)]

        assert sum(what.startswith("order_") for what in entries) == sum(
            len(each.history) for each in found
        )


def _check_days(found: tuple[Order, ...]) -> None:
    """Check that changes and cancellations begin with the next month in Shanghai."""
    for each in found:
        if each.kind in ("package", "cancel"):
            assert local(each.effective_at).day == 1
            assert Month.of(each.effective_at) == Month.of(each.ordered_at).plus(1)


def _without_syncing(connection: Any, _record: Any) -> None:
    # Thousands of commits: what a power cut would lose is not what is tested here.
    connection.execute("PRAGMA synchronous=OFF").close()


def test_orders_keep_their_promises(shop_template: Path, tmp_path: Path) -> None:
    """Whatever comes after what, the invariants above hold."""
    machine = type("Machine", (OrdersMachine,), {"template": shop_template, "folder": tmp_path})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
