"""Marks that the bot does not read so, and what teaches it the words."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from accounts.catalogue import CatalogueName
from accounts.clock import FixedClock
from bot.changes.bootstrap import open_changes
from bot.corpus.bootstrap import Teaching, open_teaching
from bot.inbox.model import Entity
from bot.inbox.unread import MarkReader, Step
from tests.unit.bot.inbox.conftest import DOMAIN, NLU, NOON

OFFERS = (
    CatalogueName("package", "P59", "畅享59元套餐", (), Decimal(59)),
    CatalogueName("service", "RBT", "彩铃", (), Decimal(5)),
)
BY = "9001"


@pytest.fixture
def teaching(tmp_path: Path) -> Teaching:
    """Open all that trainers teach with, in a small project."""
    files = {
        "domain.yml": DOMAIN,
        "data/nlu/all.yml": NLU,
        "data/dictionary/telecom.txt": "话费 20000 n\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    changes = open_changes(f"sqlite:///{tmp_path / 'studio.db'}", FixedClock(NOON))
    return open_teaching(root=tmp_path, changes=changes, names=lambda: OFFERS)


@pytest.fixture
def marks(teaching: Teaching) -> MarkReader:
    """Give what holds marks against the project."""
    return MarkReader(
        synonyms=teaching.synonyms, dictionary=teaching.dictionary, clock=FixedClock(NOON)
    )


def test_a_name_that_is_not_recognised_is_taught_by_a_synonym_at_once(teaching, marks) -> None:
    """Said of the trainer's mark before, and no more after that one step."""
    text, mark = "退掉蓝海豚", Entity(2, 5, "package_name", "P59")
    (unread,) = marks.unread(text, [mark])
    assert (unread.text, unread.mark, unread.step) == ("蓝海豚", mark, Step.SYNONYM)

    teaching.synonyms.add("P59", unread.text, BY)

    assert marks.unread(text, [mark]) == ()
    (other,) = marks.unread(text, [Entity(2, 5, "package_name", "RBT")])
    assert other.step is Step.SYNONYM


def test_a_kind_of_thing_becomes_a_word_and_a_time_is_a_developers_matter(teaching, marks) -> None:
    """The word is offered once; no mark teaches what rules compute."""
    text = "小黑盒从前天天掉线"
    place, time = Entity(0, 3, "resource"), Entity(4, 6, "month")
    assert [each.step for each in marks.unread(text, [place, time])] == [Step.WORD, None]

    teaching.dictionary.add("小黑盒", BY)

    assert [each.step for each in marks.unread(text, [place])] == [None]


def test_what_is_recognised_is_not_told(marks) -> None:
    """A month of any day, a name of the catalogue, and marks that lie outside."""
    text = "上个月彩铃多少钱"
    known = [Entity(0, 3, "month"), Entity(3, 5, "service_name", "RBT"), Entity(5, 99, "month")]

    assert marks.unread(text, known) == ()
    assert marks.unread(text, []) == ()
