"""How well questions find their article: ranks, wrong answers to what no article covers, time."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML

from bot.errors import XiaotongError
from bot.knowledge.model import Reader
from bot.knowledge.service import SUGGESTIONS, Knowledge


class QuestionsUnreadable(XiaotongError):
    """The file holds no ``covered`` questions by article and ``uncovered`` ones."""

    code = "questions_unreadable"


@dataclass(frozen=True)
class Question:
    """A question and the codes of the articles that answer it; none when no article does."""

    text: str
    right: frozenset[str]


def read_questions(path: Path) -> tuple[Question, ...]:
    """Return the questions of a YAML file; raises QuestionsUnreadable, FileNotFoundError.

    ``covered`` maps codes to lists of questions, a text or ``{ask, also: [codes]}``;
    ``uncovered`` is a list of texts.
    """
    content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    try:
        covered = [
            _question(code, entry)
            for code, entries in content["covered"].items()
            for entry in entries
        ]
        strange = [Question(str(each), frozenset()) for each in content["uncovered"]]
    except (TypeError, KeyError, AttributeError) as error:
        raise QuestionsUnreadable(path.name) from error
    return (*covered, *strange)


def measure(knowledge: Knowledge, questions: Sequence[Question]) -> dict[str, Any]:
    """Ask everything once and return the figures; the index is built before the clock runs."""
    knowledge.warm()
    covered = [each for each in questions if each.right]
    strange = [each for each in questions if not each.right]
    answers = [_ask(knowledge, each) for each in covered]
    foreign = [_ask(knowledge, each) for each in strange]
    everything = (*answers, *foreign)
    direct = [each for each in answers if each["outcome"] == "answer"]
    return {
        "n": len(covered),
        "hit_at_1": _share(each["rank"] == 1 for each in answers),
        "hit_at_3": _share(0 < each["rank"] <= SUGGESTIONS for each in answers),
        "answered": _share(each["outcome"] == "answer" for each in answers),
        "answered_right": _share(each["rank"] == 1 for each in direct),
        "right_article_shown": _share(each["shown"] for each in answers),
        "uncovered": len(strange),
        "wrongly_answered": _share(each["outcome"] == "answer" for each in foreign),
        "ms_per_question": _spread(each["ms"] for each in everything),
        "cpu_ms_per_question": _spread(each["cpu_ms"] for each in everything),
        "errors": [
            {name: each[name] for name in ("text", "right", "found", "score", "outcome")}
            for each in everything
            if (each["rank"] != 1 if each["right"] else each["outcome"] == "answer")
        ],
    }


def _ask(knowledge: Knowledge, question: Question) -> dict[str, Any]:
    began, worked = time.perf_counter(), time.thread_time()
    decision = knowledge.decide(question.text)
    taken, work = time.perf_counter() - began, time.thread_time() - worked
    found = knowledge.search(question.text, Reader.CUSTOMER, SUGGESTIONS)
    codes = [each.article.code for each in found]
    rank = next((place for place, code in enumerate(codes, 1) if code in question.right), 0)
    answered, suggested = decision.outcome == "answer", decision.outcome == "suggest"
    return {
        "text": question.text,
        "right": sorted(question.right),
        "found": codes,
        "rank": rank,
        "score": round(found[0].score, 3) if found else 0.0,
        "outcome": decision.outcome,
        "shown": (rank == 1 and answered) or (rank > 0 and suggested),
        "ms": taken * 1000,
        # What it costs whatever else the machine does: all of a search is one thread's work.
        "cpu_ms": work * 1000,
    }


def _question(code: str, entry: Any) -> Question:
    if isinstance(entry, str):
        return Question(entry, frozenset({code}))
    return Question(str(entry["ask"]), frozenset({code, *entry["also"]}))


def _spread(times: Iterable[float]) -> dict[str, float]:
    listed = list(times)
    return {f"p{at}": round(float(np.percentile(listed, at)), 2) for at in (50, 95)}


def _share(hits: Iterable[bool]) -> float:
    listed = list(hits)
    return round(sum(listed) / len(listed), 4) if listed else 0.0
