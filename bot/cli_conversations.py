"""The commands that look back: ``xiaotong conversations …``; a part of `bot.cli`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bot.cli_options import DataDir, JsonOut, run_command
from bot.commands.words import say

conversations = typer.Typer(help=say("conversations"), no_args_is_help=True)

Conversation = Annotated[str, typer.Argument(metavar="ID", help=say("conversations_id"))]


def _filter(name: str) -> Any:
    return typer.Option(f"--{name}", help=say(f"conversations_{name}"))


@conversations.command("list", help=say("conversations_list"))
def conversations_list(
    *,
    q: Annotated[str, _filter("q")] = "",
    number: Annotated[str, _filter("number")] = "",
    agent: Annotated[str, _filter("agent")] = "",
    owner: Annotated[str, _filter("owner")] = "",
    channel: Annotated[str, _filter("channel")] = "",
    reason: Annotated[str, _filter("reason")] = "",
    code: Annotated[str, _filter("code")] = "",
    rating: Annotated[str, _filter("rating")] = "",
    intent: Annotated[str, _filter("intent")] = "",
    understanding: Annotated[str, _filter("understanding")] = "",
    since: Annotated[str, _filter("from")] = "",
    until: Annotated[str, _filter("to")] = "",
    page: Annotated[int, typer.Option("--page", min=1, help=say("conversations_page"))] = 1,
    size: Annotated[int, typer.Option("--size", min=1, help=say("conversations_size"))] = 20,
    json_out: JsonOut = None,
    data_dir: DataDir = None,
) -> None:
    """List conversations."""
    query = {
        "q": q,
        "number": number,
        "agent": agent,
        "owner": owner,
        "channel": channel,
        "reason": reason,
        "code": code,
        "rating": rating,
        "intent": intent,
        "understanding": understanding,
        "from": since,
        "to": until,
    }
    asked = {"query": query, "page": page, "size": size}
    run_command("conversations", what="list", data_dir=data_dir, json_out=json_out, **asked)


@conversations.command("show", help=say("conversations_show"))
def conversations_show(
    conversation: Conversation, json_out: JsonOut = None, data_dir: DataDir = None
) -> None:
    """Show a conversation."""
    asked = {"conversation": conversation, "json_out": json_out}
    run_command("conversations", what="show", data_dir=data_dir, **asked)
