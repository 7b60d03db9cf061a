"""One conversation that one desk follows: how far it was shown, and what is unread in it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from bot.conversation.messages import Author, Logged
from bot.desk.shapes import at, message_json


class Followed:
    """Implements `bot.channels.hub.Watcher` for one conversation of one desk."""

    def __init__(self, conversation_id: str, sent: int, woken: asyncio.Event) -> None:
        """Wake the desk by `woken`; messages up to `sent` were shown."""
        self.conversation_id = conversation_id
        self.sent = sent
        self.due = True
        self.own = False
        self.read_seq = sent
        self.unread = 0
        self.waiting_since: str | None = None
        self._counted = sent
        self._woken = woken

    def wake(self) -> None:
        """Note that the log has grown."""
        self.due = True
        self._woken.set()

    def show_typing(self, *, on: bool) -> None:
        """Nothing: who owns the conversation knows whether they are writing."""

    def know(self, line: Mapping[str, Any]) -> None:
        """Take over what the database counted up to the line's last message."""
        self.read_seq = line["read_seq"]
        self.unread = line["unread"]
        self.waiting_since = line["waiting_since"]
        self._counted = line["last_seq"]

    def frame(self, logged: Logged) -> dict[str, Any]:
        """Return the frame of a message, counted if it is new."""
        if logged.seq > self._counted:
            self._counted = logged.seq
            if logged.author is Author.CUSTOMER:
                self.unread += logged.seq > self.read_seq
                self.waiting_since = self.waiting_since or at(logged.at)
            elif logged.author is Author.AGENT:
                self.waiting_since = None
        return {
            "type": "message",
            "conversation": self.conversation_id,
            "message": message_json(logged),
            "unread": self.unread,
            "waiting_since": self.waiting_since,
        }
