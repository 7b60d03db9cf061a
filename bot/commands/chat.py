"""``xiaotong chat``: a conversation in the terminal, through the same router as every channel."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer
from aiohttp import web

from bot.commands.words import say
from bot.composition import compose
from bot.conversation.messages import Button, Inbound, Logged
from bot.conversation.router import Router
from bot.gateway import keys
from bot.log import configure
from bot.settings import load

CHANNEL = "terminal"
LEAVE = "/exit"


def run(*, data_dir: Path | None) -> None:
    """Talk until the customer leaves or the input ends."""
    settings = load({"data_dir": data_dir})
    configure(log_format=settings.log_format, level="ERROR")

    async def talk() -> None:
        parts = await compose(
            settings, None, lambda step: typer.secho(f"· {say(step)} …", err=True)
        )
        runner = web.AppRunner(parts.app)
        await runner.setup()
        try:
            await _converse(parts.app[keys.ROUTER])
        finally:
            await runner.cleanup()
            await parts.close()

    asyncio.run(talk())


async def _converse(router: Router) -> None:
    conversation_id = f"{CHANNEL}:{uuid.uuid4()}"
    typer.secho(say("chat_hint", leave=LEAVE), dim=True)
    shown = await router.greet(conversation_id, CHANNEL, None)
    while True:
        buttons = _show(shown)
        text = await asyncio.to_thread(_read)
        if text is None or text.strip() == LEAVE:
            return
        if text.strip():
            pressed = _pressed(text, buttons)
            shown = await router.receive(
                Inbound(
                    conversation_id=conversation_id,
                    text=pressed.payload if pressed else text[: load().max_message_chars],
                    channel=CHANNEL,
                )
            )
        else:
            shown = ()


def _read() -> str | None:
    try:
        return input("> ")
    except EOFError:
        return None


def _pressed(text: str, buttons: Sequence[Button]) -> Button | None:
    """Return the button whose number was typed as ``#2``."""
    mark, number = text[:1], text[1:].strip()
    if mark == "#" and number.isdecimal() and 1 <= int(number) <= len(buttons):
        return buttons[int(number) - 1]
    return None


def _show(messages: Sequence[Logged]) -> tuple[Button, ...]:
    """Print messages; return the buttons that may be pressed now, numbered from 1."""
    buttons: list[Button] = []
    for message in messages:
        content = message.content
        if content.text:
            typer.echo(content.text)
        _show_chart(content.custom or {})
        for button in content.buttons:
            buttons.append(button)
            typer.secho(f"  #{len(buttons)} {button.title}", fg=typer.colors.CYAN)
    return tuple(buttons)


def _show_chart(custom: Any) -> None:
    if custom.get("type") != "bar_chart":
        return
    largest = max((float(bar["value"]) for bar in custom["bars"]), default=0) or 1
    typer.echo(custom["title"])
    for bar in custom["bars"]:
        width = max(1, round(float(bar["value"]) / largest * 30))
        typer.echo(f"  {bar['label']} {'█' * width} {bar['value']}{custom['unit']}")
