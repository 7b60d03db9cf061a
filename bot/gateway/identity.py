"""Lets the core redeem codes and passwords at the identity service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.identity import Identity


class IdentityGate:
    """Implements the core's `CredentialGate`; every call blocks on the account database."""

    def __init__(self, identity: Identity) -> None:
        """`identity` judges the secrets."""
        self._identity = identity

    def expects(self, conversation_id: str) -> str | None:
        """Return the kind of secret that has been asked for and is still awaited, or None."""
        awaited = self._identity.awaited(conversation_id)
        return None if awaited is None else awaited.kind

    def present(self, conversation_id: str, secret: str) -> Mapping[str, Any]:
        """Check `secret` and return what the turn's metadata says of it; the number stays out."""
        outcome = self._identity.present(conversation_id, secret)
        until = outcome.locked_until
        return {
            "outcome": outcome.outcome,
            "kind": outcome.kind,
            "attempts_left": outcome.attempts_left,
            "locked_until": until.isoformat() if until else None,
            "reason": outcome.reason,
        }

    def close(self, conversation_id: str) -> None:
        """End what the conversation was asked and what it proved."""
        self._identity.close(conversation_id)
