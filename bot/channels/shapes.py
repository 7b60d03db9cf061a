"""How messages look on the wire (contract: Chat; ARCHITECTURE: widget ↔ gateway)."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from bot.conversation.messages import Content, Logged

dumps = partial(json.dumps, ensure_ascii=False)
"""Writes JSON with Chinese as Chinese."""


def content_json(content: Content) -> dict[str, Any]:
    """Return what a message shows; parts that are not there are left out."""
    shown: dict[str, Any] = {}
    if content.text is not None:
        shown["text"] = content.text
    if content.buttons:
        shown["buttons"] = [
            {"title": button.title, "payload": button.payload} for button in content.buttons
        ]
    if content.image is not None:
        shown["image"] = content.image
    if content.custom is not None:
        shown["custom"] = dict(content.custom)
    return shown


def logged_json(logged: Logged) -> dict[str, Any]:
    """Return a message of the transcript; an agent's own carries their staff number."""
    agent = {} if logged.agent is None else {"agent": logged.agent}
    return {
        "seq": logged.seq,
        "at": logged.at.isoformat(),
        "from": logged.author.value,
        **agent,
        **content_json(logged.content),
    }
