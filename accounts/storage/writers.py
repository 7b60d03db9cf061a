"""Lets the threads of a process write to a SQLite file in turns, in the order they came.

SQLite's own way of waiting for its write lock is to sleep and look again. Under load the lock lies
idle while all who want it sleep, and who is unlucky waits until the busy timeout is over, although
the lock was free many times meanwhile. Between processes that is how it stays.
"""

from __future__ import annotations

import threading
from collections import deque
from pathlib import Path

_gates: dict[Path, Gate] = {}
_gates_lock = threading.Lock()


class Gate:
    """Whoever enters writes alone until they leave; who leaves lets in whoever waits longest."""

    def __init__(self) -> None:
        """Nobody is in."""
        # A lost connection lets go whenever it is collected, here too.
        self._lock = threading.RLock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()

    def enter(self, seconds: float) -> bool:
        """Wait for one's turn at most `seconds`; tell whether it came."""
        turn = threading.Lock()
        turn.acquire()
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            self._waiting.append(turn)
        if turn.acquire(timeout=seconds):
            return True
        with self._lock:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        return True  # it was let in as it gave up

    def leave(self) -> None:
        """Let the next one in."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


def gate_of(database: Path) -> Gate:
    """Return the gate of a SQLite file: one for all engines that this process has on it."""
    with _gates_lock:
        return _gates.setdefault(database.resolve(), Gate())
