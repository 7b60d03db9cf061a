"""What is served while the index is built anew: never the old word, and never a wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.bench import faq_publishing
from bot.bench.faq import Question
from bot.knowledge import bootstrap
from bot.knowledge.model import Disclosure, Event, Reader
from bot.knowledge.service import Knowledge
from bot.taboo import Taboos
from tests.unit.bot.knowledge.conftest import LetterEncoder

NEW = "芯片卡失灵了"
PATIENCE = 10.0


class Gate:
    """Lets builds of an index go on only while it is open; gives them no strangers."""

    def __init__(self) -> None:
        """Begin open."""
        self.open = threading.Event()
        self.open.set()
        self.broken = False

    def __call__(self) -> tuple[str, ...]:
        """Wait until it is open; raises MemoryError when it is broken."""
        assert self.open.wait(PATIENCE)
        if self.broken:
            raise MemoryError
        return ()


@pytest.fixture
def gate() -> Gate:
    """Give the gate of the builds `elsewhere`."""
    return Gate()


@pytest.fixture
def elsewhere(knowledge, tmp_path: Path, clock, gate, monkeypatch) -> Iterator[Knowledge]:
    """Open the library in what stands for another process: an index built, the gate closed."""
    assert knowledge.article("sim", Reader.CUSTOMER)
    monkeypatch.setattr(bootstrap, "strangers", gate)
    url = f"sqlite:///{tmp_path / 'knowledge.db'}"
    other = bootstrap.open_knowledge(
        url=url, clock=clock, taboos=Taboos({}), encoder=LetterEncoder()
    )
    other.warm()
    gate.open.clear()
    yield other
    gate.open.set()
    other.close()


def codes(knowledge: Knowledge, question: str) -> list[str]:
    """Return what a customer would find, best first."""
    return [each.article.code for each in knowledge.search(question, Reader.CUSTOMER, 5)]


def soon(true: Callable[[], bool]) -> bool:
    """Tell whether it becomes true within seconds."""
    until = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def test_a_question_never_waits_for_the_index_to_be_built(elsewhere, gate, publish, make) -> None:
    """It is answered from the earlier one; what is new is found once the next one is there."""
    publish(make("chip", NEW))

    assert codes(elsewhere, "手机号怎么过户")[0] == "transfer"
    assert "chip" not in codes(elsewhere, NEW)
    assert elsewhere.article("chip", Reader.CUSTOMER) is not None
    gate.open.set()
    assert soon(lambda: codes(elsewhere, NEW)[:1] == ["chip"])


def test_what_is_withdrawn_is_told_by_nobody_at_once(knowledge, elsewhere) -> None:
    """Though the index that still has it stays in use for a while."""
    assert codes(elsewhere, "手机卡坏了怎么换")[0] == "sim"
    knowledge.editor.move("sim", Event.WITHDRAW, "9001")

    assert "sim" not in codes(elsewhere, "手机卡坏了怎么换")
    assert elsewhere.article("sim", Reader.CUSTOMER) is None
    assert elsewhere.article("transfer", Reader.CUSTOMER) is not None


def test_what_is_said_otherwise_by_now_is_told_in_the_new_words(
    knowledge, elsewhere, publish
) -> None:
    """Found by the questions of the earlier wording; those that it has no more are not shown."""
    sim = knowledge.article("sim", Reader.CUSTOMER).article
    publish(replace(sim, answer="现在可以在线办理。", similar=("补卡要带什么证件",)))
    found = elsewhere.search("手机卡坏了怎么换", Reader.CUSTOMER, 1)

    assert found[0].article.answer == "现在可以在线办理。"
    assert "手机卡坏了怎么换" not in found[0].questions
    assert elsewhere.article("sim", Reader.CUSTOMER).number == 2


def test_what_has_become_internal_is_told_to_agents_alone_at_once(
    knowledge, elsewhere, publish
) -> None:
    """An edit may take an article from customers as well as a withdrawal."""
    sim = knowledge.article("sim", Reader.CUSTOMER).article
    publish(replace(sim, disclosure=Disclosure.INTERNAL))

    assert "sim" not in codes(elsewhere, "手机卡坏了怎么换")
    assert elsewhere.article("sim", Reader.CUSTOMER) is None
    assert elsewhere.article("sim", Reader.AGENT) is not None


def test_an_index_that_cannot_be_built_leaves_the_earlier_one(
    elsewhere, gate, publish, make
) -> None:
    """It is tried again with the next question."""
    gate.broken = True
    gate.open.set()
    publish(make("chip", NEW))
    assert codes(elsewhere, "手机号怎么过户")[0] == "transfer"
    assert "chip" not in codes(elsewhere, NEW)
    gate.broken = False

    assert soon(lambda: codes(elsewhere, NEW)[:1] == ["chip"])


def test_the_measurement_asks_while_it_publishes(knowledge, monkeypatch) -> None:
    """What each article had is still found afterwards; the slowest question is told."""
    monkeypatch.setattr(faq_publishing, "SECONDS", 0.3)
    monkeypatch.setattr(faq_publishing, "PAUSE", 0.0)
    questions = [Question(NEW, frozenset()), Question("怎么过户", frozenset({"transfer"}))]
    figures = faq_publishing.measure_publishing(knowledge, questions)

    assert figures["published"] > 0
    assert figures["asked"] > 0
    assert figures["slowest_ms"] >= figures["ms"]["p50"]
    assert codes(knowledge, "手机号怎么过户")[0] == "transfer"
