"""Settings: one table of (name, default, help), read once into a frozen object.

This is the only module that reads the environment. Each setting `x` comes from the variable
``XIAOTONG_X`` or a line of the same name in ``.env``. Secrets are not here: they live in files
of the data directory (mode 0600) or in variables read by `secret`, and have no default.
"""

from __future__ import annotations

import os
import secrets as random_secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import SettingsError, WeakSecret
from bot.safe_files import write_once

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "XIAOTONG_"
SECRET_LENGTH = 32
"""Fewest characters of a secret."""


@dataclass(frozen=True)
class Setting:
    """One row of the settings table; the default's type is the setting's type."""

    name: str
    default: str | int | float | bool
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting("host", "127.0.0.1", "address the server listens on"),
    Setting("port", 8080, "port the server listens on"),
    Setting("data_dir", "var", "folder that holds all state, relative to the repository"),
    Setting("accounts_url", "", "SQLAlchemy URL of the accounts; empty: SQLite in data_dir"),
    Setting(
        "conversations_url", "", "SQLAlchemy URL of the conversations; empty: SQLite in data_dir"
    ),
    Setting("knowledge_url", "", "SQLAlchemy URL of the knowledge base; empty: SQLite in data_dir"),
    Setting("studio_url", "", "SQLAlchemy URL of the training studio; empty: SQLite in data_dir"),
    Setting("studio_git", False, "each change of training data is a git commit, in a repository"),
    Setting("engine_url", "", "URL of a Rasa server to answer turns; empty: Rasa in this process"),
    Setting("actions_url", "", "URL of an action server; empty: actions in this process"),
    Setting("allowed_origins", "", "other origins that may embed the widget, comma-separated"),
    Setting(
        "trusted_proxies", "", "proxies whose X-Forwarded headers are believed, comma-separated"
    ),
    Setting("max_message_chars", 2000, "longest customer message accepted, in characters"),
    Setting("sender_per_minute", 300, "messages a minute accepted from one sender"),
    Setting("address_per_minute", 12000, "messages a minute accepted from one address"),
    Setting("turn_timeout_seconds", 20.0, "longest a customer waits for the engine, in seconds"),
    Setting("idle_ask_seconds", 180, "silence before the bot asks if the customer is still there"),
    Setting("idle_close_seconds", 600, "silence before a conversation is closed"),
    Setting("handoff_offer_seconds", 30, "seconds an agent has to accept before others are asked"),
    Setting("handoff_vanished_seconds", 60, "silence after which an agent's conversations go on"),
    Setting("handoff_give_up_seconds", 1800, "wait after which a customer is called back instead"),
    Setting("retention_days", 365, "days after which `prune` deletes a closed conversation"),
    Setting("webhook_url", "", "URL that is told of handoffs, signed; empty: nobody is told"),
    Setting("log_format", "console", "console or json"),
    Setting("log_level", "INFO", "lowest level that is logged"),
)


@dataclass(frozen=True)
class Settings:
    """Every setting of `SETTINGS`, typed; built by `load` alone outside tests."""

    host: str
    port: int
    data_dir: Path
    accounts_url: str
    conversations_url: str
    knowledge_url: str
    studio_url: str
    studio_git: bool
    engine_url: str
    actions_url: str
    allowed_origins: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    max_message_chars: int
    sender_per_minute: int
    address_per_minute: int
    turn_timeout_seconds: float
    idle_ask_seconds: int
    idle_close_seconds: int
    handoff_offer_seconds: int
    handoff_vanished_seconds: int
    handoff_give_up_seconds: int
    retention_days: int
    webhook_url: str
    log_format: str
    log_level: str

    @property
    def keeps_all_here(self) -> bool:
        """Whether every database that a turn asks is SQLite: no server, no network between."""
        urls = (self.accounts_url, self.conversations_url, self.knowledge_url)
        return all(url.startswith("sqlite:") for url in urls)


def load(overrides: Mapping[str, Any] | None = None) -> Settings:
    """Read the table from `overrides` (command line), the environment and ``.env``, in that order.

    Raises SettingsError naming the variable when a value is not of its setting's type.
    """
    given = {**_dotenv(ROOT / ".env"), **os.environ}
    values: dict[str, Any] = {}
    for row in SETTINGS:
        chosen = (overrides or {}).get(row.name)
        raw = chosen if chosen is not None else given.get(PREFIX + row.name.upper(), row.default)
        values[row.name] = _typed(row, raw)
    values["data_dir"] = (ROOT / Path(values["data_dir"]).expanduser()).resolve()
    for several in ("allowed_origins", "trusted_proxies"):
        parts = (part.strip() for part in values[several].split(","))
        values[several] = tuple(part for part in parts if part)
    for store in ("accounts", "conversations", "knowledge", "studio"):
        key = f"{store}_url"
        values[key] = values[key] or f"sqlite:///{values['data_dir'] / (store + '.db')}"
    return Settings(**values)


def secret(settings: Settings, name: str) -> str:
    """Return the secret `name`: from ``XIAOTONG_NAME``, else from its file, made at first use.

    The file is ``data_dir/name`` with mode 0600 and holds 32 random bytes as hex. Raises
    WeakSecret when either holds fewer than `SECRET_LENGTH` characters (an empty key would be
    everybody's), FileNotWritten when the file cannot be made.
    """
    variable = PREFIX + name.upper()
    if given := os.environ.get(variable):
        return _strong(given.strip(), variable)
    path = settings.data_dir / name
    if not path.exists():
        write_once(path, random_secrets.token_hex(32).encode("ascii"), 0o600)
    return _strong(path.read_text(encoding="ascii").strip(), str(path))


def _strong(found: str, source: str) -> str:
    if len(found) < SECRET_LENGTH:
        raise WeakSecret(source, SECRET_LENGTH)
    return found


def _typed(row: Setting, raw: Any) -> Any:
    kind = type(row.default)
    if isinstance(raw, kind):
        return raw
    try:
        if kind is bool:
            return {"1": True, "true": True, "0": False, "false": False}[str(raw).lower()]
        return kind(raw)
    except (KeyError, ValueError) as error:
        raise SettingsError(PREFIX + row.name.upper(), kind.__name__) from error


def _dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    pairs: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.lstrip().startswith("#"):
            pairs[name.strip()] = value.strip().strip("'\"")
    return pairs
