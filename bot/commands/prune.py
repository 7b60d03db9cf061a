"""``xiaotong prune``: deletes conversations that ended long ago; meant for every night."""

from __future__ import annotations

import getpass
from datetime import timedelta
from pathlib import Path

import typer
from sqlalchemy import select

from accounts.clock import SystemClock, local
from accounts.orders.model import PENDING
from accounts.storage.database import Database
from accounts.storage.migrate import migrate
from accounts.storage.tables_work import orders, tickets
from accounts.tickets import OVER
from bot.commands.words import say
from bot.engine.storage.event_log import forget, open_event_log
from bot.errors import SettingsError
from bot.settings import PREFIX, Settings, load
from bot.storage.pruning import Pruned, Pruner


def run(*, older_than: int | None, dry_run: bool, data_dir: Path | None) -> None:
    """Delete conversations closed for longer than `older_than` days and print how many.

    Without it the setting ``retention_days`` holds. Conversations with an open ticket or a pending
    order stay; see `Pruner.prune` for what goes. With `dry_run` nothing is changed. Raises
    SettingsError for less than a day.
    """
    settings = load({"data_dir": data_dir})
    days = settings.retention_days if older_than is None else older_than
    if days < 1:
        raise SettingsError(f"{PREFIX}RETENTION_DAYS", "int, 1 or more")
    now = SystemClock().now()
    before = now - timedelta(days=days)
    spare = _open_matters(settings)
    open_event_log(settings.conversations_url).close()  # its tables are there from now on
    pruner = Pruner(settings.conversations_url, forget=forget)
    try:
        due = pruner.due(before, spare=spare)
        typer.echo(say("prune_due", day=f"{local(before):%Y-%m-%d}", **vars(due)))
        if dry_run:
            return
        done = Pruned()
        total = due.conversations + due.pages + due.spared
        with typer.progressbar(length=total, label=say("prune_progress")) as bar:
            for batch in pruner.prune(before, spare=spare, at=now, actor=_actor()):
                done += batch
                bar.update(batch.conversations + batch.pages + batch.spared)
        typer.echo(say("prune_done", conversations=done.conversations, pages=done.pages))
    finally:
        pruner.close()


def _open_matters(settings: Settings) -> frozenset[str]:
    """Return the conversations that a ticket or an order still in the making came from."""
    accounts = Database(settings.accounts_url, migrate)
    try:
        with accounts.reading() as connection:
            found = [
                *connection.execute(
                    select(tickets.c.conversation_id).where(tickets.c.state.not_in(OVER))
                ).scalars(),
                *connection.execute(
                    select(orders.c.conversation_id).where(orders.c.state == PENDING)
                ).scalars(),
            ]
    finally:
        accounts.close()
    return frozenset(each for each in found if each is not None)


def _actor() -> str:
    """Return who runs this, as the record of prunings names them."""
    try:
        return f"cli:{getpass.getuser()}"[:60]
    except (KeyError, OSError):  # a container without a name for its user
        return "cli"
