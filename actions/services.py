"""What actions work with, and where they get it: one holder per process, built at first use."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.bootstrap import Accounts, open_accounts
from accounts.clock import Clock
from accounts.notifier import Notification, OutboxNotifier, Render
from bot.clock import process_clock
from bot.knowledge.bootstrap import no_knowledge, open_knowledge
from bot.knowledge.model import Article
from bot.knowledge.ports import Journal
from bot.knowledge.service import Knowledge
from bot.scripts import Scripts
from bot.settings import ROOT, Settings, load
from bot.taboo import Taboos
from bot.wording.watching import ScriptWatch

SCRIPTS = ROOT / "data" / "scripts"


@dataclass(frozen=True)
class Services:
    """The account services, the words, the clock and the knowledge base of this process."""

    accounts: Accounts
    scripts: Scripts
    clock: Clock
    knowledge: Knowledge = field(default_factory=no_knowledge)


_lock = threading.Lock()
_services: Services | None = None


def use_services(services: Services | None) -> None:
    """Make `services` what every action uses; called by composition roots and tests only.

    None forgets them, so that the next action builds its own from the settings.
    """
    global _services  # noqa: PLW0603 - the SDK builds actions without arguments
    _services = services


def services() -> Services:
    """Return the holder; under plain ``rasa run actions`` the first call builds it.

    Such a process says what trainers change elsewhere, too: the files are watched.
    Raises SettingsError or ScriptsError when it cannot be built.
    """
    global _services  # noqa: PLW0603 - as in use_services
    with _lock:
        if _services is None:
            _services = open_services(load(), process_clock())
            ScriptWatch(SCRIPTS, _services.scripts).start()
        return _services


def notification_words(scripts: Scripts) -> Render:
    """Return how a notification is worded: kind and data → script ``notification_KIND``."""

    def words(kind: str, data: Mapping[str, Any]) -> str:
        return scripts.text(f"notification_{kind}", **data)

    return words


def open_services(settings: Settings, clock: Clock, journal: Journal | None = None) -> Services:
    """Open the databases and the scripts as `settings` say; the caller closes them.

    `journal` hears of every change of the knowledge base, with which it is closed.

    Raises ScriptsError, or SQLAlchemy's OperationalError when the database cannot be opened.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    scripts = Scripts.load(SCRIPTS)
    accounts = open_accounts(
        url=settings.accounts_url,
        clock=clock,
        outbox_path=settings.data_dir / "outbox.jsonl",
        render=notification_words(scripts),
    )
    knowledge = _knowledge(settings, accounts, scripts, journal)
    return Services(accounts, scripts, clock, knowledge)


def _knowledge(
    settings: Settings, accounts: Accounts, scripts: Scripts, journal: Journal | None
) -> Knowledge:
    """Open the knowledge base; owners of articles are told through the outbox."""
    clock = accounts.clock
    outbox = OutboxNotifier(
        path=settings.data_dir / "outbox.jsonl", clock=clock, render=notification_words(scripts)
    )

    def tell(owner: str, article: Article) -> None:
        until = article.valid_until
        data = {"title": article.title, "until": until.isoformat() if until else ""}
        outbox.send(Notification(to=owner, kind="article_ending", data=data))

    return open_knowledge(
        url=settings.knowledge_url,
        clock=clock,
        taboos=Taboos(scripts.taboos()),
        tell=tell,
        journal=journal,
        offers=accounts.catalogue.codes,
    )
