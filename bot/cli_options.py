"""Options that commands of several groups take; a part of `bot.cli`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands.words import say

DataDir = Annotated[
    Path | None, typer.Option("--data-dir", resolve_path=True, help=say("data_dir"))
]
JsonOut = Annotated[Path | None, typer.Option("--json", help=say("json_out"))]
HtmlOut = Annotated[Path | None, typer.Option("--html", help=say("html_out"))]


def run_command(command: str, **arguments: Any) -> Any:
    """Call ``bot.commands.<command>.run`` with `arguments`; it is imported only now."""
    return import_module(f"bot.commands.{command}").run(**arguments)
