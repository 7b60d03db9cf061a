"""A small project on disk whose sentences trainers edit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from accounts.clock import SHANGHAI, FixedClock
from bot.changes.bootstrap import open_changes
from bot.changes.log import ChangeLog
from bot.corpus.bootstrap import open_corpus
from bot.corpus.editing import Corpus

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=SHANGHAI)
DOMAIN = """\
version: "3.1"
intents:
- query_bill
- greet
- stop
- thanks
- nlu_fallback
entities:
- month
"""
BILLING = """\
# What trainers must not lose: this comment,
version: "3.1"
nlu:
- intent: query_bill   # and this one
  examples: |
    - 查话费
    - 看一下账单
    - 这个月花了多少

# between the blocks
- intent: stop
  examples: |
    - 算了
    - 不办了
    - 先这样吧
"""
GENERAL = """\
version: "3.1"
nlu:
- intent: greet
  examples:
  # a list, because of its metadata
  - text: |
      你好
    metadata: {style: terse}
  - text: 在吗
  - text: "有人吗"  # quoted

- intent: query_bill
  examples: |
    - 话费是多少钱
"""
HELD_OUT = """\
nlu:
- intent: query_bill
  examples: |
    - 账单总共多少
"""


class Project:
    """The folder, and the corpus that is opened on it."""

    def __init__(self, root: Path, changes: ChangeLog) -> None:
        """Write every file."""
        self.root = root
        self.changes = changes
        self.write("domain.yml", DOMAIN)
        self.write("data/nlu/billing.yml", BILLING)
        self.write("data/nlu/general.yml", GENERAL)
        self.write("tests/dialogue/nlu_holdout.yml", HELD_OUT)

    def write(self, name: str, text: str | bytes) -> None:
        """Put `text` in a file."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def read(self, name: str) -> str:
        """Return the text of a file, line ends as they are."""
        return (self.root / name).read_bytes().decode()

    def open(self, *, git: bool = False) -> Corpus:
        """Open another corpus on the same files, as another process would."""
        return open_corpus(root=self.root, changes=self.changes, git=git)


@pytest.fixture
def changes(tmp_path: Path) -> Iterator[ChangeLog]:
    """Open a log of changes."""
    log = open_changes(f"sqlite:///{tmp_path / 'studio.db'}", FixedClock(NOON))
    yield log
    log.close()


@pytest.fixture
def project(tmp_path: Path, changes: ChangeLog) -> Project:
    """Lay out a good project."""
    return Project(tmp_path / "project", changes)


@pytest.fixture
def corpus(project: Project) -> Corpus:
    """Open its sentences."""
    return project.open()
