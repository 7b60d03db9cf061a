"""``xiaotong prune`` on real databases: what is open in the accounts stays, the rest goes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.access import Caller
from accounts.bootstrap import open_accounts
from accounts.clock import FixedClock, SystemClock
from bot.commands import prune
from bot.conversation.messages import Author, Content
from bot.conversation.model import Conversation, Owner
from bot.errors import SettingsError
from bot.storage.store import SqlConversationStore


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a data folder with conversations of 400 and 40 days ago, one with an open ticket."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    now = SystemClock().now()
    store = SqlConversationStore(f"sqlite:///{tmp_path / 'conversations.db'}")
    store.migrate()
    for name, days in (("old", 400), ("young", 40), ("ticket", 400)):
        at = now - timedelta(days=days)

        def work(tx, at=at) -> None:
            tx.append(Author.CUSTOMER, Content(text="查话费"), at=at)
            closed = replace(tx.conversation, owner=Owner.CLOSED, closed_at=at, last_customer_at=at)
            tx.save(closed)

        asyncio.run(store.change(name, work, otherwise=Conversation(name, "web", at)))
    store.close()
    accounts = open_accounts(
        url=f"sqlite:///{tmp_path / 'accounts.db'}",
        clock=FixedClock(now - timedelta(days=400)),
        outbox_path=tmp_path / "outbox.jsonl",
    )
    caller = Caller("ticket", "web", turn_id="t1")
    accounts.tickets.open(caller, None, kind="message", summary="请回电", due_hours=48)
    accounts.close()
    return tmp_path


def left(folder) -> list[str]:
    """Return which of the conversations still have their messages."""
    store = SqlConversationStore(f"sqlite:///{folder / 'conversations.db'}")
    names = ("old", "young", "ticket")
    found = [name for name in names if asyncio.run(store.messages_of(name))]
    store.close()
    return found


def test_what_is_older_than_the_setting_goes_unless_something_is_open(folder, capsys) -> None:
    """A year by default; a second run finds nothing more."""
    prune.run(older_than=None, dry_run=False, data_dir=folder)
    first = capsys.readouterr().out
    prune.run(older_than=None, dry_run=False, data_dir=folder)

    assert left(folder) == ["young", "ticket"]
    assert "1 conversations and 0 pages without a word; 1 stay" in first
    assert "Deleted 1 conversations" in first
    assert "Deleted 0 conversations" in capsys.readouterr().out


def test_a_dry_run_only_counts(folder, capsys) -> None:
    """With the days of the command line, which stand above the setting's."""
    prune.run(older_than=30, dry_run=True, data_dir=folder)

    assert left(folder) == ["old", "young", "ticket"]
    assert "2 conversations" in capsys.readouterr().out


def test_a_retention_of_less_than_a_day_is_refused(folder, monkeypatch) -> None:
    """Open matters can be taken up again for 24 hours; a day is taken."""
    monkeypatch.setenv("XIAOTONG_RETENTION_DAYS", "0")

    with pytest.raises(SettingsError, match="RETENTION_DAYS"):
        prune.run(older_than=None, dry_run=False, data_dir=folder)

    monkeypatch.setenv("XIAOTONG_RETENTION_DAYS", "1")
    prune.run(older_than=None, dry_run=False, data_dir=folder)
    assert left(folder) == ["ticket"]
