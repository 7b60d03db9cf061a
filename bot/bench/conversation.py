"""What the measured customers say."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from ruamel.yaml import YAML

from bot.settings import ROOT

SCRIPT = ROOT / "data" / "bench" / "conversation.yml"
VERIFIED_EVERY = 4
"""One conversation in this many proves a number, while there are numbers left."""
_OUTBOX_SECONDS = 5.0


@dataclass(frozen=True)
class Script:
    """The sentences of `data/bench/conversation.yml` and the numbers that can be proved."""

    mixed: tuple[str, ...]
    long: tuple[str, ...]
    opening_of_verified: str
    code_stand_in: str
    numbers: tuple[str, ...]
    ending: frozenset[str] = frozenset()

    @classmethod
    def load(cls, customers: Path) -> Script:
        """Read the script, and the customers' numbers from the seed file `customers`."""
        words = _read(SCRIPT)
        return cls(
            mixed=tuple(words["mixed"]),
            long=tuple(words["long"]),
            opening_of_verified=words["opening_of_verified"],
            code_stand_in=words["code_stand_in"],
            ending=frozenset(words["ending"]),
            numbers=tuple(str(one["phone_number"]) for one in _read(customers)["customers"]),
        )

    def ordinary(self, place: int, turns: int) -> list[str]:
        """Return the turns of conversation `place`, each beginning elsewhere in `mixed`."""
        start = place % len(self.mixed)
        return list(islice(cycle(self.mixed), start, start + turns))

    def staying(self, turns: int) -> list[str]:
        """Return the turns of a conversation that nothing ends, so that it stays verified."""
        kept = [each for each in self.mixed if each not in self.ending]
        return list(islice(cycle(kept), turns))

    def number_for(self, place: int) -> str | None:
        """Return the number that conversation `place` proves, or None when it proves none.

        Each number is used once: a second code within a minute would be refused.
        """
        turn, rest = divmod(place, VERIFIED_EVERY)
        return self.numbers[turn] if not rest and turn < len(self.numbers) else None

    def lengthy(self, turns: int) -> list[str]:
        """Return the turns of the long conversation."""
        return list(islice(cycle(self.long), turns))


async def code_for(outbox: Path, number: str) -> str | None:
    """Return the last code sent to `number`, waiting a few seconds for it, else None."""
    for _ in range(int(_OUTBOX_SECONDS / 0.1)):
        code = await asyncio.to_thread(last_code, outbox, number)
        if code is not None:
            return code
        await asyncio.sleep(0.1)
    return None


def last_code(outbox: Path, number: str) -> str | None:
    """Return the last code sent to `number`, or None when there is none yet."""
    lines = outbox.read_text(encoding="utf-8").splitlines() if outbox.is_file() else []
    for entry in map(json.loads, reversed(lines)):
        if entry["to"] == number and "code" in entry["data"]:
            return str(entry["data"]["code"])
    return None


def _read(path: Path) -> dict:  # type: ignore[type-arg] # the shape is checked where it is used
    loaded: dict = YAML(typ="safe").load(path.read_text(encoding="utf-8"))  # type: ignore[type-arg]
    return loaded
