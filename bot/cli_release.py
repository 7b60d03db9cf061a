"""The commands of versions: ``xiaotong release …``; a part of `bot.cli`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bot.cli_options import DataDir, JsonOut, run_command
from bot.commands.words import say

release = typer.Typer(help=say("release"), no_args_is_help=True)

VersionId = Annotated[str, typer.Argument(metavar="ID", help=say("release_id"))]
By = Annotated[str, typer.Option("--by", help=say("release_by"))]
Confirm = Annotated[bool, typer.Option("--confirm-doubts", help=say("release_confirm"))]
Note = Annotated[str, typer.Option("--note", help=say("release_note"))]


def _run(what: str, **arguments: Any) -> None:
    raise typer.Exit(run_command("release", what=what, **arguments))


@release.command("train", help=say("release_train"))
def release_train(
    by: By, note: Note = "", json_out: JsonOut = None, data_dir: DataDir = None
) -> None:
    """Train a candidate and compare it."""
    _run("train", data_dir=data_dir, by=by, note=note, json_out=json_out)


@release.command("list", help=say("release_list"))
def release_list(json_out: JsonOut = None, data_dir: DataDir = None) -> None:
    """List the versions."""
    _run("list", data_dir=data_dir, json_out=json_out)


@release.command("show", help=say("release_show"))
def release_show(version: VersionId, json_out: JsonOut = None, data_dir: DataDir = None) -> None:
    """Show a version."""
    _run("show", data_dir=data_dir, version=version, json_out=json_out)


@release.command("publish", help=say("release_publish"))
def release_publish(
    version: VersionId, by: By, confirm_doubts: Confirm = False, data_dir: DataDir = None
) -> None:
    """Release a candidate."""
    _run("publish", data_dir=data_dir, version=version, by=by, confirmed=confirm_doubts)


@release.command("rollback", help=say("release_rollback"))
def release_rollback(version: VersionId, by: By, data_dir: DataDir = None) -> None:
    """Roll back to an earlier version."""
    _run("rollback", data_dir=data_dir, version=version, by=by)
