"""``xiaotong inbox``: collects, lists, shows, labels, skips, assigns and undoes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from accounts.clock import SystemClock, local
from actions.services import open_services
from bot.commands.words import say
from bot.corpus.model import BadExample, Duplicate, NotPossible, NotThere
from bot.errors import XiaotongError
from bot.gateway.inbox import inbox_of, marks_of
from bot.gateway.studio_corpus import teaching_of
from bot.inbox.listing import SORTS
from bot.inbox.model import REASONS, InboxRefused, Item, State
from bot.inbox.service import Decided, Inbox
from bot.inbox.storage.listed import Wanted
from bot.inbox.teaching import marked
from bot.inbox.unread import Marks
from bot.safe_files import FileChanged, FileNotWritten
from bot.settings import ROOT, load
from bot.studio.corpus_words import CorpusWords
from bot.studio.inbox_refusals import problem_keys
from bot.studio.inbox_shapes import listed_json

NOBODY = "none"
"""As an assignee: messages that are given to nobody."""


@dataclass(frozen=True)
class Asked:
    """What the command line gave."""

    item: str = ""
    intent: str = ""
    by: str = ""
    text: str | None = None
    note: str = ""
    teach: bool = False
    to: str | None = None
    state: str = State.OPEN.value
    reason: str = ""
    sort: str = "fair"
    words: str = ""
    assignee: str = ""
    page: int = 1
    size: int = 20
    json_out: Path | None = None


def run(*, what: str, data_dir: Path | None, root: Path = ROOT, **given: Any) -> None:
    """Do `what` with the fields of `Asked`; raises XiaotongError for whatever cannot be done.

    What is taught goes into the training data of the project `root`.
    """
    asked = Asked(**given)
    clock = SystemClock()
    settings = load({"data_dir": data_dir})
    services = open_services(settings, clock)
    teaching = teaching_of(settings, services.accounts, clock, root)
    inbox = inbox_of(settings, services.accounts, teaching.corpus, clock)
    words = CorpusWords(services.scripts.titles)
    try:
        if asked.by and asked.by not in {m.number for m in services.accounts.roster.members()}:
            raise XiaotongError(say("inbox_no_staff", number=asked.by))
        marks = marks_of(teaching, clock).unread
        _WORK[what](_Desk(inbox, marks, words.title), asked)
    except (InboxRefused, BadExample, Duplicate, NotThere, NotPossible, FileChanged) as error:
        raise XiaotongError(refused(error, asked)) from error
    except FileNotWritten as error:
        raise XiaotongError(say("inbox_not_written")) from error
    finally:
        inbox.close()
        services.accounts.close()
        services.knowledge.close()


_TOLD = {
    "decided": "inbox_was_decided",
    "not_decided": "inbox_not_decided",
    "not_found": "inbox_no_item",
}
"""What is said of refusals that are about the message, not about the example."""


def refused(error: XiaotongError, asked: Asked) -> str:
    """Return in words why nothing was done."""
    if isinstance(error, Duplicate):
        places = ", ".join(f"{each.file}:{each.line} {each.intent}" for each in error.places)
        return say("inbox_duplicate", places=places)
    if isinstance(error, FileChanged):
        return say("inbox_changed_meanwhile")
    if isinstance(error, InboxRefused):
        item = error.item
        by, state = (None, None) if item is None else (item.decided_by, item.state.value)
        told = {"item": asked.item, "by": by, "state": state}
        keys = [_TOLD[error.reason]] if error.reason in _TOLD else problem_keys(error)
        return "; ".join(say(key, **told) for key in keys)
    if isinstance(error, BadExample):
        return "; ".join(say(f"corpus_problem_{p.code}", **p.data) for p in error.problems)
    if isinstance(error, NotPossible):
        return say(f"corpus_refused_{error.reason}", **error.data)
    return say("inbox_problem_unknown_intent")


@dataclass(frozen=True)
class _Desk:
    """What a command works with."""

    inbox: Inbox
    marks: Marks
    title: Callable[[str], str]

    def id_of(self, beginning: str) -> str:
        """Return the id that begins so; raises XiaotongError unless there is exactly one."""
        found = self.inbox.lists.ids(beginning)
        if len(found) > 1:
            raise XiaotongError(say("inbox_many_items", item=beginning))
        if not found:
            raise XiaotongError(say("inbox_no_item", item=beginning))
        return found[0]

    def told(self, decided: Decided) -> None:
        """Print what came of a decision."""
        item = decided.item
        typer.echo(say("inbox_done", item=item.id[:8], state=item.state.value))
        if decided.change is not None:
            typer.echo(say("inbox_changed", change=decided.change.id, item=item.id[:8]))


def _collect(desk: _Desk, _asked: Asked) -> None:
    added = seen = 0
    while True:  # a run is bounded for the server's sake; here nobody waits for a turn
        found = desk.inbox.collect()
        added, seen = added + found.added, seen + found.seen
        if not found.more:
            break
    typer.echo(say("inbox_collected", added=added, seen=seen))


def _list(desk: _Desk, asked: Asked) -> None:
    states = [each.value for each in State]
    for value, known in ((asked.state, states), (asked.sort, SORTS), (asked.reason, REASONS)):
        if value and value not in known:
            raise XiaotongError(say("inbox_no_value", value=value))
    nobody = asked.assignee == NOBODY
    assignee = None if nobody else asked.assignee or None
    wanted = Wanted(State(asked.state), assignee, unassigned=nobody, words=asked.words)
    listed = desk.inbox.lists.page(
        wanted, reason=asked.reason, sort=asked.sort, page=asked.page, size=asked.size
    )
    if asked.json_out is not None:
        text = json.dumps(listed_json(listed, desk.title), ensure_ascii=False, indent=1)
        asked.json_out.write_text(text, encoding="utf-8")
    for group in listed.groups:
        likely = desk.title(group.suggested) if group.suggested else "-"
        typer.echo(f"{group.count:4}  {group.title}  → {likely}")
        for item in group.items:
            typer.echo(f"      {_line(item)}")
    states_told = ", ".join(f"{name} {number}" for name, number in listed.by_state.items())
    reasons = ", ".join(f"{name} {number}" for name, number in listed.by_reason.items())
    typer.echo(say("inbox_total", total=listed.total, states=states_told, reasons=reasons))
    if listed.total > asked.page * asked.size:
        typer.echo(say("inbox_next_page", page=asked.page + 1))


def _line(item: Item) -> str:
    reasons = ",".join(each.value for each in item.reasons)
    return (
        f"{item.id[:8]}  {item.count:3}  {local(item.last_at):%m-%d %H:%M}  {reasons}  {item.text}"
    )


def _show(desk: _Desk, asked: Asked) -> None:
    item = desk.inbox.find(desk.id_of(asked.item))
    typer.echo(_line(item))
    for each in item.reading:
        typer.echo(f"  {each.confidence:6.1%}  {each.intent}  {desk.title(each.intent)}")
    for decision in desk.inbox.history(item.id):
        when = f"{local(decision.at):%Y-%m-%d %H:%M}"
        detail = " ".join(f"{name}={value}" for name, value in decision.detail.items())
        typer.echo(f"  {when}  {decision.author:8}  {decision.action:10}  {detail}".rstrip())


def _label(desk: _Desk, asked: Asked) -> None:
    text, marks = (None, ()) if asked.text is None else marked(asked.text)
    item = desk.id_of(asked.item)
    desk.told(desk.inbox.label(item, asked.intent, asked.by, text=text, entities=marks))
    for each in desk.marks(text or "", marks):
        step = "rule" if each.step is None else each.step.value
        told = {"text": each.text, "value": each.mark.value or "CODE"}
        typer.echo(say(f"inbox_unread_{step}", **told, by=asked.by))


def _skip(desk: _Desk, asked: Asked) -> None:
    desk.told(desk.inbox.skip(desk.id_of(asked.item), asked.by, asked.note))


def _not_ours(desk: _Desk, asked: Asked) -> None:
    desk.told(desk.inbox.not_ours(desk.id_of(asked.item), asked.by, teach=asked.teach))


def _assign(desk: _Desk, asked: Asked) -> None:
    desk.told(desk.inbox.assign(desk.id_of(asked.item), asked.to, asked.by))


def _undo(desk: _Desk, asked: Asked) -> None:
    desk.told(desk.inbox.undo(desk.id_of(asked.item), asked.by))


_WORK: Mapping[str, Callable[[_Desk, Asked], None]] = {
    "collect": _collect,
    "list": _list,
    "show": _show,
    "label": _label,
    "skip": _skip,
    "not_ours": _not_ours,
    "assign": _assign,
    "undo": _undo,
}
