"""One customer message, one effect: the key under which a write is made once."""

from __future__ import annotations

import hashlib

from accounts.access import Caller


def turn_key(caller: Caller, matter: str) -> str | None:
    """Return the idempotency key of `matter` in the caller's turn, 64 characters.

    None without a turn: there is nothing to tell a repetition by.
    """
    if not caller.turn_id:
        return None
    parts = f"{caller.conversation_id}\n{caller.turn_id}\n{matter}"
    return hashlib.sha256(parts.encode()).hexdigest()
