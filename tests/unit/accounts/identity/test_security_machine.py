"""Passwords, suspensions and payments in whatever order: the services against a plain model.

What is proved is taken from the door itself (`test_identity_machine` holds that down); here it is
shown that nothing happens without it, that states agree, and that the audit log is complete.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, update

from accounts.access import Caller, Credential, credentials_held
from accounts.errors import (
    AccountError,
    CodeLimitReached,
    CodeTooSoon,
    IdentityNeeded,
    LineRefused,
    NumberLocked,
    PasswordRefused,
    PasswordTooNew,
)
from accounts.lines import Lines
from accounts.payments import Payments
from accounts.storage.customers import customer_by_number
from accounts.storage.identity_tables import audit_entries
from accounts.storage.tables_customer import customers
from accounts.storage.tables_security import status_changes

CONVERSATIONS = ("c1", "c2")
PASSWORDS = ("481516", "739164", "408257", "295037")
WEAK = ("123456", "111111", "371111", "12345")
CODE, PASSWORD = Credential.CODE, Credential.PASSWORD
conversations = st.sampled_from(CONVERSATIONS)


@dataclass
class Model:
    """What the one customer's account should be."""

    status: str = "active"
    reason: str | None = None
    balance: Decimal = Decimal("10.00")
    password: str = PASSWORDS[0]
    reset_at: datetime | None = None


class SecurityMachine(RuleBasedStateMachine):
    """One customer, two conversations, a balance that falls; time passes in steps."""

    def __init__(self, new_centre: Callable) -> None:
        """Start from one active line with ten yuan."""
        super().__init__()
        self.centre = new_centre()
        ports = {"uow_factory": self.centre.uows, "clock": self.centre.clock}
        notifier = self.centre.identity._notifier
        self.lines = Lines(**ports, notifier=notifier)
        self.payments = Payments(**ports)
        self.model = Model()
        self.done: Counter[str] = Counter()
        self.turns = itertools.count()

    def _caller(self, conversation: str) -> Caller:
        return Caller(conversation, "test", turn_id=f"t{next(self.turns)}")

    def _held(self, conversation: str) -> frozenset[Credential]:
        with self.centre.uows(readonly=True) as uow:
            caller, now = self.centre.caller(conversation), self.centre.clock.now()
            return credentials_held(uow, caller, self.centre.owner, now)

    def _settled(self) -> bool:
        reset_at = self.model.reset_at
        return reset_at is None or self.centre.clock.now() >= reset_at + timedelta(hours=24)

    @rule(conversation=conversations)
    def prove_by_code(self, conversation: str) -> None:
        """Show a code, when one can be had."""
        try:
            code = self.centre.ask(conversation, self.centre.owner, "code")
        except (CodeTooSoon, CodeLimitReached, NumberLocked):
            return
        assert self.centre.identity.present(conversation, str(code)).outcome == "accepted"

    @rule(conversation=conversations, password=st.sampled_from(PASSWORDS))
    def prove_by_password(self, conversation: str, password: str) -> None:
        """Only the password in force opens."""
        try:
            self.centre.ask(conversation, self.centre.owner, "password")
        except NumberLocked:
            return
        outcome = self.centre.identity.present(conversation, password).outcome

        assert (outcome == "accepted") is (password == self.model.password)

    @rule(
        conversation=conversations,
        how=st.sampled_from(["change", "reset"]),
        entries=st.lists(st.sampled_from(PASSWORDS + WEAK), min_size=2, max_size=4),
    )
    def set_password(self, conversation: str, how: str, entries: list[str]) -> None:
        """Begin only under the right credentials; change only by two equal good entries."""
        held = self._held(conversation)
        try:
            self.centre.identity.begin_password(self._caller(conversation), self.centre.owner, how)
        except IdentityNeeded:
            # A reset also wants the code to be fresh, so a held one may still be refused.
            assert how == "reset" or not {CODE, PASSWORD} <= held
            return
        except (PasswordRefused, NumberLocked):
            return
        assert ({CODE, PASSWORD} if how == "change" else {CODE}) <= held
        assert how == "change" or self.model.reason != "loss"
        self._enter(conversation, how, entries)

    def _enter(self, conversation: str, how: str, entries: list[str]) -> None:
        first: str | None = None
        for entry in entries:
            outcome = self.centre.identity.present(conversation, entry).outcome
            if outcome == "again":
                assert first is None
                assert entry not in WEAK
                assert entry != self.model.password
                first = entry
            elif outcome == "changed":
                assert first == entry
                self.model.password = entry
                self.done[f"password_{'changed' if how == 'change' else 'reset'}"] += 1
                if how == "reset":
                    self.model.reset_at = self.centre.clock.now()
                return
            else:
                first = None
        self.centre.identity.abandon(conversation)

    @rule(conversation=conversations, reason=st.sampled_from(["loss", "request"]))
    def suspend(self, conversation: str, reason: str) -> None:
        """Suspend under a proof; money and a loss stand in the way of putting a number by."""
        proved = bool(self._held(conversation) & {CODE, PASSWORD})
        model = self.model
        allowed = model.reason != reason and not (
            reason == "request" and (model.reason == "loss" or model.balance < 0)
        )
        try:
            self.lines.suspend(self._caller(conversation), self.centre.owner, reason)
        except IdentityNeeded:
            assert not proved
        except LineRefused:
            assert not allowed
        else:
            assert proved
            assert allowed
            model.status, model.reason = "suspended", reason
            self.done[f"line_suspended_{reason}"] += 1

    @rule(conversation=conversations)
    def resume(self, conversation: str) -> None:
        """Resume under a proof; a lost line under the password alone, an owing one not at all."""
        held, model = self._held(conversation), self.model
        lost = model.reason == "loss"
        try:
            self.lines.resume(self._caller(conversation), self.centre.owner)
        except IdentityNeeded:
            assert not held & {CODE, PASSWORD} or (lost and PASSWORD not in held)
        except PasswordTooNew:
            assert lost
            assert not self._settled()
        except LineRefused:
            assert model.status == "active" or (model.reason == "arrears" and model.balance < 0)
        else:
            assert held & {CODE, PASSWORD}
            assert not lost or (PASSWORD in held and self._settled())
            owes = model.balance < 0
            model.status, model.reason = ("suspended", "arrears") if owes else ("active", None)
            self.done["line_suspended_arrears" if owes else "line_resumed"] += 1

    @rule()
    def run_into_debt(self) -> None:
        """Take more than there is, as the billing system may, and stop a line that runs."""
        self.model.balance = Decimal("-8.00")
        if self.model.status == "active":
            self.model.status, self.model.reason = "suspended", "arrears"
        values = {
            "balance": self.model.balance,
            "status": self.model.status,
            "suspended_reason": self.model.reason,
        }
        with self.centre.uows() as uow:
            mine = customers.c.number == self.centre.owner
            uow.execute(update(customers).where(mine).values(values))
            uow.commit()

    @precondition(lambda self: self.model.balance < 0)
    @rule(conversation=conversations, amount=st.sampled_from(["3.00", "8.00", "50.00"]))
    def pay(self, conversation: str, amount: str) -> None:
        """Paying what is owed ends a suspension for arrears and no other."""
        try:
            self.payments.top_up(self._caller(conversation), self.centre.owner, Decimal(amount))
        except AccountError:
            assert not self._held(conversation) & {CODE, PASSWORD}
            return
        self.model.balance += Decimal(amount)
        if self.model.balance >= 0 and self.model.reason == "arrears":
            self.model.status, self.model.reason = "active", None
            self.done["line_resumed"] += 1

    @rule(seconds=st.sampled_from([61, 700, 1800, 90_000]))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.centre.clock.advance(timedelta(seconds=seconds))

    @invariant()
    def the_account_is_what_the_model_says(self) -> None:
        """State, reason and balance; nobody else's changed."""
        with self.centre.uows(readonly=True) as uow:
            mine = customer_by_number(uow, self.centre.owner)
            other = customer_by_number(uow, self.centre.other)
        assert mine is not None
        assert other is not None
        assert (mine.status, mine.suspended_reason) == (self.model.status, self.model.reason)
        assert mine.balance == self.model.balance
        assert (other.status, other.balance) == ("active", Decimal("10.00"))

    @invariant()
    def every_change_is_in_the_audit_log_once(self) -> None:
        """As many entries of each kind as changes, and each change has its row."""
        with self.centre.uows(readonly=True) as uow:
            logged = Counter(uow.execute(select(audit_entries.c.what)).scalars())
            rows = uow.execute(select(status_changes.c.id)).all()
        lines = {what: count for what, count in self.done.items() if what.startswith("line")}

        assert {what: logged[what] for what in lines} == lines
        assert sum(lines.values()) == len(rows)
        # A reset is logged when it is begun, under the same name, and when it is done.
        assert logged["password_changed"] == self.done["password_changed"]
        assert logged["password_reset"] >= self.done["password_reset"]


def test_no_order_of_events_changes_an_account_without_its_credential(
    new_centre, monkeypatch
) -> None:
    """Random histories of proofs, passwords, suspensions, debts and payments agree."""

    def replayable() -> SecurityMachine:
        # A history is told again to shrink it, and has to meet the same codes each time.
        codes = Random(0)
        monkeypatch.setattr("accounts.identity.service.secrets.randbelow", codes.randrange)
        return SecurityMachine(new_centre)

    run_state_machine_as_test(
        replayable,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
