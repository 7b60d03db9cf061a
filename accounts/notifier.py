"""How customers are told things outside the conversation: a port, and the outbox that serves it."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from accounts.clock import Clock

Render = Callable[[str, Mapping[str, Any]], str]
"""Words a notification from its kind and data; the words themselves live in ``data/scripts``."""


@dataclass(frozen=True)
class Notification:
    """One message to a number; `secrets` travel as data and are never put into the text."""

    to: str
    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


class Notifier(Protocol):
    """Delivers notifications. Safe to call from several threads."""

    def send(self, notification: Notification) -> None:
        """Hand `notification` over for delivery; it is durable when this returns.

        Raises OSError when it cannot be kept.
        """
        ...

    def rehearse(self, notification: Notification) -> None:
        """Do the work of `send` without delivering anything.

        Called for numbers that do not exist, so that they take as long as those that do.
        """
        ...


class OutboxNotifier:
    """Appends each notification to a file as one JSON line (contract.md, "Effects").

    A line is ``{"at", "to", "kind", "text", "data"}``; `at` is ISO 8601 in UTC. The file holds live
    codes, so only its owner may read it.
    """

    def __init__(self, *, path: Path, clock: Clock, render: Render) -> None:
        """Write to `path`, made with its folder when missing; `render` words each text."""
        self._path = path
        self._clock = clock
        self._render = render
        self._lock = threading.Lock()

    def send(self, notification: Notification) -> None:
        """Append the notification and wait until the disk has it."""
        line = self._line(notification)
        with self._lock:
            _write(self._path, os.O_APPEND, line)

    def rehearse(self, notification: Notification) -> None:
        """Write as much, for as long, to a file beside the outbox that says nothing."""
        blank = b" " * len(self._line(notification))
        with self._lock:
            _write(self._path.with_name(self._path.name + ".rehearsal"), os.O_TRUNC, blank)

    def _line(self, notification: Notification) -> bytes:
        entry = {
            "at": self._clock.now().isoformat(),
            "to": notification.to,
            "kind": notification.kind,
            "text": self._render(notification.kind, notification.data),
            "data": {**notification.data, **notification.secrets},
        }
        return json.dumps(entry, ensure_ascii=False).encode() + b"\n"


def _write(path: Path, mode: int, line: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | mode, 0o600)
    with os.fdopen(handle, "wb", buffering=0) as file:
        # One write call: with O_APPEND a line of another process cannot land inside ours.
        if file.write(line) != len(line):
            raise OSError(f"short write to {path.name}")
        os.fsync(file.fileno())
