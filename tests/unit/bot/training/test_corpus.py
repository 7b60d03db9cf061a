"""Our reader of NLU files and Rasa's read the same sentences from the same files."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.nlu.training_data.loading import load_data

from bot.settings import ROOT
from bot.training.corpus import Corpus, read_corpus
from bot.training.documents import files_of, read_document

FORMS = """\
version: "3.1"
nlu:
- intent: greet
  examples: |2
    - 你好

    - 带 # 的，带: 的，带 "引号" 的
    -没有空格
- intent: stop
  examples:
  - text: |
      算了
    metadata: {style: terse}
  - text: "不办了[上个月](month)"
  - {text: 先这样}
- intent: faq/hours
  metadata: x
  examples: "- 几点开门\\n- 几点关门"
- regex: number
  examples: |
    - \\d+
- synonym: data
  examples: |
    - 流量
- lookup: city
  examples: |
    - 北京
"""


def read(path: Path) -> Corpus:
    """Read every file of a folder, or one file."""
    return read_corpus(read_document(one, str(one)) for one in files_of([path]))


def agree(path: Path, corpus: Corpus) -> None:
    """Compare with what Rasa reads: intent, text and entities of each sentence."""
    theirs = {
        (
            one.get("intent_response_key") or one.get("intent"),
            one.get("text"),
            str(one.get("entities") or []),
        )
        for one in load_data(str(path)).intent_examples
    }
    ours = {
        (
            one.intent,
            one.text,
            str(
                [
                    {"start": s.start, "end": s.end, "value": s.value, "entity": s.entity}
                    for s in one.spans
                ]
            ),
        )
        for one in corpus.examples
    }

    assert ours == theirs


@pytest.mark.filterwarnings("ignore")
def test_our_training_data_is_read_as_rasa_reads_it() -> None:
    """Every sentence of the project."""
    folder = ROOT / "data" / "nlu"
    corpus = read(folder)

    agree(folder, corpus)
    assert corpus.findings == []
    for example in corpus.examples:
        line = Path(example.file).read_text(encoding="utf-8").splitlines()[example.line - 1]
        assert line.strip() == f"- {example.raw}"


@pytest.mark.filterwarnings("ignore")
def test_every_form_that_rasa_knows_is_read(tmp_path) -> None:
    """Blocks of text, lists with metadata, quoted text; other blocks hold no sentences."""
    path = tmp_path / "nlu.yml"
    path.write_text(FORMS.replace("|2", "|"), encoding="utf-8")

    corpus = read(path)

    agree(path, corpus)
    assert [(one.text, one.line) for one in corpus.examples] == [
        ("你好", 5),
        ('带 # 的，带: 的，带 "引号" 的', 7),
        ("没有空格", 8),
        ("算了", 12),
        ("不办了上个月", 14),
        ("先这样", 15),
        ("几点开门", 18),
        ("几点关门", 18),
    ]
    assert [finding.kind for finding in corpus.findings] == ["empty_line"]
    assert [(block.intent, block.size) for block in corpus.blocks] == [
        ("greet", 3),
        ("stop", 3),
        ("faq/hours", 2),
    ]
