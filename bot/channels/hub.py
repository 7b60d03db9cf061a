"""Tells the open pages of a conversation that something changed; they read the log themselves.

A page is only ever woken, never handed messages: however slow it is, nothing piles up for it,
and what it shows comes from the log, in order and without gaps.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Protocol


class Watcher(Protocol):
    """One open page."""

    def wake(self) -> None:
        """Note that the log has grown; must return at once."""
        ...

    def show_typing(self, *, on: bool) -> None:
        """Note whether the bot is working on an answer; must return at once."""
        ...


class Hub:
    """Who watches which conversation in this process; implements the core's `Announcer`."""

    def __init__(self) -> None:
        self._watchers: defaultdict[str, set[Watcher]] = defaultdict(set)
        self._typing: set[str] = set()

    def watch(self, conversation_id: str, watcher: Watcher) -> None:
        """Wake `watcher` from now on; it learns at once whether the bot is typing."""
        self._watchers[conversation_id].add(watcher)
        watcher.show_typing(on=conversation_id in self._typing)

    def leave(self, conversation_id: str, watcher: Watcher) -> None:
        """Wake `watcher` no more; leaving twice is harmless."""
        watchers = self._watchers.get(conversation_id)
        if watchers is None:
            return
        watchers.discard(watcher)
        if not watchers:
            del self._watchers[conversation_id]

    def said(self, conversation_id: str) -> None:
        """Wake everyone who watches the conversation."""
        for watcher in tuple(self._watchers.get(conversation_id, ())):
            watcher.wake()

    def typing(self, conversation_id: str, *, on: bool) -> None:
        """Pass on that the bot has begun or ended working on an answer."""
        (self._typing.add if on else self._typing.discard)(conversation_id)
        for watcher in tuple(self._watchers.get(conversation_id, ())):
            watcher.show_typing(on=on)
