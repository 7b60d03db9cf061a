"""What is asked of a conversation, and what became of its answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal["code", "password"]
Result = Literal["accepted", "wrong", "locked", "expired"]


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

    `attempts_left` counts the wrong tries that the conversation may still make; `locked_until` is
    set when `outcome` is locked. `number` is None only when nothing was awaited, which counts as
    expired.
    """

    outcome: Result
    kind: Kind
    attempts_left: int
    locked_until: datetime | None = None
    number: str | None = field(default=None, repr=False)
