"""A folder with a few scripts of its own, its book, and the log of changes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from accounts.clock import SHANGHAI, FixedClock
from bot.changes.bootstrap import open_changes
from bot.changes.log import ChangeLog
from bot.scripts import Scripts
from bot.settings import ROOT
from bot.wording.book import ScriptBook
from bot.wording.bootstrap import open_scripts

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=SHANGHAI)
BILL = """\
# 账单的话术
bill:  # 总额
  situation: 报账单总额
  variables: {number: masked, month: month, total: money}
  lines:
    # 第一句
    - 号码{number}，{month}的话费是{total}元。
    - '{month}合计{total}元（{number}）。'   # 短的

# 说明
note:
  situation: 一句说明
  lines: [谢谢您的等待, "好的：马上"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Lay out a folder with a file of its own and the real labels and taboos."""
    folder = tmp_path / "scripts"
    folder.mkdir()
    for name in ("formats.yml", "taboo.yml"):
        shutil.copy(ROOT / "data" / "scripts" / name, folder / name)
    (folder / "bill.yml").write_text(BILL, encoding="utf-8")
    return folder


@pytest.fixture
def said(folder: Path) -> Scripts:
    """Give what the process says."""
    return Scripts.load(folder)


@pytest.fixture
def changes(tmp_path: Path) -> Iterator[ChangeLog]:
    """Open an empty log."""
    log = open_changes(f"sqlite:///{tmp_path / 'studio.db'}", FixedClock(NOON))
    yield log
    log.close()


@pytest.fixture
def book(folder: Path, said: Scripts, changes: ChangeLog) -> ScriptBook:
    """Give the book of that folder."""
    return open_scripts(changes, said, folder)
