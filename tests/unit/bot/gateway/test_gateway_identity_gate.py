"""What the gate tells the core of secrets: which kind is awaited, and what became of one."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from accounts.identity import Challenge, Outcome
from bot.gateway.identity import IdentityGate

LATER = datetime(2026, 11, 15, 12, 30, tzinfo=timezone.utc)


class PlainIdentity:
    """An identity service that awaits and answers what the test says."""

    def __init__(self, awaited: Challenge | None, outcome: Outcome) -> None:
        """Keep both."""
        self._awaited = awaited
        self._outcome = outcome

    def awaited(self, conversation_id: str) -> Challenge | None:
        """Return what was given."""
        return self._awaited

    def present(self, conversation_id: str, secret: str) -> Outcome:
        """Return what was given."""
        return self._outcome


@pytest.mark.parametrize("kind", ["code", "password", "new_password"])
def test_the_kind_awaited_is_told_so_that_its_shape_is_known(kind) -> None:
    """A new password may have any shape; nothing awaited is None."""
    outcome = Outcome("weak", kind, 3, reason="run")
    gate = IdentityGate(PlainIdentity(Challenge("13711110001", kind, LATER), outcome))

    assert gate.expects("c1") == kind
    assert IdentityGate(PlainIdentity(None, outcome)).expects("c1") is None


def test_an_outcome_carries_its_reason_and_never_the_number() -> None:
    """What the metadata of the turn holds is what an action may see."""
    outcome = Outcome("locked", "new_password", 0, LATER, "13711110001")
    told = IdentityGate(PlainIdentity(None, outcome)).present("c1", "739164")

    assert told == {
        "outcome": "locked",
        "kind": "new_password",
        "attempts_left": 0,
        "locked_until": LATER.isoformat(),
        "reason": None,
    }
