"""The actions that change something: none acts without a yes (handbook §3, third prohibition)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from actions.base import ServiceAction
from actions.confirmation import agreed
from actions.dialogue.menu import please_tell
from actions.turn import Reply, Turn


class AgreedAction(ServiceAction, ABC):
    """Does what was read back and agreed to in this conversation, and nothing else.

    Without anything agreed to (a button of yesterday, a yes to another question) the customer is
    asked what is wanted.
    """

    def serve(self, turn: Turn) -> Reply:
        """Act on what was agreed to, when anything was."""
        data = agreed(turn, self.NAME)
        return please_tell(turn) if data is None else self.act(turn, data)

    @abstractmethod
    def act(self, turn: Turn, data: Mapping[str, Any]) -> Reply:
        """Do what `data` says, which is what was read back; may raise AccountError."""
