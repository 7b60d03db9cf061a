"""Every refusal and every change of the training data has words, in both languages."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from ruamel.yaml import YAML

from bot.changes.model import Change
from bot.settings import ROOT
from bot.studio.corpus_words import CorpusWords

WORDS = YAML(typ="safe").load((ROOT / "data" / "cli" / "corpus.yml").read_text(encoding="utf-8"))
SOURCE = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "bot" / "corpus").glob("*.py"))
)
RAISED = {
    "corpus_refused": r'NotPossible\(\s*"(\w+)"',
    "corpus_missing": r'NotThere\("(\w+)"',
    "corpus_problem": r'(?:Problem\(\w+, |yield )"(\w+)"',
    "corpus_skipped": r'Skipped\(\w+, "(\w+)"',
}


def variables(text: str) -> set[str]:
    """Return the variables of a line."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize(("prefix", "pattern"), RAISED.items())
def test_every_code_that_is_raised_has_words(prefix, pattern) -> None:
    """Read from the source: a new code without words fails here, not before a trainer."""
    codes = set(re.findall(pattern, SOURCE))

    assert codes
    assert {code for code in codes if f"{prefix}_{code}" not in WORDS} == set()


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_say_the_same(key) -> None:
    """With the same variables."""
    assert variables(WORDS[key]["zh"]) == variables(WORDS[key]["en"])


@pytest.mark.parametrize(
    ("area", "summary", "words"),
    [
        ("corpus", {"did": "move", "intent": "greet", "to": "pay", "to_text": "嗨", "text": "嗨"},
         "从“打招呼”移到“交费”：嗨"),
        ("corpus", {"did": "undo", "undone": {"did": "remove", "intent": "pay", "text": "交"}},
         "撤销：删除“交费”的例句：交"),
        ("synonyms", {"did": "add", "value": "A25", "word": "小卡"}, "“A25”新增叫法：小卡"),
        ("dictionary", {"did": "undo", "undone": {"did": "undo", "undone": {"did": "add",
         "word": "小卡"}}}, "撤销：撤销：词典新增：小卡"),
        ("knowledge", "发布了文章", "发布了文章"),
        ("release", {"did": "something"}, "data/nlu/a.yml"),
    ],
)  # fmt: skip
def test_a_change_is_told_in_a_chinese_line(area, summary, words) -> None:
    """Intents by their names; what has no words by its target."""
    change = Change("1", None, "7701", area, "data/nlu/a.yml", summary, "")

    assert CorpusWords(lambda: {"pay": "交费"}).summary(change) == words
