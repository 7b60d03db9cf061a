"""The commands of the scripts: ``xiaotong scripts …``; a part of `bot.cli`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bot.cli_options import DataDir, run_command
from bot.commands.words import say

scripts = typer.Typer(help=say("scripts"), no_args_is_help=True)

Key = Annotated[str, typer.Argument(help=say("scripts_key"))]
Lines = Annotated[list[str], typer.Argument(help=say("scripts_lines"))]
By = Annotated[str, typer.Option("--by", help=say("scripts_by"))]


def _run(what: str, **arguments: Any) -> None:
    run_command("scripts", what=what, **arguments)


@scripts.command("list", help=say("scripts_list"))
def scripts_list(
    q: Annotated[str, typer.Option("--q", help=say("scripts_q"))] = "",
    file: Annotated[str, typer.Option("--file", help=say("scripts_file"))] = "",
    data_dir: DataDir = None,
) -> None:
    """List the scripts."""
    _run("list", data_dir=data_dir, q=q, file=file)


@scripts.command("show", help=say("scripts_show"))
def scripts_show(key: Key, data_dir: DataDir = None) -> None:
    """Show a script."""
    _run("show", data_dir=data_dir, key=key)


@scripts.command("preview", help=say("scripts_preview"))
def scripts_preview(key: Key, lines: Lines, data_dir: DataDir = None) -> None:
    """Hear lines without keeping them."""
    _run("preview", data_dir=data_dir, key=key, lines=lines)


@scripts.command("set", help=say("scripts_set"))
def scripts_set(key: Key, lines: Lines, by: By, data_dir: DataDir = None) -> None:
    """Change the lines of a script."""
    _run("set", data_dir=data_dir, key=key, lines=lines, by=by)


@scripts.command("history", help=say("scripts_history"))
def scripts_history(key: Key, data_dir: DataDir = None) -> None:
    """List the changes of a script."""
    _run("history", data_dir=data_dir, key=key)


@scripts.command("restore", help=say("scripts_restore"))
def scripts_restore(
    key: Key,
    change: Annotated[str, typer.Argument(help=say("scripts_change"))],
    by: By,
    before: Annotated[bool, typer.Option("--before", help=say("scripts_before"))] = False,
    data_dir: DataDir = None,
) -> None:
    """Say again what was said before."""
    _run("restore", data_dir=data_dir, key=key, change=change, by=by, before=before)
