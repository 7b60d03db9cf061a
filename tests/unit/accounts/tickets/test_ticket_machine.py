"""Whatever customers and staff do to tickets, in whatever order: the service against a model."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.access import Caller
from accounts.bootstrap import Accounts
from accounts.clock import FixedClock
from accounts.tickets import MOVES, TicketRefused, promised_hours

NUMBER, STAFF = "13900000001", "8801"
SUBJECTS = ("signal", "broadband")
HOUR = timedelta(hours=1)


@dataclass
class Known:
    """What the model thinks of one ticket."""

    subject: str
    due: datetime
    state: str = "submitted"
    events: int = 1
    reports: int = 1
    priority: int = 0
    urged_at: datetime | None = None
    rating: int | None = None
    senior: bool = False


@dataclass
class Model:
    """All tickets that were opened, by id."""

    known: dict[str, Known] = field(default_factory=dict)

    def open_of(self, subject: str) -> str | None:
        """Return the open ticket of a type, or None."""
        alive = (
            name
            for name, each in self.known.items()
            if each.subject == subject and each.state not in ("resolved", "confirmed")
        )
        return next(alive, None)


class Tickets(RuleBasedStateMachine):
    """Customers and staff on tickets of one number a run; `accounts` and `clock` are set below."""

    accounts: Accounts
    clock: FixedClock
    runs = itertools.count()

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        # Each run has a customer of its own; the channel vouches for the number.
        run = next(self.runs)
        self.number = f"137{run:08d}"
        self.caller = Caller(f"run{run}", "web", recognised_number=self.number)
        self.turns = itertools.count()

    def _turn(self) -> Caller:
        return Caller(
            self.caller.conversation_id,
            "web",
            recognised_number=self.number,
            turn_id=f"t{next(self.turns)}",
        )

    @contextmanager
    def _refused_unless(self, allowed: bool) -> Iterator[None]:
        try:
            yield
        except TicketRefused:
            assert not allowed
        else:
            assert allowed

    @rule(subject=st.sampled_from(SUBJECTS))
    def report(self, subject: str) -> None:
        """Report a fault: a new ticket, or one that joins."""
        caller = self._turn()
        hours = promised_hours("fault", subject)
        ticket = self.accounts.tickets.open(
            caller, self.number, "fault", caller.turn_id, hours, subject=subject, join=True
        )
        joined = self.model.open_of(subject)
        assert (ticket.id == joined) is (joined is not None)
        if joined is None:
            self.model.known[ticket.id] = Known(subject, self.clock.now() + hours * HOUR)
        else:
            self.model.known[joined].reports += 1
            self.model.known[joined].events += 1

    @rule(hours=st.integers(1, 30))
    def pass_time(self, hours: int) -> None:
        """Let hours go by."""
        self.clock.advance(hours * HOUR)

    @precondition(lambda self: self.model.known)
    @rule(data=st.data(), state=st.sampled_from(sorted(MOVES)))
    def staff_moves(self, data: st.DataObject, state: str) -> None:
        """Have staff try any move."""
        name = data.draw(st.sampled_from(sorted(self.model.known)))
        known = self.model.known[name]
        by_staff = state in ("assigned", "processing", "resolved")
        with self._refused_unless(by_staff and state in MOVES[known.state]):
            self.accounts.desk.move(STAFF, name, state)
            known.state, known.events = state, known.events + 1
            known.rating = None if state == "resolved" else known.rating

    @precondition(lambda self: self.model.known)
    @rule(data=st.data(), wanted=st.sampled_from(["confirmed", "reopened"]))
    def customer_judges(self, data: st.DataObject, wanted: str) -> None:
        """Have the customer call it solved, or not."""
        name = data.draw(st.sampled_from(sorted(self.model.known)))
        known = self.model.known[name]
        said = (
            self.accounts.tickets.confirm if wanted == "confirmed" else self.accounts.tickets.reopen
        )
        already = known.state == wanted
        with self._refused_unless(already or wanted in MOVES[known.state]):
            said(self.caller, name)
            if not already:
                self._moved(known, wanted)

    @precondition(lambda self: self.model.known)
    @rule(data=st.data(), score=st.integers(1, 5))
    def customer_rates(self, data: st.DataObject, score: int) -> None:
        """Have the customer rate."""
        name = data.draw(st.sampled_from(sorted(self.model.known)))
        known = self.model.known[name]
        again = known.rating == score
        over = known.state in ("resolved", "confirmed")
        with self._refused_unless(again or (over and known.rating is None)):
            self.accounts.tickets.rate(self.caller, name, score)
            if not again:
                known.rating, known.events = score, known.events + 1
                if score <= 2:
                    known.senior, known.priority = True, known.priority + 2
                    self._moved(known, "reopened")
                elif known.state == "resolved":
                    self._moved(known, "confirmed")

    @precondition(lambda self: self.model.known)
    @rule(data=st.data())
    def customer_urges(self, data: st.DataObject) -> None:
        """Have the customer urge."""
        name = data.draw(st.sampled_from(sorted(self.model.known)))
        known, now = self.model.known[name], self.clock.now()
        fresh_one = known.urged_at is None or now - known.urged_at >= HOUR
        counts = fresh_one and known.state not in ("resolved", "confirmed")
        assert self.accounts.tickets.urge(self.caller, name).counted is counts
        if counts:
            known.urged_at, known.events = now, known.events + 1
            known.priority += 1

    def _moved(self, known: Known, state: str) -> None:
        known.state, known.events = state, known.events + 1
        if state == "reopened":
            known.due = self.clock.now() + promised_hours("fault", known.subject) * HOUR

    @invariant()
    def the_tickets_are_as_the_model_says(self) -> None:
        """Compare state, history, promise and counts."""
        for name, known in self.model.known.items():
            ticket = self.accounts.tickets.progress(self.caller, name)
            steps = [step.state for step in ticket.history]
            assert ticket.state == known.state == steps[-1]
            assert len(steps) == known.events
            assert all(b == a or b in MOVES[a] for a, b in itertools.pairwise(steps))
            assert all(step.actor for step in ticket.history)
            assert (ticket.due_at, ticket.reports) == (known.due, known.reports)
            assert (ticket.priority, ticket.senior) == (known.priority, known.senior)
            assert ticket.rating == known.rating
            assert ticket.overdue(self.clock.now()) is (
                self.clock.now() > known.due and known.state not in ("resolved", "confirmed")
            )


def test_tickets_keep_to_their_table_whatever_is_done(accounts, clock) -> None:
    """Illegal moves are refused, the history is complete, due times are right, duplicates join."""
    run_state_machine_as_test(
        type("Bound", (Tickets,), {"accounts": accounts, "clock": clock}),
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
