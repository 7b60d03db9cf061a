"""Turns rows into messages, conversations and turns, and back; no SQL here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.conversation.messages import Author, Button, Content, Logged, PendingTurn
from bot.conversation.model import Conversation, Greeting, Owner


def conversation_row(conversation: Conversation) -> dict[str, Any]:
    """Return the columns of a conversation."""
    # `asdict` copies every value deeply; these are immutable.
    row = dict(vars(conversation))
    row["owner"] = conversation.owner.value
    row["greeting"] = conversation.greeting.value
    return row


def conversation_of(row: Mapping[str, Any]) -> Conversation:
    """Return the conversation of a row."""
    values = dict(row)
    values["owner"] = Owner(values["owner"])
    values["greeting"] = Greeting(values["greeting"])
    return Conversation(**values)


def message_row(logged: Logged, reply_to: int | None) -> dict[str, Any]:
    """Return the columns of a message."""
    content = logged.content
    return {
        "conversation_id": logged.conversation_id,
        "seq": logged.seq,
        "at": logged.at,
        "author": logged.author.value,
        "text": content.text,
        "buttons": [dict(vars(button)) for button in content.buttons] or None,
        "image": content.image,
        "custom": None if content.custom is None else dict(content.custom),
        "client_id": logged.client_id,
        "reply_to": reply_to,
        "agent": logged.agent,
    }


def message_of(row: Mapping[str, Any]) -> Logged:
    """Return the message of a row."""
    content = Content(
        text=row["text"],
        buttons=tuple(Button(**button) for button in row["buttons"] or ()),
        image=row["image"],
        custom=row["custom"],
    )
    return Logged(
        conversation_id=row["conversation_id"],
        seq=row["seq"],
        at=row["at"],
        author=Author(row["author"]),
        content=content,
        client_id=row["client_id"],
        agent=row["agent"],
    )


def turn_row(turn: PendingTurn) -> dict[str, Any]:
    """Return the columns of an owed turn."""
    return {"conversation_id": turn.conversation_id, "seq": turn.seq, "turn": asdict(turn)}


def turn_of(row: Mapping[str, Any]) -> PendingTurn:
    """Return the owed turn of a row."""
    return PendingTurn(**row["turn"])
