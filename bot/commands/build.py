"""``xiaotong build``: the pages of the desk, built only when their sources changed."""

from __future__ import annotations

import typer

from bot.commands.words import say
from bot.console.build import ConsoleBuild
from bot.console.errors import BuildFailed
from bot.errors import XiaotongError


def run() -> None:
    """Build when due and print where; raises XiaotongError that says what to do."""
    build = ConsoleBuild()
    present = build.current()
    try:
        made = build.build(_progress)
    except BuildFailed as problem:
        raise XiaotongError(explain_build(problem)) from problem
    typer.echo(say("console_built" if present is None else "console_unchanged", path=made))


def explain_build(problem: BuildFailed) -> str:
    """Return what went wrong and what to do, with the tool's own last lines."""
    return "\n".join(part for part in (say(f"console_{problem.step}"), problem.detail) if part)


def _progress(step: str) -> None:
    typer.secho(f"· {say(step)} …", err=True)
