"""Turns what Rasa says into what the gateway understands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.conversation.messages import Button, Command, Content, EngineTurn

COMMAND = "command"
"""The ``type`` of a custom payload that is for the gateway and never shown."""


def to_turn(replies: Iterable[Mapping[str, Any]]) -> EngineTurn:
    """Translate the messages of Rasa's REST and collecting channels, in their order.

    Text, buttons, images and custom objects are kept; keys we do not know are kept out, and a
    message with nothing left is dropped. Custom objects of type ``command`` become commands.
    """
    messages: list[Content] = []
    commands: list[Command] = []
    for reply in replies:
        custom = reply.get("custom")
        if isinstance(custom, Mapping) and custom.get("type") == COMMAND:
            commands.append(_command(custom))
            custom = None
        content = Content(
            text=_text(reply.get("text")),
            buttons=tuple(_buttons(reply.get("buttons"))),
            image=_text(reply.get("image")),
            custom=dict(custom) if isinstance(custom, Mapping) and custom else None,
        )
        if content != Content():
            messages.append(content)
    return EngineTurn(messages=tuple(messages), commands=tuple(commands))


def _command(custom: Mapping[str, Any]) -> Command:
    data = {key: value for key, value in custom.items() if key not in ("type", "name")}
    return Command(name=str(custom.get("name", "")), data=data)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _buttons(value: Any) -> Iterable[Button]:
    for button in value if isinstance(value, list) else ():
        title, payload = _text(button.get("title")), _text(button.get("payload"))
        if title and payload:
            yield Button(title=title, payload=payload)


def ranking_of(parsed: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    """Return the intents of Rasa's parse data with their confidences, the likeliest first."""
    rows = parsed.get("intent_ranking") or [parsed.get("intent") or {}]
    return tuple(
        (str(row["name"]), float(row.get("confidence") or 0.0)) for row in rows if row.get("name")
    )
