"""Where the time of a turn goes: stop-watches at the doors between rooms, and a picture of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

COLOURS = {
    "understanding": "#2f6fed",
    "next action": "#7a5af5",
    "actions and accounts": "#12a594",
    "tracker": "#e5484d",
    "rest of Rasa": "#8b8d98",
    "gateway": "#f5a524",
}
PARTS = tuple(COLOURS)
"""The parts of a turn, in the order of the picture; the first four have a door of their own."""
_WIDTH, _ROW, _LEFT = 720, 34, 190


@dataclass
class Watch:
    """Milliseconds spent behind each door since the last `take`."""

    spent: dict[str, float] = field(default_factory=dict)

    def take(self) -> dict[str, float]:
        """Return what was spent and begin again."""
        taken, self.spent = self.spent, {}
        return taken

    def add(self, door: str, started: float) -> None:
        """Count the time since `started` (perf_counter) for `door`."""
        self.spent[door] = self.spent.get(door, 0.0) + (time.perf_counter() - started) * 1000


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Put stop-watches on the doors of the engine while the block runs.

    A measurement only: nothing but the time of the calls is looked at.
    """
    # Imported here: Rasa takes seconds and is loaded by the engine already.
    from rasa.core.processor import MessageProcessor  # noqa: PLC0415

    from bot.engine.action_endpoint import LocalActions  # noqa: PLC0415
    from bot.engine.embedded import EmbeddedEngine  # noqa: PLC0415
    from bot.engine.tracker_store import EventTrackerStore  # noqa: PLC0415

    doors = (
        (MessageProcessor, "parse_message", "understanding", True),
        (MessageProcessor, "_predict_next_with_tracker", "next action", False),
        (LocalActions, "request", "actions and accounts", True),
        (EventTrackerStore, "save", "tracker", True),
        (EventTrackerStore, "retrieve", "tracker", True),
        (EmbeddedEngine, "respond", "engine", True),
    )
    with ExitStack() as stack:
        for owner, name, door, waits in doors:
            timed = _timed_waiting if waits else _timed
            stack.enter_context(patch.object(owner, name, timed(getattr(owner, name), door, watch)))
        yield


def parts_of(total: float, spent: dict[str, float]) -> dict[str, float]:
    """Return the milliseconds of each part of a turn that took `total`; they add up to it."""
    inner = {part: spent.get(part, 0.0) for part in PARTS[:4]}
    engine = spent.get("engine", 0.0)
    rest = max(0.0, engine - sum(inner.values()))
    return {**inner, "rest of Rasa": rest, "gateway": max(0.0, total - engine)}


def picture(medians: dict[str, float], title: str) -> str:
    """Return an SVG with a bar for each part, in milliseconds and per cent of the turn."""
    total = sum(medians.values()) or 1.0
    largest = max(medians.values()) or 1.0
    height = _ROW * (len(PARTS) + 1) + 20
    rows = []
    for place, (part, colour) in enumerate(COLOURS.items()):
        top = _ROW * (place + 1) + 8
        width = medians[part] / largest * (_WIDTH - _LEFT - 130)
        label = f"{medians[part]:.1f} ms · {medians[part] / total:.0%}"
        rows.append(
            f'<text x="{_LEFT - 10}" y="{top + 16}" text-anchor="end">{part}</text>'
            f'<rect x="{_LEFT}" y="{top}" width="{width:.1f}" height="22" rx="3" fill="{colour}"/>'
            f'<text x="{_LEFT + width + 8:.1f}" y="{top + 16}">{label}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'font-family="sans-serif" font-size="14"><title>{title}</title>'
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>'
        f'<text x="16" y="26" font-size="16" font-weight="bold">{title}</text>'
        f"{''.join(rows)}</svg>\n"
    )


def _timed_waiting(call: Callable[..., Any], door: str, watch: Watch) -> Callable[..., Any]:
    async def timed(*args: Any, **kwargs: Any) -> Any:
        started = time.perf_counter()
        try:
            return await call(*args, **kwargs)
        finally:
            watch.add(door, started)

    return timed


def _timed(call: Callable[..., Any], door: str, watch: Watch) -> Callable[..., Any]:
    def timed(*args: Any, **kwargs: Any) -> Any:
        started = time.perf_counter()
        try:
            return call(*args, **kwargs)
        finally:
            watch.add(door, started)

    return timed
