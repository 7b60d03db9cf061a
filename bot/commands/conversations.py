"""``xiaotong conversations``: finds conversations and shows one, masked as on the page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from accounts.clock import SystemClock, local
from actions.services import Services, open_services
from bot.commands.words import say
from bot.desk.board import WhoBook
from bot.desk.reviewing import Reviews, RowShapes
from bot.desk.words import Words
from bot.errors import RequestRefused, XiaotongError
from bot.gateway.conversation_readings import LoggedReadings
from bot.gateway.desk import DATA
from bot.settings import load
from bot.storage.store import SqlConversationStore
from bot.studio.corpus_words import CorpusWords


@dataclass(frozen=True)
class Asked:
    """What the command line gave."""

    query: Mapping[str, str] = field(default_factory=dict)
    page: int = 1
    size: int = 20
    conversation: str = ""
    json_out: Path | None = None


def run(*, what: str, data_dir: Path | None, **given: Any) -> None:
    """Do `what` with the fields of `Asked`; raises XiaotongError for whatever cannot be done."""
    asked = Asked(**given)
    settings = load({"data_dir": data_dir})
    services = open_services(settings, SystemClock())
    store = SqlConversationStore(settings.conversations_url)
    readings = LoggedReadings(settings.conversations_url)
    try:
        store.migrate()
        asyncio.run(_WORK[what](_reviews(services, store, readings), asked))
    except RequestRefused as error:
        raise XiaotongError(say("conversations_bad_filter")) from error
    finally:
        readings.close()
        store.close()
        services.accounts.close()
        services.knowledge.close()


def _reviews(services: Services, store: SqlConversationStore, readings: LoggedReadings) -> Reviews:
    async def names() -> dict[str, str]:
        return {each.number: each.name for each in services.accounts.roster.members()}

    titles = services.scripts.titles
    who = WhoBook(look_up=services.accounts.views.who, clock=services.accounts.clock)
    return Reviews(
        archive=store.archive,
        store=store,
        rows=RowShapes(who, Words.load(DATA / "words.yml", titles())),
        readings=readings,
        intents=CorpusWords(titles).title,
        notes=store.desk.notes_of,
        names=names,
    )


async def _list(reviews: Reviews, asked: Asked) -> None:
    found = await reviews.page(asked.query, asked.page, asked.size)
    _write(asked.json_out, found)
    for row in found["conversations"]:
        words = {
            "id": row["conversation"],
            "at": _moment(row["opened_at"]),
            "owner": say(f"conversations_owner_{row['owner']}"),
            "reason": row["reason_text"] or "-",
            "code": row["wrap_up_text"] or "-",
            "rating": row["rating"] or "-",
            "messages": row["messages"],
        }
        typer.echo(say("conversations_line", **words))
    typer.echo(say("conversations_total", total=found["total"], page=found["page"]))
    if found["partial"]:
        typer.secho(say("conversations_partial"), fg=typer.colors.YELLOW, err=True)


async def _show(reviews: Reviews, asked: Asked) -> None:
    found = await reviews.whole(asked.conversation)
    if found is None:
        raise XiaotongError(say("conversations_unknown", conversation=asked.conversation))
    _write(asked.json_out, found)
    for message in found["messages"]:
        speaker = say(f"conversations_from_{message['from']}")
        text = message.get("text") or say("conversations_no_text")
        typer.echo(f"{_moment(message['at'])}  {speaker}  {text}")
        if (read := message.get("reading")) is not None:
            typer.echo(f"    {_heard(read)}")
    for note in found["notes"]:
        typer.echo(say("conversations_note", name=note["author_name"], text=note["text"]))


def _heard(read: Mapping[str, Any]) -> str:
    if read["understood"]:
        sure = f"{read['confidence']:.0%}"
        return say("conversations_heard", title=read["title"], intent=read["intent"], sure=sure)
    return say("conversations_missed", guess=read["guess"] or "-")


def _moment(stamp: str) -> str:
    return f"{local(datetime.fromisoformat(stamp)):%Y-%m-%d %H:%M}"


def _write(path: Path | None, content: Mapping[str, Any]) -> None:
    if path is not None:
        text = json.dumps(content, ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")


_WORK: Mapping[str, Callable[[Reviews, Asked], Coroutine[Any, Any, None]]] = {
    "list": _list,
    "show": _show,
}
