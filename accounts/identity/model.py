"""What is asked of a conversation, and what became of its answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal["code", "password", "new_password"]
Result = Literal[
    "accepted", "wrong", "locked", "expired", "weak", "again", "mismatch", "often", "changed"
]
NEW_PASSWORD: Kind = "new_password"  # noqa: S105 - the name of a kind, not a password
"""The kind that proves nothing: a secret to be set (`accounts.identity.passwords`)."""


@dataclass(frozen=True)
class Challenge:
    """What a conversation has been asked for.

    `sent` tells whether a code left with this very call (for a number that nobody owns: whether
    one would have); another may then be sent after `retry_seconds`.
    """

    number: str = field(repr=False)
    kind: Kind
    expires_at: datetime
    sent: bool = False
    retry_seconds: int = 0


@dataclass(frozen=True)
class Outcome:
    """What became of a secret.

    The first four results judge a proof, the others (and locked, expired) a new password; `reason`
    then says what makes it weak.

    `attempts_left` counts the wrong tries that the conversation may still make; `locked_until` is
    set when `outcome` is locked. `number` is None only when nothing was awaited, which counts as
    expired.
    """

    outcome: Result
    kind: Kind
    attempts_left: int
    locked_until: datetime | None = None
    number: str | None = field(default=None, repr=False)
    reason: str | None = None
