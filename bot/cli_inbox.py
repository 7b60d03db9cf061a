"""The commands of the trainers' inbox: ``xiaotong inbox …``; a part of `bot.cli`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bot.cli_options import DataDir, JsonOut, run_command
from bot.commands.words import say

inbox = typer.Typer(help=say("inbox"), no_args_is_help=True)

ItemId = Annotated[str, typer.Argument(help=say("inbox_item"))]
By = Annotated[str, typer.Option("--by", help=say("inbox_by"))]


def _run(what: str, **arguments: Any) -> None:
    run_command("inbox", what=what, **arguments)


@inbox.command("collect", help=say("inbox_collect"))
def inbox_collect(data_dir: DataDir = None) -> None:
    """Collect new messages."""
    _run("collect", data_dir=data_dir)


@inbox.command("list", help=say("inbox_list"))
def inbox_list(
    *,
    state: Annotated[str, typer.Option("--state", help=say("inbox_state"))] = "open",
    reason: Annotated[str, typer.Option("--reason", help=say("inbox_reason"))] = "",
    sort: Annotated[str, typer.Option("--sort", help=say("inbox_sort"))] = "fair",
    words: Annotated[str, typer.Option("--q", help=say("inbox_q"))] = "",
    assignee: Annotated[str, typer.Option("--assignee", help=say("inbox_assignee"))] = "",
    page: Annotated[int, typer.Option("--page", min=1, help=say("inbox_page"))] = 1,
    size: Annotated[int, typer.Option("--size", min=1, help=say("inbox_size"))] = 20,
    json_out: JsonOut = None,
    data_dir: DataDir = None,
) -> None:
    """List the inbox by groups."""
    wanted = {"state": state, "reason": reason, "sort": sort, "words": words}
    shown = {"assignee": assignee, "page": page, "size": size}
    _run("list", data_dir=data_dir, json_out=json_out, **wanted, **shown)


@inbox.command("show", help=say("inbox_show"))
def inbox_show(item: ItemId, data_dir: DataDir = None) -> None:
    """Show a message."""
    _run("show", data_dir=data_dir, item=item)


@inbox.command("label", help=say("inbox_label"))
def inbox_label(
    item: ItemId,
    intent: Annotated[str, typer.Argument(help=say("inbox_intent"))],
    by: By,
    text: Annotated[str | None, typer.Option("--text", help=say("inbox_text"))] = None,
    data_dir: DataDir = None,
) -> None:
    """Label a message."""
    _run("label", data_dir=data_dir, item=item, intent=intent, by=by, text=text)


@inbox.command("skip", help=say("inbox_skip"))
def inbox_skip(
    item: ItemId,
    by: By,
    note: Annotated[str, typer.Option("--note", help=say("inbox_note"))] = "",
    data_dir: DataDir = None,
) -> None:
    """Skip a message."""
    _run("skip", data_dir=data_dir, item=item, by=by, note=note)


@inbox.command("not-ours", help=say("inbox_not_ours"))
def inbox_not_ours(
    item: ItemId,
    by: By,
    teach: Annotated[bool, typer.Option("--teach", help=say("inbox_teach"))] = False,
    data_dir: DataDir = None,
) -> None:
    """Say that a message is no matter of ours."""
    _run("not_ours", data_dir=data_dir, item=item, by=by, teach=teach)


@inbox.command("assign", help=say("inbox_assign"))
def inbox_assign(
    item: ItemId,
    by: By,
    to: Annotated[str | None, typer.Option("--to", help=say("inbox_to"))] = None,
    data_dir: DataDir = None,
) -> None:
    """Assign a message."""
    _run("assign", data_dir=data_dir, item=item, by=by, to=to)


@inbox.command("undo", help=say("inbox_undo"))
def inbox_undo(item: ItemId, by: By, data_dir: DataDir = None) -> None:
    """Undo a decision."""
    _run("undo", data_dir=data_dir, item=item, by=by)
