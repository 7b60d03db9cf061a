"""A small project on disk that a test may spoil, one file at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.training.check import Report, check_project
from bot.training.sources import Sources

INTENTS = {
    "query_bill": ("查话费", "看一下账单", "这个月花了多少"),
    "greet": ("你好", "在吗", "有人吗"),
    "stop": ("算了", "不办了", "先这样吧"),
}
DOMAIN = """\
version: "3.1"
intents:
- query_bill: {use_entities: [month]}
- greet
- stop
- nlu_fallback
entities:
- month
slots:
  topic:
    type: text
    mappings:
    - type: custom
      conditions:
      - active_loop: number_form
forms:
  number_form:
    required_slots:
    - topic
actions:
- action_query_bill
"""
RULES = """\
version: "3.1"
rules:
- rule: query_bill
  condition:
  - slot_was_set: [{topic: x}]
  steps:
  - intent: query_bill
  - action: action_query_bill
"""
CONFIG = """\
recipe: default.v1
language: zh
pipeline:
- name: KeywordIntentClassifier
policies:
- name: RulePolicy
"""


def block(intent: str, *lines: str) -> str:
    """Return one intent of an NLU file, `lines` with their dashes."""
    return f"- intent: {intent}\n  examples: |\n" + "".join(f"    {line}\n" for line in lines)


def sentences() -> str:
    """Return a good NLU file; its first sentence is on line 5."""
    blocks = (block(name, *(f"- {text}" for text in texts)) for name, texts in INTENTS.items())
    return 'version: "3.1"\nnlu:\n' + "".join(blocks)


class Project:
    """The folder; `check` reads it anew."""

    def __init__(self, root: Path) -> None:
        """Write every file."""
        self.root = root
        self.write("domain.yml", DOMAIN)
        self.write("config.yml", CONFIG)
        self.write("data/rules/rules.yml", RULES)
        self.write("data/nlu/nlu.yml", sentences())

    def write(self, name: str, text: str | bytes) -> None:
        """Put `text` in a file."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def read(self, name: str) -> str:
        """Return the text of a file."""
        return (self.root / name).read_text(encoding="utf-8")

    def check(self) -> Report:
        """Check the project as it stands."""
        return check_project(Sources(root=self.root))

    def told(self, severity: str = "error") -> list[tuple[str, str, int]]:
        """Return (kind, file, line) of the findings of one severity."""
        return [
            (found.kind, found.file.rpartition("/")[2], found.line)
            for found in self.check().findings
            if found.severity == severity
        ]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Lay out a good project."""
    return Project(tmp_path)


@pytest.fixture
def intent() -> Callable[..., str]:
    """Give what writes one intent block."""
    return block
