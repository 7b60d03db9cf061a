"""``xiaotong bench turn``: where the time of a turn goes, as figures and as a picture."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.bench.anatomy import PARTS, Watch, parts_of, picture, watched
from bot.bench.conversation import Script, code_for
from bot.commands.figures import hand_over
from bot.composition import DEMO, compose
from bot.conversation.messages import Inbound
from bot.conversation.router import Router
from bot.gateway import keys
from bot.log import configure
from bot.settings import load
from bot.training.trainer import Trainer

CONVERSATION = "bench:turn"


def run(*, turns: int, svg: Path | None, json_out: Path | None) -> dict[str, Any]:
    """Measure `turns` turns of one verified conversation, one after another, in this process.

    Prints and returns the median milliseconds of each part; writes the picture to `svg`.
    """
    configure(log_format="console", level="ERROR")
    taken = asyncio.run(_measure(turns))
    medians = {part: statistics.median(turn[part] for turn in taken) for part in PARTS}
    whole = statistics.median(sum(turn.values()) for turn in taken)
    rounded = {part: round(value, 2) for part, value in medians.items()}
    result = {"turns": turns, "ms": {"turn": round(whole, 2), **rounded}}
    if svg is not None:
        title = f"Where a turn's {whole:.0f} ms go (medians of {turns} turns)"
        svg.write_text(picture(medians, title), encoding="utf-8")
    return hand_over(result, json_out)


async def _measure(turns: int) -> list[dict[str, float]]:
    """Talk to the whole product in a data folder of its own; the model is the usual one."""
    usual = load()
    Trainer(models=usual.data_dir / "models").train()
    with tempfile.TemporaryDirectory() as folder:
        settings = load({"data_dir": Path(folder)})
        (Path(folder) / "models").symlink_to(usual.data_dir / "models")
        parts = await compose(settings, DEMO, lambda _step: None)
        runner = web.AppRunner(parts.app)
        await runner.setup()
        try:
            router = parts.app[keys.ROUTER]
            script = Script.load(DEMO)
            await _verify(router, script, settings.data_dir / "outbox.jsonl")
            return await _talk(router, script.staying(turns))
        finally:
            await runner.cleanup()
            await parts.close()


async def _verify(router: Router, script: Script, outbox: Path) -> None:
    number = script.numbers[0]
    await _say(router, script.opening_of_verified)
    await _say(router, number)
    await _say(router, str(await code_for(outbox, number)))


async def _talk(router: Router, texts: list[str]) -> list[dict[str, float]]:
    watch, taken = Watch(), []
    with watched(watch):
        for text in texts:
            watch.take()
            started = time.perf_counter()
            await _say(router, text)
            total = (time.perf_counter() - started) * 1000
            taken.append(parts_of(total, watch.take()))
    return taken


async def _say(router: Router, text: str) -> None:
    await router.receive(Inbound(conversation_id=CONVERSATION, text=text, channel="bench"))
