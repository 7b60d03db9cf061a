"""Imports point one way (ARCHITECTURE.md, rooms); the table here is the rule."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

LEAVES = {
    "bot.settings", "bot.errors", "bot.log", "bot.clock", "bot.redaction", "bot.scripts",
    "bot.taboo", "bot.text", "bot.tokens", "bot.formats", "bot.safe_files",
}  # fmt: skip
FRAMEWORKS = {"aiohttp", "sqlalchemy", "alembic", "rasa", "rasa_sdk", "typer"}

# room -> (rooms of ours it may import, frameworks it may import)
RULES: dict[str, tuple[set[str], set[str]]] = {
    "accounts": (set(), {"sqlalchemy", "alembic"}),
    # An action server of its own follows what trainers change in the files.
    "actions": ({"accounts", "bot.knowledge", "bot.wording.watching", *LEAVES}, {"rasa_sdk"}),
    "bot.text": ({"accounts.month", "accounts.clock", "bot.text"}, set()),
    "bot.nlu": ({"accounts.month", "accounts.clock", "accounts.catalogue", *LEAVES}, {"rasa"}),
    "bot.evaluation": ({"accounts.month", "accounts.clock", *LEAVES}, {"rasa"}),
    "bot.knowledge.storage": (
        {"accounts.storage", "accounts.clock", "bot.knowledge", *LEAVES},
        {"sqlalchemy", "alembic"},
    ),
    # Trainers read what nothing answered as they read the inbox: masked by the same.
    "bot.knowledge": (
        {
            "accounts.clock",
            "bot.nlu.encoders",
            "bot.nlu.dictionary",
            "bot.inbox.masking",
            "bot.inbox.names",
            *LEAVES,
        },
        set(),
    ),
    "bot.conversation": ({"accounts.clock", *LEAVES}, set()),
    "bot.console": ({"bot.console", *LEAVES}, set()),
    "bot.handoff": ({"accounts.clock", "bot.conversation", *LEAVES}, set()),
    "bot.desk": (
        {"accounts", "bot.handoff", "bot.conversation", "bot.channels", *LEAVES},
        {"aiohttp"},
    ),
    "bot.changes": ({"accounts.storage", "accounts.clock", *LEAVES}, {"sqlalchemy", "alembic"}),
    # Synonyms are words for items of the catalogue.
    "bot.corpus": (
        {"accounts.catalogue", "bot.changes", "bot.training", "bot.nlu", *LEAVES},
        set(),
    ),
    "bot.inbox": (
        {
            "accounts.storage",
            "accounts.clock",
            "bot.corpus",
            "bot.changes",
            "bot.nlu",
            "bot.training.annotations",
            *LEAVES,
        },
        {"sqlalchemy", "alembic"},
    ),
    "bot.releases": (
        {
            "accounts.storage",
            "accounts.clock",
            "bot.evaluation",
            "bot.training",
            "bot.changes",
            *LEAVES,
        },
        {"sqlalchemy", "alembic"},
    ),
    # A line is linted as an agent's draft is; the lint itself is pure.
    "bot.wording": (
        {"accounts.clock", "accounts.month", "bot.changes", "bot.desk.lint", *LEAVES},
        set(),
    ),
    "bot.studio": (
        {
            "accounts.clock",
            "accounts.staff",
            "bot.changes",
            "bot.corpus",
            "bot.inbox",
            "bot.releases",
            "bot.wording",
            "bot.knowledge",
            "bot.training",
            "bot.desk",
            "bot.channels",
            *LEAVES,
        },
        {"aiohttp"},
    ),
    "bot.storage": (
        {"accounts.storage", "accounts.clock", "bot.conversation", "bot.desk.model", *LEAVES},
        {"sqlalchemy", "alembic"},
    ),
    "bot.channels": (
        {"accounts.clock", "bot.conversation", "bot.gateway.keys", "bot.gateway.errors", *LEAVES},
        {"aiohttp"},
    ),
}

LEAF_RULE: tuple[set[str], set[str]] = ({"accounts.clock", "accounts.month", *LEAVES}, set())

# Accounts may be read by the SDK's door only: SQLAlchemy stays under accounts/storage where it
# can; services build statements, so `accounts` as a whole is allowed it.


def modules() -> list[tuple[str, Path]]:
    """Every module of ours as (dotted name, path)."""
    found = []
    for package in ("bot", "actions", "accounts"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found.append((name, path))
    return found


def imports_of(path: Path) -> set[str]:
    """Dotted names that a module imports, at any depth."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module}
    return names


def within(name: str, allowed: set[str]) -> bool:
    """Tell whether `name` is one of `allowed` or lies inside one."""
    return any(name == room or name.startswith(room + ".") for room in allowed)


def rule_of(name: str) -> tuple[set[str], set[str]] | None:
    """Return the rule for a module, or None where everything below may be imported."""
    for room, rule in RULES.items():
        if within(name, {room}):
            return ({room, *rule[0]}, rule[1])
    return LEAF_RULE if within(name, LEAVES) else None


GOVERNED = [(name, path) for name, path in modules() if rule_of(name) is not None]
"""Composition roots and faces may import everything and have no rule."""


@pytest.mark.parametrize(("name", "path"), GOVERNED, ids=lambda value: str(value)[-60:])
def test_a_module_imports_only_what_lies_below_it(name: str, path: Path) -> None:
    """A room reaches only the rooms and frameworks of its row."""
    rooms, frameworks = rule_of(name) or (set(), set())
    wrong = []
    for imported in imports_of(path):
        top = imported.split(".")[0]
        if top in {"bot", "actions", "accounts"} and imported not in {"bot", "accounts"}:
            if not within(imported, rooms):
                wrong.append(imported)
        elif top in FRAMEWORKS and top not in frameworks:
            wrong.append(imported)

    assert wrong == []


def test_the_rule_refuses_an_upward_import() -> None:
    """The check itself fails when the accounts reach for the bot."""
    rooms, frameworks = rule_of("accounts.billing") or (set(), set())

    assert not within("bot.engine.embedded", rooms)
    assert "rasa" not in frameworks
