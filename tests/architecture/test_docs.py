"""Documentation that cannot be forgotten: settings, commands and intents are all listed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from typer.main import get_command

from bot.cli import app
from bot.nlu.entities import FINDERS
from bot.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_documented(setting) -> None:
    """docs/settings.md has a row for each setting with its default and help."""
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

    assert f"| `XIAOTONG_{setting.name.upper()}` | `{setting.default}` | {setting.help} |" in page


def test_every_command_is_documented_and_has_an_example() -> None:
    """Each command's help shows an example, and both READMEs name it."""
    commands = [
        command
        for name, group in get_command(app).commands.items()
        for command in (group.commands.values() if hasattr(group, "commands") else [group])
    ]
    english = (ROOT / "README.md").read_text(encoding="utf-8")
    chinese = (ROOT / "README.zh.md").read_text(encoding="utf-8")

    for command in commands:
        example = re.search(r"\./xiaotong (bench )?\w+", command.help)
        assert example is not None, command.name
        assert example.group() in english
        assert example.group() in chinese


def test_every_entity_is_documented_and_found() -> None:
    """docs/entities.md has a row for each entity of the domain, and for every finder."""
    page = (ROOT / "docs" / "entities.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    listed = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    domain = YAML(typ="safe").load((ROOT / "domain.yml").read_text(encoding="utf-8"))

    assert listed == set(domain["entities"])
    assert set(FINDERS) <= listed


PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """A relative link in our documentation names a file that exists."""
    targets = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", page.read_text(encoding="utf-8"))

    missing = [target for target in targets if not (page.parent / target).exists()]

    assert missing == []


def test_no_page_of_this_repository_names_a_machine() -> None:
    """No document carries a path of a developer's machine."""
    for page in PAGES:
        assert "/work/" not in page.read_text(encoding="utf-8"), page.name
