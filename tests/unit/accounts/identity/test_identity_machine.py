"""Whatever customers and guessers do, in whatever order: the service against a plain model."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
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

from accounts.access import Credential, Purpose, allows, credentials_held
from accounts.errors import CodeLimitReached, CodeTooSoon, NumberLocked

CONVERSATIONS = ("c1", "c2")
NUMBERS = ("owner", "other", "nobody")
LONG_AGO = datetime(1970, 1, 1, tzinfo=timezone.utc)
HALF_AN_HOUR = timedelta(minutes=30)

conversations, numbers = st.sampled_from(CONVERSATIONS), st.sampled_from(NUMBERS)


@dataclass
class Asked:
    """What the model thinks a conversation has been asked for."""

    number: str
    kind: str
    answer: str | None
    at: datetime


@dataclass
class Model:
    """The handbook's rules, kept in dictionaries and read by nobody but the test."""

    asked: dict[str, Asked] = field(default_factory=dict)
    codes: dict[tuple[str, str], Asked] = field(default_factory=dict)
    sent_at: dict[str, list[datetime]] = field(default_factory=dict)
    asked_at: dict[str, list[datetime]] = field(default_factory=dict)
    locked_until: dict[str, datetime] = field(default_factory=dict)
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong_anywhere: Counter[str] = field(default_factory=Counter)
    proved_until: dict[tuple[str, str, Credential], datetime] = field(default_factory=dict)

    def locked(self, number: str, now: datetime) -> bool:
        """Tell whether the number is closed."""
        return self.locked_until.get(number, LONG_AGO) > now

    def held(self, conversation: str, number: str, now: datetime) -> set[Credential]:
        """Return what the conversation has proved and not lost."""
        return {
            credential
            for credential in Credential
            if self.proved_until.get((conversation, number, credential), LONG_AGO) > now
        }

    def forget(self, conversation: str, number: str) -> None:
        """Take back what the conversation has proved of the number, and its code."""
        self.codes.pop((conversation, number), None)
        for credential in Credential:
            self.proved_until.pop((conversation, number, credential), None)


class IdentityMachine(RuleBasedStateMachine):
    """Two conversations, two owned numbers and one that nobody owns; time passes in steps.

    All within one Shanghai day and one day's memory of tries, so that the model stays plain.
    """

    def __init__(self, new_centre: Callable) -> None:
        """Start from an empty service and an empty model."""
        super().__init__()
        self.centre = new_centre()
        self.centre.clock.advance(timedelta(hours=12))  # midnight: the whole day lies ahead
        self.model = Model()
        self.used: set[str] = set()

    @property
    def now(self) -> datetime:
        """The service's time."""
        return self.centre.clock.now()

    def _number(self, name: str) -> str:
        return str(getattr(self.centre, name))

    @rule(conversation=conversations, number=numbers)
    def ask_for_code(self, conversation: str, number: str) -> None:
        """Send a code if the number is open, a minute has passed and fewer than five were sent.

        Nor more than five an hour for the conversation.
        """
        here = self.model.asked_at.setdefault(conversation, [])
        paused = sum(self.now - at < timedelta(hours=1) for at in here) == 5
        sent = self.model.sent_at.setdefault(number, [])
        too_soon = bool(sent) and self.now - sent[-1] < timedelta(seconds=60)
        try:
            code = self.centre.ask(conversation, self._number(number))
        except NumberLocked:
            assert self.model.locked(number, self.now)
            return
        except (CodeTooSoon, CodeLimitReached):
            assert too_soon or paused or len(sent) == 5
            self._await_earlier_code(conversation, number)
            return
        asked = Asked(number, "code", code, self.now)
        sent.append(self.now)
        here.append(self.now)
        self.model.asked[conversation] = self.model.codes[conversation, number] = asked

        assert len(sent) <= 5
        assert not self.model.locked(number, self.now)
        assert not too_soon
        assert not paused
        assert (code is None) == (number == "nobody")

    def _await_earlier_code(self, conversation: str, number: str) -> None:
        earlier = self.model.codes.get((conversation, number))
        if earlier is not None and self.now < earlier.at + timedelta(minutes=10):
            self.model.asked[conversation] = earlier
            return
        asked = self.model.asked.get(conversation)
        if asked is not None and asked.number != number:
            # What is said next is meant for this number: it proves and locks no other one.
            del self.model.asked[conversation]

    @rule(conversation=conversations, number=numbers)
    def ask_for_password(self, conversation: str, number: str) -> None:
        """Ask for the password, which may be done whenever the number is not locked."""
        locked = self.model.locked(number, self.now)
        try:
            self.centre.ask(conversation, self._number(number), "password")
        except NumberLocked:
            assert locked
            return
        answer = None if number == "nobody" else self.centre.password
        self.model.asked[conversation] = Asked(number, "password", answer, self.now)

        assert not locked

    @precondition(lambda self: self.model.asked)
    @rule(data=st.data(), right=st.booleans())
    def present(self, data: st.DataObject, right: bool) -> None:
        """Accept a right secret in time and lock at the third wrong one; a late one is neither."""
        conversation = data.draw(st.sampled_from(sorted(self.model.asked)))
        asked = self.model.asked[conversation]
        secret = asked.answer if right and asked.answer else "wrong!"
        outcome = self.centre.identity.present(conversation, secret).outcome

        assert outcome == self._expected(conversation, asked, right=secret == asked.answer)
        if outcome == "accepted" and asked.kind == "code":
            assert secret not in self.used
            self.used.add(secret)

    def _expected(self, conversation: str, asked: Asked, *, right: bool) -> str:
        model, number = self.model, asked.number
        if model.locked(number, self.now):
            return "locked"
        if self.now >= asked.at + timedelta(minutes=10):
            del model.asked[conversation]
            return "expired"
        if right:
            del model.asked[conversation]
            if asked.kind == "code":
                del model.codes[conversation, number]
            proved = (conversation, number, Credential(asked.kind))
            model.proved_until[proved] = self.now + HALF_AN_HOUR
            model.wrong[conversation, number] = model.wrong_anywhere[number] = 0
            return "accepted"
        return self._count_wrong(conversation, number)

    def _count_wrong(self, conversation: str, number: str) -> str:
        model = self.model
        model.wrong[conversation, number] += 1
        model.wrong_anywhere[number] += 1
        here = sum(model.wrong[conversation, each] for each in NUMBERS)
        if here < 3 and model.wrong_anywhere[number] < 10:
            return "wrong"
        del model.asked[conversation]
        model.locked_until[number] = self.now + HALF_AN_HOUR
        model.wrong_anywhere[number] = 0
        for each in NUMBERS:
            model.wrong[conversation, each] = 0
        for each in CONVERSATIONS:
            model.forget(each, number)
        return "locked"

    @rule(conversation=conversations)
    def close(self, conversation: str) -> None:
        """Close: the conversation has been asked nothing and has proved nothing."""
        self.centre.identity.close(conversation)
        self.model.asked.pop(conversation, None)
        for number in NUMBERS:
            self.model.forget(conversation, number)

        assert not self.centre.identity.expects(conversation)

    @rule(seconds=st.sampled_from([1, 30, 59, 60, 599, 600, 1799, 1800]))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.centre.clock.advance(timedelta(seconds=seconds))

    @invariant()
    def the_door_is_open_to_what_was_proved_and_to_nothing_else(self) -> None:
        """Held is exactly what the model says, and without it the door is shut."""
        with self.centre.uows(readonly=True) as uow:
            for conversation, name in itertools.product(CONVERSATIONS, NUMBERS):
                caller, number = self.centre.caller(conversation), self._number(name)
                proved = self.model.held(conversation, name, self.now)

                assert credentials_held(uow, caller, number, self.now) == proved
                assert allows(uow, caller, number, Purpose.PAYMENTS, self.now) is bool(proved)

    @invariant()
    def no_code_reaches_a_number_that_nobody_owns(self) -> None:
        """Hold codes of customers alone in the outbox."""
        assert self.centre.nobody not in {line["to"] for line in self.centre.sent()}


def test_no_order_of_events_opens_a_door_that_should_be_shut(new_centre, monkeypatch) -> None:
    """Random histories of challenges, guesses, waits and closings agree with the handbook."""

    def replayable() -> IdentityMachine:
        # A history is told again to shrink it, and has to meet the same codes each time.
        codes = Random(0)
        monkeypatch.setattr("accounts.identity.service.secrets.randbelow", codes.randrange)
        return IdentityMachine(new_centre)

    run_state_machine_as_test(
        replayable,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
