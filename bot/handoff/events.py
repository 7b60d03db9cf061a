"""Hands what happens at the desk to everybody in this process who asked for it."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from bot.conversation.handoffs import DeskEvent

log = structlog.get_logger(__name__)

Listener = Callable[[DeskEvent], None]
"""Must return at once."""


class DeskEvents:
    """Implements `bot.handoff.ports.DeskAnnouncer` for any number of listeners."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Tell `listener` of everything from now on."""
        self._listeners.append(listener)

    def changed(self, event: DeskEvent) -> None:
        """Tell everybody; one who fails does not keep the others from hearing it."""
        for listener in self._listeners:
            _tell(listener, event)


def _tell(listener: Listener, event: DeskEvent) -> None:
    try:
        listener(event)
    except Exception:  # the edge to a face: what happened is stored already
        log.exception("desk_listener_failed", kind=event.kind)
