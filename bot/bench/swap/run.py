"""From a labelled message to the improved model, step by step, while customers talk."""

from __future__ import annotations

import asyncio
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from ruamel.yaml import YAML

from accounts.clock import SystemClock
from accounts.staff import TRAINER
from bot.bench.conversation import Script
from bot.bench.swap.load import OpenLoad
from bot.bench.swap.project import Copy
from bot.bench.swap.trainer import StudioTrainer
from bot.changes.bootstrap import open_changes
from bot.corpus.bootstrap import open_corpus
from bot.corpus.model import Marked
from bot.errors import XiaotongError
from bot.settings import ROOT

LESSON = ROOT / "data" / "bench" / "swap.yml"
WARM_SECONDS = 8.0
"""After the start: the index of the knowledge base is built meanwhile."""
AFTER_SECONDS = 10.0
MOST_SECONDS = 90.0
"""What the way may take."""
_ASK_AGAIN_SECONDS = 0.25
_PATIENCE_SECONDS = 30.0


class NothingToLearn(XiaotongError):
    """The message of data/bench/swap.yml is understood before it is taught: choose another."""

    code = "bench_nothing_to_learn"


@dataclass(frozen=True)
class Lesson:
    """What is taught: `message` means `intent`, as `known` does, which is understood."""

    message: str
    intent: str
    known: str

    @classmethod
    def load(cls) -> Lesson:
        """Read data/bench/swap.yml."""
        return cls(**YAML(typ="safe").load(LESSON.read_text(encoding="utf-8")))


async def swap(copy: Copy, seed: Path, *, rate: float, seconds: float) -> dict[str, Any]:
    """Return the figures of one way; `seconds` is how long customers talk before it begins."""
    number, password = _trainer_of(copy, seed)
    busy = os.getloadavg()[0]
    lesson = Lesson.load()
    jar = aiohttp.CookieJar(unsafe=True)
    connector = aiohttp.TCPConnector(limit=0)
    async with (
        aiohttp.ClientSession(connector=connector) as customers,
        aiohttp.ClientSession(cookie_jar=jar) as staff,
    ):
        load = OpenLoad(target=copy.target, script=Script.load(seed), session=customers, rate=rate)
        trainer = StudioTrainer(url=copy.url, session=staff)
        await trainer.login(number, password)
        await load.prepare()
        await asyncio.sleep(WARM_SECONDS)
        if await _is_right(load, lesson, "before"):
            raise NothingToLearn(lesson.message)
        async with load.running():
            await asyncio.sleep(seconds)
            way = await _way(copy, load, trainer, lesson, number)
            load.phase = "after"
            await asyncio.sleep(AFTER_SECONDS)
    turns = load.figures()
    whole = turns["all"]
    return {
        "rate": rate,
        "cores": os.cpu_count(),
        # What else the machine was doing: figures of a busy one are not about this program.
        "load_average_before": round(busy, 1),
        "ready_seconds": copy.ready_seconds,
        **way,
        "turns": turns,
        "passed": way["seconds"]["answering"] < MOST_SECONDS
        and not whole["failed"]
        and not whole["slow"],
        "peak_rss_mb": copy.process.peak_rss_mb(),
    }


async def _way(
    copy: Copy, load: OpenLoad, trainer: StudioTrainer, lesson: Lesson, number: str
) -> dict[str, Any]:
    began = time.perf_counter()
    passed: dict[str, float] = {}

    def mark(step: str) -> None:
        passed[step] = round(time.perf_counter() - began, 1)

    load.phase = "training"
    await asyncio.to_thread(_label, copy, lesson, number)
    mark("labelled")
    version = await trainer.trained("bench swap")
    mark("compared")
    load.phase = "swap"
    await trainer.release(version["id"])
    mark("released")
    end = time.perf_counter() + _PATIENCE_SECONDS
    place = 0
    while not await _is_right(load, lesson, f"after-{place}"):
        place += 1
        if time.perf_counter() > end:
            raise XiaotongError("the released model does not answer the message")
        await asyncio.sleep(_ASK_AGAIN_SECONDS)
    mark("answering")
    comparison = version["comparison"]
    return {
        "seconds": passed,
        "accuracy": {
            "before": comparison["heldout"]["before"],
            "after": comparison["heldout"]["after"],
        },
        "replayed": comparison["replay"]["n"],
        "verdict": comparison["verdict"],
    }


def _label(copy: Copy, lesson: Lesson, number: str) -> None:
    """Add the example as the studio does."""
    changes = open_changes(f"sqlite:///{copy.data_dir / 'studio.db'}", SystemClock())
    try:
        corpus = open_corpus(root=copy.root, changes=changes)
        corpus.add(lesson.intent, [Marked(lesson.message)], number)
    finally:
        changes.close()


async def _is_right(load: OpenLoad, lesson: Lesson, name: str) -> bool:
    """Tell whether the message is answered as the known wording is, in fresh conversations."""
    taught = await load.say(f"lesson-{name}", lesson.message)
    known = await load.say(f"known-{name}", lesson.known)
    return bool(known) and _told(taught) == _told(known)


def _told(answer: list[dict[str, object]]) -> list[object]:
    return [message.get("text") for message in answer]


def _trainer_of(copy: Copy, seed: Path) -> tuple[str, str]:
    staff = YAML(typ="safe").load(seed.read_text(encoding="utf-8"))["staff"]
    number = next(str(one["number"]) for one in staff if one["role"] == TRAINER)
    given = (copy.data_dir / "staff_passwords.json").read_text(encoding="utf-8")
    return number, str(json.loads(given)[number])
