"""What customers are writing and have not sent: shown to their agent, never stored."""

from __future__ import annotations

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Callable

from bot.channels.limits import Buckets
from bot.channels.parsing import clean
from bot.redaction import mask_text

MOST_CHARS = 500
PER_MINUTE = 120
"""Drafts of one conversation; what comes faster is left out, the next one says it all."""

KEPT = 2_000
"""Conversations whose last draft is held in memory for a desk that comes a moment later."""

_DIGITS = re.compile(r"[0-9][0-9 \-]{2,}[0-9]")
_HIDDEN = "••••"

Listener = Callable[[str, str], None]
"""Told the conversation and the draft; must return at once."""


class Drafts:
    """Passes drafts on, hidden as far as they may become a secret."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._buckets = Buckets(PER_MINUTE)
        self._present: OrderedDict[str, str] = OrderedDict()

    def listen(self, listener: Listener) -> None:
        """Pass every draft on to `listener`."""
        self._listeners.append(listener)

    def show(self, conversation_id: str, text: str) -> None:
        """Pass a draft on; an empty one means that it was sent or given up."""
        if not self._listeners or (text and self._buckets.take(conversation_id)):
            return
        shown = hidden(clean(text)[:MOST_CHARS])
        self._keep(conversation_id, shown)
        for listener in self._listeners:
            listener(conversation_id, shown)

    def present(self, conversation_id: str) -> str:
        """Return what is being written there now, as it was passed on; empty when nothing is.

        A page says what is in it when it hears that an agent is there, and the agent's desk may
        begin to follow the conversation a moment later.
        """
        return self._present.get(conversation_id, "")

    def forget(self, conversation_id: str) -> None:
        """Take back what was being written there, if anything was: the page has gone."""
        if self.present(conversation_id):
            self.show(conversation_id, "")

    def _keep(self, conversation_id: str, shown: str) -> None:
        self._present.pop(conversation_id, None)
        if shown:
            self._present[conversation_id] = shown
        if len(self._present) > KEPT:
            self._present.popitem(last=False)


def hidden(text: str) -> str:
    """Return `text` without personal data and without any run of digits.

    A code or password is half typed before it can be told from an amount; so no run of four
    digits or more is shown before the message is sent.
    """
    plain = "".join(
        unicodedata.normalize("NFKC", char) if char.isdigit() else char for char in text
    )
    return _DIGITS.sub(_HIDDEN, mask_text(plain))
