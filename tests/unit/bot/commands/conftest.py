"""A small project whose training data the commands edit, and the small operator's people."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from accounts.bootstrap import open_accounts, seed_file
from accounts.clock import SystemClock
from bot.commands import corpus
from bot.settings import load

OPERATOR = Path(__file__).resolve().parents[2] / "accounts" / "small.yml"
DOMAIN = "intents:\n- query_bill\n- stop\nentities:\n- month\n"
CONFIG = """\
recipe: default.v1
language: zh
pipeline:
- name: KeywordIntentClassifier
policies:
- name: RulePolicy
"""


@pytest.fixture
def project(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch) -> Path:
    """Lay out a project with the module's sentences (NLU); everything is told in English."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    root = tmp_path / "project"
    for name, text in (
        ("domain.yml", DOMAIN),
        ("config.yml", CONFIG),
        ("data/nlu/nlu.yml", request.module.NLU),
        ("data/dictionary/telecom.txt", "话费 20000 n\n"),
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def run(tmp_path: Path, project: Path) -> Callable[..., None]:
    """Seed the small operator and give what runs a command of the corpus on the project."""
    settings = load({"data_dir": tmp_path / "data"})
    settings.data_dir.mkdir()
    accounts = open_accounts(
        url=settings.accounts_url,
        clock=SystemClock(),
        outbox_path=settings.data_dir / "outbox.jsonl",
    )
    seed_file(accounts, OPERATOR)
    accounts.close()
    return partial(corpus.run, data_dir=settings.data_dir, root=project)
