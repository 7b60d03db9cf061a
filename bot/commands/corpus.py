"""``xiaotong corpus``: examples, synonyms and dictionary, edited in place; the log and undoing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from accounts.bootstrap import open_accounts
from accounts.clock import SystemClock, local
from bot.changes.model import AREAS, Change, NoSuchChange
from bot.commands.corpus_words import REFUSALS, explained, summary_of
from bot.commands.words import say
from bot.corpus.bootstrap import Teaching
from bot.corpus.dictionary import FREQUENCY, TAG
from bot.corpus.model import (
    Example,
    Marked,
    Skipped,
)
from bot.errors import XiaotongError
from bot.gateway.studio_corpus import teaching_of
from bot.settings import ROOT, load


@dataclass(frozen=True)
class Asked:
    """What the command line gave."""

    intent: str = ""
    q: str = ""
    texts: Sequence[str] = ()
    file: Path | None = None
    example: str = ""
    twins: Sequence[str] = ()
    change: str = ""
    area: str = ""
    author: str = ""
    limit: int = 50
    value: str = ""
    word: str = ""
    every: bool = False
    frequency: int | None = None
    tag: str | None = None
    key: str = ""
    note: str = ""
    by: str = ""
    json_out: Path | None = None


def run(*, what: str, data_dir: Path | None, root: Path = ROOT, **given: Any) -> None:
    """Do `what` with the fields of `Asked`; raises XiaotongError for whatever cannot be done.

    The training data is that of the project `root`, names and staff those of `data_dir`.
    """
    asked = Asked(**given)
    settings, clock = load({"data_dir": data_dir}), SystemClock()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    outbox = settings.data_dir / "outbox.jsonl"
    # Not `open_services`: the knowledge base takes seconds to import and nothing here asks it.
    accounts = open_accounts(url=settings.accounts_url, clock=clock, outbox_path=outbox)
    teaching = teaching_of(settings, accounts, clock, root)
    try:
        if asked.by and asked.by not in {one.number for one in accounts.roster.members()}:
            raise XiaotongError(say("corpus_no_staff", number=asked.by))
        _WORK[what](teaching, asked)
    except REFUSALS as error:
        raise XiaotongError(explained(error)) from error
    finally:
        teaching.close()
        accounts.close()


def _list(teaching: Teaching, asked: Asked) -> None:
    if asked.intent:
        _show_examples(teaching.corpus.examples(asked.intent), asked)
        return
    counts = teaching.corpus.counts()
    for intent, count in counts.items():
        typer.echo(f"{count:6}  {intent}")
    _keep(asked, dict(counts))
    typer.echo(say("corpus_count", count=sum(counts.values())))


def _find(teaching: Teaching, asked: Asked) -> None:
    _show_examples(teaching.corpus.examples(None, asked.q), asked)


def _show_examples(examples: Sequence[Example], asked: Asked) -> None:
    for one in examples:
        typer.echo(f"{one.id}  {one.intent:24}  {one.file}:{one.line}  {one.raw}")
    rows = [
        {"id": one.id, "intent": one.intent, "text": one.text, "file": one.file, "line": one.line}
        for one in examples
    ]
    _keep(asked, rows)
    typer.echo(say("corpus_count", count=len(examples)))


def _add(teaching: Teaching, asked: Asked) -> None:
    texts = list(asked.texts)
    if asked.file is not None:
        lines = asked.file.read_text(encoding="utf-8-sig").splitlines()
        texts += [line.strip() for line in lines if line.strip()]
    if not texts:
        raise XiaotongError(say("corpus_no_texts"))
    added = teaching.corpus.add(asked.intent, [Marked(text) for text in texts], asked.by)
    for one in added.skipped:
        typer.echo(say("corpus_left_out", text=one.text, reason=_why(one)))
    _done(added.change)


def _why(one: Skipped) -> str:
    place = one.places[0] if one.places else None
    values = {
        "place": f"{place.file}:{place.line}" if place else "",
        "intent": place.intent if place else "",
    }
    return say(f"corpus_skipped_{one.reason}", **values)


def _replace(teaching: Teaching, asked: Asked) -> None:
    change, _ = teaching.corpus.replace(asked.example, Marked(asked.texts[0]), None, asked.by)
    _done(change)


def _move(teaching: Teaching, asked: Asked) -> None:
    old = teaching.corpus.example(asked.example)
    marked = Marked(old.text, old.entities)
    change, _ = teaching.corpus.replace(asked.example, marked, asked.intent, asked.by)
    _done(change)


def _remove(teaching: Teaching, asked: Asked) -> None:
    _done(teaching.corpus.remove(asked.example, asked.by, asked.twins))


def _keep_finding(teaching: Teaching, asked: Asked) -> None:
    change = teaching.kept.keep(asked.key, asked.by, asked.note)
    if change is None:
        typer.echo(say("corpus_kept_already"))
    else:
        _done(change)


def _unkeep_finding(teaching: Teaching, asked: Asked) -> None:
    _done(teaching.kept.unkeep(asked.key, asked.by))


def _log(teaching: Teaching, asked: Asked) -> None:
    if asked.area and asked.area not in AREAS:
        raise XiaotongError(say("corpus_no_area", areas=", ".join(AREAS)))
    found = teaching.changes.listed(
        area=asked.area or None, author=asked.author or None, limit=asked.limit
    )
    for change in found:
        when = f"{local(change.at):%Y-%m-%d %H:%M}"
        undone = f"  ← {change.undone_by}" if change.undone_by else ""
        line = f"{change.id:>6}  {when}  {change.author:8}  {change.area:10}"
        typer.echo(f"{line}  {summary_of(change)}{undone}")
    typer.echo(say("corpus_count", count=len(found)))


def _show(teaching: Teaching, asked: Asked) -> None:
    change = teaching.changes.find(asked.change)
    if change is None:
        raise NoSuchChange(asked.change)
    typer.echo(f"{change.id}  {local(change.at):%Y-%m-%d %H:%M}  {change.author}")
    typer.echo(summary_of(change))
    typer.echo(change.diff, nl=False)


def _undo(teaching: Teaching, asked: Asked) -> None:
    _done(teaching.undo(asked.change, asked.by))


def _synonyms(teaching: Teaching, asked: Asked) -> None:
    words = {one.value: one for one in teaching.synonyms.listed()}
    if asked.every:
        for item in teaching.synonyms.values():
            said = words[item.code].words if item.code in words else ()
            typer.echo(f"{item.code:16}  {item.name}  {' '.join(said)}".rstrip())
        return
    for one in words.values():
        typer.echo(f"{one.value:16}  {one.title or '-'}  {' '.join(one.words)}")
    typer.echo(say("corpus_count", count=sum(len(one.words) for one in words.values())))


def _add_synonym(teaching: Teaching, asked: Asked) -> None:
    _done(teaching.synonyms.add(asked.value, asked.word, asked.by))


def _remove_synonym(teaching: Teaching, asked: Asked) -> None:
    _done(teaching.synonyms.remove(asked.value, asked.word, asked.by))


def _words(teaching: Teaching, asked: Asked) -> None:
    found = teaching.dictionary.listed(asked.q)
    for one in found:
        typer.echo(f"{one.frequency:8}  {one.tag:4}  {one.word}")
    typer.echo(say("corpus_count", count=len(found)))


def _add_word(teaching: Teaching, asked: Asked) -> None:
    frequency, tag = asked.frequency, asked.tag
    change = teaching.dictionary.add(
        asked.word,
        asked.by,
        frequency=FREQUENCY if frequency is None else frequency,
        tag=TAG if tag is None else tag,
    )
    _done(change)


def _remove_word(teaching: Teaching, asked: Asked) -> None:
    _done(teaching.dictionary.remove(asked.word, asked.by))


def _done(change: Change) -> None:
    typer.echo(say("corpus_done", change=change.id, summary=summary_of(change)))


def _keep(asked: Asked, content: Any) -> None:
    if asked.json_out is not None:
        text = json.dumps(content, ensure_ascii=False, indent=1)
        asked.json_out.write_text(text + "\n", encoding="utf-8")


_WORK: Mapping[str, Callable[[Teaching, Asked], None]] = {
    "list": _list,
    "find": _find,
    "add": _add,
    "replace": _replace,
    "move": _move,
    "remove": _remove,
    "keep": _keep_finding,
    "unkeep": _unkeep_finding,
    "log": _log,
    "show": _show,
    "undo": _undo,
    "synonyms": _synonyms,
    "add_synonym": _add_synonym,
    "remove_synonym": _remove_synonym,
    "words": _words,
    "add_word": _add_word,
    "remove_word": _remove_word,
}
