"""``xiaotong check``: everything that is wrong with training data, by file and line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import typer

from bot.commands.findings import kept_line_of, line_of
from bot.commands.words import say
from bot.settings import ROOT
from bot.training.check import Report, check_files, check_project
from bot.training.sources import Sources


def run(*, paths: Sequence[Path], json_out: Path | None, show_kept: bool = False) -> int:
    """Print what is wrong and return the exit status: 1 when there are errors, else 0.

    What trainers keep as it is is counted only; with `show_kept` it is listed too, and every line
    ends with the key by which it is kept.

    Without `paths` the whole project is checked; a folder with a ``domain.yml`` is a project of
    its own; other files and folders are sentences, checked against this project's domain and
    sentences. All findings go to `json_out` when given. Raises FileNotFoundError.
    """
    report = report_of(paths)
    if json_out is not None:
        text = json.dumps(report.as_json(), ensure_ascii=False, indent=2)
        json_out.write_text(text + "\n", encoding="utf-8")
    for findings, key, colour in (
        (report.errors, "check_heading_error", typer.colors.RED),
        (report.warnings, "check_heading_warning", typer.colors.YELLOW),
    ):
        if findings:
            typer.secho(say(key, count=len(findings)), fg=colour)
            for one in findings:
                typer.echo(f"{line_of(one)} [{one.key}]" if show_kept else line_of(one))
    if report.kept and show_kept:
        typer.secho(say("check_heading_kept", count=len(report.kept)), fg=typer.colors.BLUE)
        for kept in report.kept:
            typer.echo(kept_line_of(kept))
    typer.echo(
        say(
            "check_summary",
            files=report.files,
            intents=report.intents,
            examples=report.examples,
            errors=len(report.errors),
            warnings=len(report.warnings),
            notes=len(report.notes),
        )
    )
    if report.kept:
        typer.echo(say("check_kept", count=len(report.kept)))
    return 1 if report.errors else 0


def report_of(paths: Sequence[Path]) -> Report:
    """Check what `paths` name, as `run` tells; raises FileNotFoundError."""
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(2, "no such file", str(path))
    if not paths:
        return check_project(Sources(root=ROOT))
    if len(paths) == 1 and (paths[0] / "domain.yml").is_file():
        return check_project(Sources(root=paths[0].resolve()))
    return check_files(paths, Sources(root=ROOT))
