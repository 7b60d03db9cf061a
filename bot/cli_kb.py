"""The commands of the knowledge base: ``xiaotong kb …``; a part of `bot.cli`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli_options import DataDir, JsonOut, run_command
from bot.commands.words import say

kb = typer.Typer(help=say("kb"), no_args_is_help=True)

Code = Annotated[str, typer.Argument(help=say("kb_code"))]
By = Annotated[str, typer.Option("--by", help=say("kb_by"))]
Writer = Annotated[str, typer.Option("--by", help=say("kb_writer"))]
Name = Annotated[str, typer.Argument(help=say("kb_file_name"))]
Note = Annotated[str, typer.Option("--note", help=say("kb_note"))]

Served = Annotated[bool, typer.Option("--served", help=say("kb_served"))]


def _run(what: str, **arguments: Any) -> None:
    run_command("kb", what=what, **arguments)


@kb.command("list", help=say("kb_list"))
def kb_list(
    state: Annotated[str, typer.Option("--state", help=say("kb_state"))] = "",
    data_dir: DataDir = None,
) -> None:
    """List the articles."""
    _run("list", data_dir=data_dir, state=state)


@kb.command("show", help=say("kb_show"))
def kb_show(
    code: Code,
    version: Annotated[int, typer.Option("--version", min=0, help=say("kb_version"))] = 0,
    served: Served = False,
    data_dir: DataDir = None,
) -> None:
    """Show a version of an article."""
    _run("show", data_dir=data_dir, code=code, version=version, served=served)


@kb.command("history", help=say("kb_history"))
def kb_history(code: Code, data_dir: DataDir = None) -> None:
    """Show what happened to an article."""
    _run("history", data_dir=data_dir, code=code)


@kb.command("import", help=say("kb_import"))
def kb_import(
    path: Annotated[Path, typer.Argument(help=say("kb_import_path"))],
    *,
    by: Annotated[str, typer.Option("--by", help=say("kb_importer"))] = "",
    reviewer: Annotated[str, typer.Option("--publish-by", help=say("kb_publish_by"))] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("kb_dry_run"))] = False,
    json_out: JsonOut = None,
    data_dir: DataDir = None,
) -> None:
    """Import articles."""
    given = {"path": path, "by": by, "reviewer": reviewer, "dry_run": dry_run}
    _run("import", data_dir=data_dir, json_out=json_out, **given)


@kb.command("export", help=say("kb_export"))
def kb_export(
    path: Annotated[Path, typer.Argument(help=say("kb_export_path"))],
    served: Served = False,
    data_dir: DataDir = None,
) -> None:
    """Export the newest version of each article, or the one that is served."""
    _run("export", data_dir=data_dir, path=path, served=served)


@kb.command("new", help=say("kb_new"))
def kb_new(
    path: Annotated[Path, typer.Argument(help=say("kb_file"))], by: Writer, data_dir: DataDir = None
) -> None:
    """Keep a new article as a draft."""
    _run("new", data_dir=data_dir, path=path, by=by)


@kb.command("edit", help=say("kb_edit"))
def kb_edit(
    path: Annotated[Path, typer.Argument(help=say("kb_file"))], by: Writer, data_dir: DataDir = None
) -> None:
    """Keep the next version of an article as a draft."""
    _run("edit", data_dir=data_dir, path=path, by=by)


@kb.command("preview", help=say("kb_preview"))
def kb_preview(
    path: Annotated[Path, typer.Argument(help=say("kb_file"))],
    by: Writer = "",
    data_dir: DataDir = None,
) -> None:
    """Print an article of a file as customers would read it, and its problems."""
    _run("preview", data_dir=data_dir, path=path, by=by)


@kb.command("submit", help=say("kb_submit"))
def kb_submit(code: Code, by: By, note: Note = "", data_dir: DataDir = None) -> None:
    """Submit the newest draft of an article for review."""
    _run("submit", data_dir=data_dir, code=code, by=by, note=note)


@kb.command("reject", help=say("kb_reject"))
def kb_reject(code: Code, by: By, note: Note = "", data_dir: DataDir = None) -> None:
    """Return what is in review to its author, with the reason."""
    _run("reject", data_dir=data_dir, code=code, by=by, note=note)


@kb.command("discard", help=say("kb_discard"))
def kb_discard(code: Code, by: By, note: Note = "", data_dir: DataDir = None) -> None:
    """Discard the newest version, which nobody has been served."""
    _run("discard", data_dir=data_dir, code=code, by=by, note=note)


@kb.command("restore", help=say("kb_restore"))
def kb_restore(
    code: Code,
    version: Annotated[int, typer.Argument(min=1, help=say("kb_version"))],
    by: Writer,
    data_dir: DataDir = None,
) -> None:
    """Keep an earlier version of an article as its next draft."""
    _run("restore", data_dir=data_dir, code=code, version=version, by=by)


@kb.command("try", help=say("kb_try"))
def kb_try(
    question: Annotated[str, typer.Argument(help=say("kb_question"))], data_dir: DataDir = None
) -> None:
    """Tell what a customer who asks this would be told."""
    _run("try", data_dir=data_dir, question=question)


@kb.command("publish", help=say("kb_publish"))
def kb_publish(code: Code, by: By, note: Note = "", data_dir: DataDir = None) -> None:
    """Publish the newest draft of an article."""
    _run("publish", data_dir=data_dir, code=code, by=by, note=note)


@kb.command("withdraw", help=say("kb_withdraw"))
def kb_withdraw(code: Code, by: By, note: Note = "", data_dir: DataDir = None) -> None:
    """Withdraw an article."""
    _run("withdraw", data_dir=data_dir, code=code, by=by, note=note)


@kb.command("attachments", help=say("kb_attachments"))
def kb_attachments(code: Code, data_dir: DataDir = None) -> None:
    """List the files of an article."""
    _run("attachments", data_dir=data_dir, code=code)


@kb.command("attach", help=say("kb_attach"))
def kb_attach(
    code: Code,
    path: Annotated[Path, typer.Argument(metavar="FILE", help=say("kb_attach_file"))],
    by: By,
    data_dir: DataDir = None,
) -> None:
    """Attach a file to an article."""
    _run("attach", data_dir=data_dir, code=code, path=path, by=by)


@kb.command("vouch", help=say("kb_vouch"))
def kb_vouch(code: Code, name: Name, by: By, data_dir: DataDir = None) -> None:
    """Pass a file that somebody else added."""
    _run("vouch", data_dir=data_dir, code=code, name=name, by=by)


@kb.command("detach", help=say("kb_detach"))
def kb_detach(code: Code, name: Name, by: By, data_dir: DataDir = None) -> None:
    """Remove a file from an article."""
    _run("detach", data_dir=data_dir, code=code, name=name, by=by)


@kb.command("unanswered", help=say("kb_unanswered"))
def kb_unanswered(
    *,
    limit: Annotated[int, typer.Option(min=1, help=say("kb_limit"))] = 50,
    finished: Annotated[bool, typer.Option("--finished", help=say("kb_finished"))] = False,
    done: Annotated[str, typer.Option("--done", metavar="ID", help=say("kb_done"))] = "",
    reopen: Annotated[str, typer.Option("--reopen", metavar="ID", help=say("kb_reopen"))] = "",
    by: By = "",
    data_dir: DataDir = None,
) -> None:
    """List what nothing answered; say that a question is done, or open it again."""
    asked = {"limit": limit, "finished": finished, "done": done, "reopen": reopen, "by": by}
    _run("unanswered", data_dir=data_dir, **asked)
