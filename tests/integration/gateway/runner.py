"""Runs the real gateway with a scripted engine: ``python runner.py DATA_DIR [PORT]``.

For tests that kill the process, and for working on the page without Rasa. Prints the port once
it listens. The texts ``slow`` and ``fail`` do what they say; anything else is echoed.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from accounts.clock import SystemClock
from bot.conversation.messages import Button, Command, Content, EngineRequest, EngineTurn
from bot.conversation.ports import EngineFailed
from bot.engine.scripted import ScriptedEngine
from bot.gateway.app import create_app
from bot.gateway.greeting import AccountsGreeter
from bot.scripts import Scripts
from bot.settings import ROOT, load

BARS = [{"label": f"{month}月", "value": f"{month}.50"} for month in range(5, 11)]


class OpenGate:
    """A gate for demonstrations: after ``code`` it awaits a code, and 135790 is the right one."""

    def __init__(self) -> None:
        """Await nothing yet."""
        self.awaited: set[str] = set()

    def expects(self, conversation_id: str) -> str | None:
        """Tell whether ``code`` was said in the conversation."""
        return "code" if conversation_id in self.awaited else None

    def present(self, conversation_id: str, secret: str) -> Mapping[str, Any]:
        """Accept the one code."""
        self.awaited.discard(conversation_id)
        right = secret == "135790"
        outcome = "accepted" if right else "wrong"
        return {"outcome": outcome, "kind": "code", "attempts_left": 2, "locked_until": None}

    def close(self, conversation_id: str) -> None:
        """Await nothing any more."""
        self.awaited.discard(conversation_id)


def scripted(gate: OpenGate) -> ScriptedEngine:
    """Return an engine that shows everything a page has to show."""

    def echo(request: EngineRequest) -> EngineTurn:
        outcome = request.metadata["credential"]
        said = f"[{outcome['outcome']}]" if outcome else request.text
        buttons = (Button("查话费账单", "/query_bill"), Button("下一步", "next"))
        return EngineTurn((Content(text=f"回声：{said}", buttons=buttons),))

    def code(request: EngineRequest) -> EngineTurn:
        gate.awaited.add(request.conversation_id)
        entry = {"type": "secret_input", "kind": "code", "length": 6}
        return EngineTurn((Content(text="请输入验证码", custom=entry),))

    chart = {"type": "bar_chart", "title": "近六个月话费", "unit": "元", "bars": BARS}
    rating = {"type": "rating", "scale": 5}
    bye = Content(text="感谢来访，请打分", custom=rating)
    return ScriptedEngine(
        answers={
            "fail": EngineFailed(),
            "code": code,
            "chart": EngineTurn((Content(text="近六个月话费", custom=chart),)),
            "/query_bill": EngineTurn((Content(text="话费账单", custom=chart),)),
            "image": EngineTurn((Content(image="/static/widget/icon.svg"),)),
            "bye": EngineTurn((bye,), (Command("close", {"reason": "goodbye"}),)),
        },
        otherwise=echo,
    )


class SlowEngine:
    """Takes its time over the text ``slow``, so that a test can kill the process meanwhile."""

    def __init__(self, engine: ScriptedEngine) -> None:
        """Pass every request on to `engine`."""
        self._engine = engine

    async def respond(self, request: EngineRequest) -> EngineTurn:
        """Answer, sometimes late."""
        if request.text == "slow":
            await asyncio.sleep(1.5)
        return await self._engine.respond(request)


def build(data_dir: Path, port: int = 0, **overrides: Any) -> web.Application:
    """Return the gateway on `data_dir`."""
    settings = load({"data_dir": data_dir, "port": port, **overrides})
    scripts = Scripts.load(ROOT / "data" / "scripts")
    gate = OpenGate()
    greeter = AccountsGreeter(
        salutation=lambda _caller: None, service_name=lambda: "演示客服", wording=scripts
    )
    return create_app(
        settings=settings,
        engine=SlowEngine(scripted(gate)),
        gate=gate,
        greeter=greeter,
        wording=scripts,
        clock=SystemClock(),
    )


async def main(data_dir: Path, port: int) -> None:
    """Serve until killed."""
    runner = web.AppRunner(build(data_dir, port), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print(runner.addresses[0][1], flush=True)  # noqa: T201 - the parent reads the port here
    print(f"{datetime.now().astimezone():%H:%M} ready", file=sys.stderr)  # noqa: T201
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
