"""How long questions take while articles are published: no turn may wait for the index."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle
from typing import Any

import numpy as np

from bot.bench.faq import Question
from bot.knowledge.editing import Incoming
from bot.knowledge.model import State
from bot.knowledge.service import Knowledge

SECONDS = 20.0
"""How long is measured."""
PAUSE = 0.5
"""Seconds between two articles that are published."""
REVIEWER = "bench"


def measure_publishing(knowledge: Knowledge, questions: Sequence[Question]) -> dict[str, Any]:
    """Ask again and again while another thread publishes new versions; return the figures.

    Each version has one similar question more, taken from `questions`. Raises what publishing
    raises, once the questions are over.
    """
    knowledge.warm()
    ended, published, failed = threading.Event(), [0], []

    def publish() -> None:
        try:
            for question in cycle(questions):
                served = knowledge.library.versions(State.PUBLISHED)
                article = served[published[0] % len(served)].article
                edited = replace(article, similar=(*article.similar, question.text))
                knowledge.editor.take([Incoming("", edited)], reviewer=REVIEWER)
                published[0] += 1
                if ended.wait(PAUSE):
                    return
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            failed.append(error)

    publisher = threading.Thread(target=publish)
    publisher.start()
    times = _asked(knowledge, questions)
    ended.set()
    publisher.join()
    if failed:
        raise failed[0]
    return {
        "asked": len(times),
        "published": published[0],
        "ms": {f"p{at}": round(float(np.percentile(times, at)), 1) for at in (50, 95, 99)},
        "slowest_ms": round(max(times), 1),
    }


def _asked(knowledge: Knowledge, questions: Sequence[Question]) -> list[float]:
    """Return how long each question took, in milliseconds, for `SECONDS`."""
    times, end = [], time.monotonic() + SECONDS
    for question in cycle(questions):
        began = time.perf_counter()
        if time.monotonic() > end:
            break
        knowledge.decide(question.text)
        times.append((time.perf_counter() - began) * 1000)
    return times
