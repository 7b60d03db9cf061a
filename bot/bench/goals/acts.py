"""What a simulated customer does in one turn."""

from __future__ import annotations

from dataclasses import dataclass

IDENTITY = frozenset({"number", "code", "password", "use_password"})
"""Acts that only prove who is speaking: what was agreed to before them still stands."""


@dataclass(frozen=True)
class Act:
    """One message, and what the customer means by it.

    `meaning` is the name of a question that is answered (reading.yml), ``yes``, ``no``, ``wish``
    (the goal is put), ``person``, or the name of a quirk. `text` is what is sent: words, or the
    payload of the button `pressed` (its title).
    """

    meaning: str
    text: str
    pressed: str = ""
    goal: str = ""
    """The goal that is put, of a ``wish``."""

    @property
    def shown(self) -> str:
        """What a reader of the transcript sees."""
        return f"[{self.pressed}]" if self.pressed else self.text
