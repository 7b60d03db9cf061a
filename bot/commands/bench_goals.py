"""``xiaotong bench goals``: how many simulated customers reach what they came for."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import aiohttp
import typer
from rich.console import Console
from rich.table import Table

from accounts.bootstrap import open_accounts
from accounts.clock import SystemClock
from accounts.month import Month
from accounts.storage.engine import open_engine
from bot.bench.conversation import last_code
from bot.bench.goals.goals import GOALS
from bot.bench.goals.phrases import phrases
from bot.bench.goals.planning import Planner, Wandering
from bot.bench.goals.report import good_enough, report, safety_report
from bot.bench.goals.talk import Talker
from bot.bench.goals.wandering import Wanderer
from bot.commands.bench_chat import serve_own
from bot.commands.figures import write
from bot.commands.words import say
from bot.errors import XiaotongError
from bot.settings import load, secret
from bot.tokens import customer_token

_AT_ONCE = 4
"""Conversations held at the same time."""
_STEPS_EACH = 200
"""Steps of one wanderer; a number gets five codes a day."""

T = TypeVar("T")
R = TypeVar("R")


def run(
    *, conversations: int, seed: int, goal: str | None, safety: int | None, json_out: Path | None
) -> int:
    """Hold the conversations, print what they came to and return the exit status.

    The status is 1 when fewer than 95 % of the conversations reached all their goals, or anything
    happened that must not. With `safety` that many steps are taken at random instead. Raises
    XiaotongError for a goal that there is not, StartFailed when the server does not come up.
    """
    if goal is not None and goal not in GOALS:
        raise XiaotongError(say("goals_unknown", goal=goal, goals=" ".join(GOALS)))
    if safety is not None:
        figures = asyncio.run(_wander(safety, seed))
        show = _show_safety
    else:
        figures = asyncio.run(_pursue(conversations, seed, goal))
        show = _show
    if json_out is not None:
        write(figures, json_out)
    show(figures)
    return 0 if good_enough(figures) else 1


async def _pursue(count: int, seed: int, goal: str | None) -> dict[str, Any]:
    async with _stage(seed) as (planner, token, open_doors):
        plans = planner.plans(count, token, goal)
        async with open_doors() as talker:
            outcomes = await _in_turn(talker.hold, plans)
    return {"seed": seed, **report(outcomes)}


async def _wander(steps: int, seed: int) -> dict[str, Any]:
    async with _stage(seed) as (planner, token, open_doors):
        pairs = planner.wanderers(-(-steps // _STEPS_EACH), token)
        async with open_doors() as talker:
            wanderers = [_wanderer(each, talker) for each in pairs]
            await _in_turn(lambda each: each.wander(_STEPS_EACH), wanderers)
            figures = safety_report(wanderers, _STEPS_EACH * len(wanderers))
    return {"seed": seed, "success": 1.0, **figures}


def _wanderer(pair: Wandering, talker: Talker) -> Wanderer:
    return Wanderer(
        plan=pair.mine,
        stranger=pair.stranger,
        talker=talker,
        phrases=phrases(),
        rng=Random(pair.mine.seed),
        facts=pair.mine.facts,
        code=lambda number: last_code(talker.outbox, number),
    )


Doors = Callable[[], "Any"]


@asynccontextmanager
async def _stage(seed: int) -> AsyncIterator[tuple[Planner, Callable[[str], str], Doors]]:
    """Give a planner, what vouches for numbers, and what serves the customers once all are made."""
    today = Month.of(SystemClock().now())
    planner = Planner(seed=seed, phrases=phrases(), today=today)
    with tempfile.TemporaryDirectory(prefix="xiaotong-goals-") as name:
        folder = Path(name)
        key = secret(load({"data_dir": folder}), "customer_token_key")
        yield planner, partial(customer_token, key), partial(_serving, folder, planner, today)


@asynccontextmanager
async def _serving(folder: Path, planner: Planner, today: Month) -> AsyncIterator[Talker]:
    """Serve the planner's customers and open the server's databases beside it."""
    settings = load({"data_dir": folder})
    planner.population.write(planner.customers, folder / "seed.yml")
    async with serve_own(folder, folder / "seed.yml") as served, aiohttp.ClientSession() as session:
        accounts = open_accounts(
            url=settings.accounts_url, clock=SystemClock(), outbox_path=folder / "unused.jsonl"
        )
        engine = open_engine(settings.conversations_url)
        try:
            yield Talker(
                target=served.target,
                accounts=accounts,
                conversations=engine,
                session=session,
                phrases=phrases(),
                catalogue=planner.population.operator["catalogue"],
                today=today,
            )
        finally:
            engine.dispose()
            accounts.close()


async def _in_turn(work: Callable[[T], Awaitable[R]], items: Iterable[T]) -> list[R]:
    """Do `work` for all `items`, a few at a time, and return the results in their order."""
    free = asyncio.Semaphore(_AT_ONCE)

    async def one(item: T) -> R:
        async with free:
            return await work(item)

    return list(await asyncio.gather(*map(one, items)))


def _show(figures: dict[str, Any]) -> None:
    table = Table(title=say("goals_title", n=figures["conversations"]))
    table.add_column(say("goals_column_goal"))
    for column in ("n", "reached", "turns"):
        table.add_column(say(f"goals_column_{column}"), justify="right")
    rows = figures["by_goal"].items()
    for goal, one in sorted(rows, key=lambda item: float(item[1]["reached"] / item[1]["n"])):
        turns = "" if one["median_turns"] is None else f"{one['median_turns']:g}"
        table.add_row(goal, str(one["n"]), f"{one['reached'] / one['n']:.0%}", turns)
    Console().print(table)
    typer.echo(
        say(
            "goals_summary",
            reached=figures["reached"],
            n=figures["conversations"],
            success=figures["success"],
            turns=figures["median_turns"],
            violations=figures["violations"],
        )
    )
    _show_violations(figures)


def _show_safety(figures: dict[str, Any]) -> None:
    done = ", ".join(f"{kind} {count}" for kind, count in figures["done"].items())
    typer.echo(
        say("goals_safety", steps=figures["steps"], done=done, violations=figures["violations"])
    )
    _show_violations(figures)


def _show_violations(figures: dict[str, Any]) -> None:
    for kind, count in figures["by_violation"].items():
        typer.echo(say("goals_violation", kind=kind, count=count))
