"""The delivered library against questions that were written before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from accounts.clock import SystemClock
from bot.bench.faq import measure, read_questions
from bot.knowledge.bootstrap import DEMO, import_when_empty, open_knowledge
from bot.knowledge.files.folder import read_folder
from bot.knowledge.index import Words
from bot.knowledge.model import Disclosure, State
from bot.knowledge.service import Knowledge
from bot.scripts import Scripts
from bot.settings import ROOT
from bot.taboo import Taboos

HOLDOUT = Path(__file__).with_name("faq_holdout.yml")
SAME = 0.9
"""Share of character pairs in common from which two questions are the same one."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knowledge]:
    """Publish the delivered library in a database of its own."""
    taboos = Taboos(Scripts.load(ROOT / "data" / "scripts").taboos())
    folder = tmp_path_factory.mktemp("library")
    url = f"sqlite:///{folder / 'knowledge.db'}"
    knowledge = open_knowledge(url=url, clock=SystemClock(), taboos=taboos)
    import_when_empty(knowledge)
    yield knowledge
    knowledge.close()


@pytest.mark.slow
def test_questions_find_their_article_and_uncovered_ones_are_not_answered(library) -> None:
    """Issue 6: hit@1 0.85, hit@3 0.95, wrong answers to uncovered 5 % at most, p95 15 ms.

    The time is the processor's: a busy machine would measure its neighbours.
    """
    figures = measure(library, read_questions(HOLDOUT))

    assert figures["n"] >= 200
    assert figures["uncovered"] >= 60
    assert figures["hit_at_1"] >= 0.85
    assert figures["hit_at_3"] >= 0.95
    assert figures["wrongly_answered"] <= 0.05
    assert figures["right_article_shown"] >= 0.9
    assert figures["cpu_ms_per_question"]["p95"] <= 15


def test_the_library_is_whole_and_each_article_published(library) -> None:
    """At least sixty, without a problem (checked on import); some for agents only."""
    served = library.library.versions(State.PUBLISHED)
    files, problems = read_folder(DEMO)

    assert problems == []
    assert len(served) == len(files)
    assert len([e for e in served if e.article.disclosure is Disclosure.PUBLIC]) >= 60
    assert any(each.article.disclosure is Disclosure.INTERNAL for each in served)


def test_an_article_says_no_price_of_the_catalogue(library) -> None:
    """Amounts in yuan belong to the catalogue, which is never out of date."""
    for version in library.library.versions():
        for number in ("0元", "5元", "9元"):
            assert number not in version.article.answer, version.article.code


def test_the_held_out_questions_are_not_those_of_the_articles() -> None:
    """Or the figures would measure a memory."""
    held = [each.text for each in read_questions(HOLDOUT)]
    files, _ = read_folder(DEMO)
    taught = [Words.pairs(text) for each in files for text in each.article.similar]
    same = [
        text
        for text, pairs in ((text, Words.pairs(text)) for text in held)
        for other in taught
        if len(pairs & other) >= SAME * len(pairs | other)
    ]

    assert len(held) == len(set(held))
    assert same == []


def test_a_file_of_questions_of_another_shape_is_refused(tmp_path: Path) -> None:
    """In one clear line."""
    from bot.bench.faq import QuestionsUnreadable  # noqa: PLC0415 - beside its use

    path = tmp_path / "q.yml"
    YAML().dump(["a"], path)
    with pytest.raises(QuestionsUnreadable):
        read_questions(path)
