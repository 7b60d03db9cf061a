"""Our own pipeline on data that training copes with makes the same model every time."""

from __future__ import annotations

import hashlib
import shutil
import tarfile
from pathlib import Path

import pytest

from bot.settings import ROOT
from bot.training.check import Report, check_project
from bot.training.corpus import read_corpus
from bot.training.documents import files_of, read_document
from bot.training.sources import Sources
from bot.training.trainer import Trainer

PER_INTENT = 4
LONG = "我上个月的话费为什么比平时多了这么多" * 280
ODD = (
    "- 账单\x07呢",
    "",
    "-",
    "- ",
    "- 查\u2028账单",
    "- 查\u200b一下账单",
    "- 账单呢啊",
    "- 账单呢啊",
    "- 賬單呢啊？",
    "- ？？？",
    "- \u200b",
    "- 💰💰",
    f"- {LONG}",
    "- 身份证11010519491231002X的账单",
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(420)]


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    """Lay out our project with a few sentences an intent, and every oddity there is."""
    for name in ("config.yml", "domain.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("data/rules", "data/dictionary"):
        shutil.copytree(ROOT / name, tmp_path / name)
    corpus = read_corpus(
        read_document(path, path.name) for path in files_of([ROOT / "data" / "nlu"])
    )
    texts: dict[str, list[str]] = {}
    for example in corpus.examples:
        texts.setdefault(example.intent, []).append(f"- {example.raw}")
    nlu = tmp_path / "data" / "nlu"
    nlu.mkdir()
    blocks = (_block(intent, lines[:PER_INTENT]) for intent, lines in texts.items())
    (nlu / "plain.yml").write_text("\ufeffnlu:\n" + "".join(blocks), encoding="utf-8")
    (nlu / "odd.yml").write_text("nlu:\n" + _block("query_bill", ODD), encoding="utf-8")
    return Sources(root=tmp_path)


def _block(intent: str, lines: list[str] | tuple[str, ...]) -> str:
    return f"- intent: {intent}\n  examples: |\n" + "".join(f"    {line}\n" for line in lines)


def _contents(model: Path) -> dict[str, str]:
    """Return what each component of a model file learned, as digests."""
    with tarfile.open(model) as archive:
        return {
            member.name: hashlib.sha256(archive.extractfile(member).read()).hexdigest()
            for member in archive
            if member.isfile() and "components/" in member.name
        }


def test_odd_data_trains_and_trains_the_same_model_again(sources: Sources, tmp_path: Path) -> None:
    """What is only warned of stops nothing; the weights are equal to the last bit."""
    reports: list[Report] = []
    kinds = {finding.kind for finding in check_project(sources).findings}
    trainer = Trainer(models=tmp_path / "models", sources=sources)

    first = trainer.train(checked=reports.append)
    second = trainer.train(force=True)

    assert reports[0].errors == ()
    assert kinds >= {
        "control_character", "empty_line", "empty_example", "duplicate", "twin", "says_nothing",
        "emoji_only", "long_message", "personal_number", "few_examples",
    }  # fmt: skip
    assert first != second
    learned = _contents(first)
    assert any(name.endswith("weights.npz") for name in learned)
    assert learned == _contents(second)
    # The file with the byte order mark was not overlooked: its intents are there.
    with tarfile.open(first) as archive:
        header = next(m for m in archive if m.name.endswith("classifier.json"))
        text = archive.extractfile(header).read().decode()
    assert '"goodbye"' in text
    assert not list(tmp_path.joinpath("models").glob(".training-*"))
