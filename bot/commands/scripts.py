"""``xiaotong scripts``: lists, shows, previews, changes and restores what the bot says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from accounts.clock import SystemClock, local
from actions.services import open_services
from bot.changes.bootstrap import open_changes
from bot.changes.model import Change, NoSuchChange
from bot.commands.words import say
from bot.errors import XiaotongError
from bot.safe_files import FileNotWritten
from bot.scripts import Scripts
from bot.settings import Settings, load
from bot.wording.book import ScriptBook, ScriptChanged
from bot.wording.bootstrap import FOLDER, open_scripts
from bot.wording.checking import LinesRefused, Problem
from bot.wording.source import NoSuchScript, NotEditable


@dataclass(frozen=True)
class Asked:
    """What the command line gave."""

    key: str = ""
    lines: Sequence[str] = ()
    q: str = ""
    file: str = ""
    change: str = ""
    by: str = ""
    before: bool = False


def run(*, what: str, data_dir: Path | None, folder: Path = FOLDER, **given: Any) -> None:
    """Do `what` with the fields of `Asked`; raises XiaotongError for whatever cannot be done."""
    asked, settings = Asked(**given), load({"data_dir": data_dir})
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if asked.by:
        _check_staff(settings, asked.by)
    with closing(open_changes(settings.studio_url, SystemClock())) as changes:
        book = open_scripts(changes, Scripts.load(folder), folder)
        try:
            _WORK[what](book, asked)
        except LinesRefused as error:
            for each in error.problems:
                typer.echo(problem_line(each), err=True)
            raise XiaotongError(say("scripts_refused", count=len(error.problems))) from error
        except NoSuchScript as error:
            raise XiaotongError(say("scripts_unknown", key=asked.key)) from error
        except NoSuchChange as error:
            unknown = say("scripts_no_change", key=asked.key, change=asked.change)
            raise XiaotongError(unknown) from error
        except (ScriptChanged, NotEditable, FileNotWritten) as error:
            raise XiaotongError(say(f"scripts_{error.code}", key=asked.key)) from error


def problem_line(problem: Problem) -> str:
    """Return what is wrong with a line in words, with its place and what to say instead."""
    key = f"scripts_problem_{problem.code}"
    text = say(key, detail=problem.detail, word=problem.word)
    if problem.instead:
        text = say("scripts_instead", problem=text.rstrip("。."), instead=problem.instead)
    return say("scripts_line_shown", place=problem.place, text=text) if problem.place else text


def _list(book: ScriptBook, asked: Asked) -> None:
    found = book.listed(asked.q, asked.file)
    for each in found:
        line = each.script.lines[0].replace("\n", "⏎")
        typer.echo(f"{each.key:30}  {each.script.file:18}  {each.script.situation}  | {line}")
    typer.echo(say("scripts_count", count=len(found)))


def _show(book: ScriptBook, asked: Asked) -> None:
    script = book.show(asked.key).script
    typer.echo(say("scripts_situation", situation=script.situation, file=script.file))
    for name, sample in book.samples(asked.key).items():
        form = script.variables[name]
        typer.echo(say("scripts_variable", name=name, form=form, sample=sample))
    _hear(book, asked.key, script.lines)


def _preview(book: ScriptBook, asked: Asked) -> None:
    _hear(book, asked.key, asked.lines)


def _hear(book: ScriptBook, key: str, lines: Sequence[str]) -> None:
    for place, heard in enumerate(book.preview(key, lines), 1):
        typer.echo(say("scripts_line_shown", place=place, text=heard.text))
        if heard.spoken not in {"", heard.text}:
            typer.echo("  " + say("scripts_heard", text=heard.spoken))
        for each in heard.problems:
            typer.echo(f"  ! {problem_line(each)}")


def _set(book: ScriptBook, asked: Asked) -> None:
    expected = book.show(asked.key).script.lines
    _told(book.save(asked.key, asked.lines, expected=expected, by=asked.by))


def _history(book: ScriptBook, asked: Asked) -> None:
    versions = book.versions(asked.key)
    for each in versions:
        change = each.change
        typer.echo(f"{change.id:>5}  {local(change.at):%Y-%m-%d %H:%M}  {change.author}")
        for sign, lines in (("-", each.before), ("+", each.lines)):
            for line in lines:
                typer.echo(f"       {sign} {line}")
    typer.echo(say("scripts_count", count=len(versions)))


def _restore(book: ScriptBook, asked: Asked) -> None:
    _told(book.restore(asked.key, asked.change, by=asked.by, before=asked.before))


def _told(change: Change) -> None:
    typer.echo(say("scripts_saved", change=change.id))


def _check_staff(settings: Settings, number: str) -> None:
    services = open_services(settings, SystemClock())
    try:
        members = services.accounts.roster.members()
    finally:
        services.accounts.close()
        services.knowledge.close()
    if number not in {each.number for each in members}:
        raise XiaotongError(say("kb_no_staff", number=number))


_WORK: Mapping[str, Callable[[ScriptBook, Asked], None]] = {
    "list": _list,
    "show": _show,
    "preview": _preview,
    "set": _set,
    "history": _history,
    "restore": _restore,
}
