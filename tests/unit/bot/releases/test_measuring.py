"""Two models read in turns, and their times are the processor's."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from bot.evaluation.labelled import Labelled
from bot.releases.comparing import p95
from bot.releases.measuring import alternating, digest_of, reading_of

TEXTS = [f"第{place}句" for place in range(40)]


class Reader:
    """Says what it is, notes when it was asked, and works or waits for a moment each time."""

    def __init__(
        self, name: str, asked: list[str], *, works: float = 0.0, waits: float = 0.0
    ) -> None:
        self._name = name
        self._asked = asked
        self._works = works
        self._waits = waits

    def read(self, _text: str) -> dict[str, Any]:
        """Return the parse."""
        self._asked.append(self._name)
        time.sleep(self._waits)
        end = time.thread_time() + self._works
        while time.thread_time() < end:
            pass
        return {"intent": {"name": self._name, "confidence": 0.7}}


def test_each_model_goes_first_every_other_time() -> None:
    """What the first makes ready helps the second; nobody is to have that always."""
    asked: list[str] = []

    both = alternating(Reader("old", asked), Reader("new", asked), TEXTS)

    turns = asked[-2 * len(TEXTS) :]
    assert Counter(turns[::2]) == {"old": 20, "new": 20}
    assert {one.intent for one in both.before} == {"old"}
    assert {one.intent for one in both.after} == {"new"}
    assert len(both.before) == len(both.after) == len(TEXTS)


def test_waiting_for_a_processor_costs_a_model_nothing_and_work_does() -> None:
    """A busy machine is no reason to refuse."""
    asked: list[str] = []

    both = alternating(
        Reader("waits", asked, waits=0.01), Reader("works", asked, works=0.01), TEXTS
    )

    assert p95(both.seconds_before) < 5
    assert p95(both.seconds_after) >= 10


def test_no_intent_reads_as_asking_back() -> None:
    """As the engine takes it."""
    assert reading_of({"intent": {"name": None, "confidence": None}}).intent == "nlu_fallback"


def test_other_messages_labels_or_names_have_another_digest() -> None:
    """So that answers to others are not taken for answers to these."""
    rows = [Labelled("查话费", ("query_bill",), Counter())]
    other = [Labelled("查话费", ("query_balance",), Counter())]

    assert digest_of(rows, "a") == digest_of(list(rows), "a")
    assert len({digest_of(rows, "a"), digest_of(rows, "b"), digest_of(other, "a")}) == 3
