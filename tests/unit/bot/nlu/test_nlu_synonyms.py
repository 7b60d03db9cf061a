"""A trainer's word for an item is understood as soon as it is written, without training."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest

from accounts.bootstrap import open_accounts, seed_file
from accounts.catalogue import CatalogueName
from accounts.clock import SystemClock
from bot.nlu.names import CurrentNames, names_of_settings
from bot.nlu.synonyms import SynonymFiles, with_synonyms
from bot.settings import ROOT
from bot.text.catalogue_names import NameBook

SMALL = ROOT / "tests" / "unit" / "accounts" / "small.yml"
OFFERS = (
    CatalogueName("package", "A25", "青芽25元套餐", ("青芽卡",), Decimal(25)),
    CatalogueName("service", "RBT", "彩铃", (), Decimal(5)),
)
ONE = """\
nlu:
- synonym: A25
  examples: |
    - 小青卡
    - 学霸卡
"""


def codes(book: NameBook, text: str) -> list[str]:
    """Return the codes understood."""
    return [mention.value.code for mention in book.find(text)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make an empty folder."""
    path = tmp_path / "synonyms"
    path.mkdir()
    return path


def test_a_synonym_is_understood_by_the_next_look_and_forgotten_when_taken_out(folder) -> None:
    """Beside the item's own names; in a process that has been running all along."""
    seconds = [0.0]
    source = with_synonyms(lambda: OFFERS, SynonymFiles(folder))
    names = CurrentNames(source, timer=lambda: seconds[0])
    before = codes(names.book(), "我要办小青卡")
    (folder / "catalogue.yml").write_text(ONE, encoding="utf-8")
    seconds[0] += 1
    now = codes(names.book(), "我要办小青卡"), codes(names.book(), "青芽卡换成学霸卡")
    (folder / "catalogue.yml").unlink()
    seconds[0] += 1

    assert before == []
    assert now == (["A25"], ["A25", "A25"])
    assert codes(names.book(), "我要办小青卡") == []


def test_synonyms_hold_where_names_come_from_the_settings(folder, tmp_path) -> None:
    """As for plain Rasa and for what is evaluated; the same after a restart."""
    accounts = open_accounts(
        url=f"sqlite:///{tmp_path / 'accounts.db'}",
        clock=SystemClock(),
        outbox_path=tmp_path / "outbox.jsonl",
    )
    seed_file(accounts, SMALL)
    code = accounts.catalogue.names()[0].code
    accounts.close()
    text = ONE.replace("A25", code)
    (folder / "catalogue.yml").write_text(text, encoding="utf-8")

    for _ in range(2):
        book = NameBook(names_of_settings(tmp_path, SynonymFiles(folder))())
        assert codes(book, "换成学霸卡") == [code]


def test_nothing_changed_is_the_same_tuple(folder) -> None:
    """So that no book is built anew with every message."""
    (folder / "catalogue.yml").write_text(ONE, encoding="utf-8")
    source = with_synonyms(lambda: OFFERS, SynonymFiles(folder))

    assert source() is source()
    assert source()[0].aliases == ("青芽卡", "小青卡", "学霸卡")


def test_words_of_no_item_are_left_out(folder) -> None:
    """A code that the catalogue does not have, now or any more."""
    (folder / "catalogue.yml").write_text(ONE.replace("A25", "GONE"), encoding="utf-8")

    assert with_synonyms(lambda: OFFERS, SynonymFiles(folder))() == OFFERS


@pytest.mark.parametrize(
    "content", [b"nlu: [", b"\xff\xfe", b"nlu:\n- synonym: A25\n  examples: {\n"]
)
def test_a_file_that_cannot_be_read_leaves_the_last_synonyms(folder, content) -> None:
    """A mistake in editing makes nobody misunderstood."""
    path = folder / "catalogue.yml"
    path.write_text(ONE, encoding="utf-8")
    files = SynonymFiles(folder)
    before = files.current()
    path.write_bytes(content)
    os.utime(path, ns=(1, 1))

    assert files.current() == before == {"A25": ("小青卡", "学霸卡")}


@pytest.mark.parametrize(
    "content",
    ["", "# only a comment\n", "nlu:\n", "nlu: 3\n", "- synonym\n", "nlu:\n- intent: a\n"],
)
def test_an_empty_file_or_one_of_another_shape_has_no_synonyms(folder, content) -> None:
    """And no folder has none either."""
    (folder / "catalogue.yml").write_text(content, encoding="utf-8")

    assert SynonymFiles(folder).current() == {}
    assert SynonymFiles(folder / "nowhere").current() == {}
