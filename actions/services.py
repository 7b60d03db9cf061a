"""What actions work with, and where they get it: one holder per process, built at first use."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.bootstrap import Accounts, open_accounts
from accounts.clock import Clock
from accounts.notifier import Render
from bot.clock import process_clock
from bot.scripts import Scripts
from bot.settings import ROOT, Settings, load


@dataclass(frozen=True)
class Services:
    """The account services, the words and the clock of this process."""

    accounts: Accounts
    scripts: Scripts
    clock: Clock


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

    Raises SettingsError or ScriptsError when it cannot be built.
    """
    global _services  # noqa: PLW0603 - as in use_services
    with _lock:
        if _services is None:
            _services = open_services(load(), process_clock())
        return _services


def notification_words(scripts: Scripts) -> Render:
    """Return how a notification is worded: kind and data → script ``notification_KIND``."""

    def words(kind: str, data: Mapping[str, Any]) -> str:
        return scripts.text(f"notification_{kind}", **data)

    return words


def open_services(settings: Settings, clock: Clock) -> Services:
    """Open the account database and the scripts as `settings` say; the caller closes them.

    Raises ScriptsError, or SQLAlchemy's OperationalError when the database cannot be opened.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    scripts = Scripts.load(ROOT / "data" / "scripts")
    accounts = open_accounts(
        url=settings.accounts_url,
        clock=clock,
        outbox_path=settings.data_dir / "outbox.jsonl",
        render=notification_words(scripts),
    )
    return Services(accounts=accounts, scripts=scripts, clock=clock)
