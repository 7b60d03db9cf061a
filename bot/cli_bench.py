"""The measurements: ``xiaotong bench …``; a part of `bot.cli`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.cli_options import HtmlOut, JsonOut, run_command
from bot.commands.words import say

bench = typer.Typer(help=say("bench"), no_args_is_help=True)

Baseline = Annotated[bool, typer.Option("--baseline", help=say("baseline"))]
Spoiled = Literal["homophones", "slips"]
"""The kinds of `bot.bench.spoiling`, which is not imported for a word of help."""


@bench.command("nlu", help=say("bench_nlu"))
def bench_nlu(
    *,
    train: Annotated[Path, typer.Option("--train", help=say("bench_train"))],
    test: Annotated[Path, typer.Option("--test", help=say("bench_test"))],
    json_out: JsonOut = None,
    html_out: HtmlOut = None,
    baseline: Baseline = False,
    changes: Annotated[list[str] | None, typer.Option("--set", help=say("bench_set"))] = None,
    augment: Annotated[Spoiled | None, typer.Option("--augment", help=say("bench_augment"))] = None,
    spoil: Annotated[Spoiled | None, typer.Option("--spoil", help=say("bench_spoil"))] = None,
) -> None:
    """Measure the NLU pipeline on any Rasa data."""
    run_command(
        "bench_nlu",
        train=train,
        test=test,
        json_out=json_out,
        html_out=html_out,
        baseline=baseline,
        changes=changes or (),
        augment=augment,
        spoil=spoil,
    )


@bench.command("threshold", help=say("bench_threshold"))
def bench_threshold(
    train: Annotated[Path | None, typer.Option("--train", help=say("threshold_train"))] = None,
    folds: Annotated[int, typer.Option(min=2, max=20, help=say("folds"))] = 5,
    json_out: JsonOut = None,
) -> None:
    """Choose the fallback threshold from costs."""
    run_command("bench_threshold", train=train, folds=folds, json_out=json_out)


@bench.command("chat", help=say("bench_chat"))
def bench_chat(
    json_out: JsonOut = None,
    concurrency: Annotated[int, typer.Option(min=1, help=say("concurrency"))] = 8,
    conversations: Annotated[int, typer.Option(min=1, help=say("conversations"))] = 40,
    turns: Annotated[int, typer.Option(min=1, help=say("turns"))] = 10,
    baseline: Baseline = False,
) -> None:
    """Measure whole conversations through the HTTP interface."""
    run_command(
        "bench_chat",
        json_out=json_out,
        concurrency=concurrency,
        conversations=conversations,
        turns=turns,
        baseline=baseline,
    )


@bench.command("faq", help=say("bench_faq"))
def bench_faq(
    file: Annotated[Path, typer.Argument(help=say("bench_faq_file"))],
    refit: Annotated[bool, typer.Option("--fit", help=say("bench_faq_fit"))] = False,
    publishing: Annotated[
        bool, typer.Option("--publishing", help=say("bench_faq_publishing"))
    ] = False,
    json_out: JsonOut = None,
) -> None:
    """Measure how well questions find their article."""
    run_command("bench_faq", file=file, json_out=json_out, refit=refit, publishing=publishing)


@bench.command("faults", help=say("bench_faults"))
def bench_faults(
    *,
    json_out: JsonOut = None,
    conversations: Annotated[int, typer.Option(min=1, help=say("conversations"))] = 200,
    kills: Annotated[int, typer.Option(min=0, help=say("faults_kills"))] = 10,
    agents: Annotated[int, typer.Option(min=1, help=say("faults_agents"))] = 20,
    measured: Annotated[float, typer.Option(min=0, help=say("faults_measured"))] = 30.0,
    seed: Annotated[int, typer.Option(help=say("bench_random"))] = 1,
) -> None:
    """Kill the server under load and count what is lost."""
    run_command(
        "bench_faults",
        json_out=json_out,
        conversations=conversations,
        kills=kills,
        agents=agents,
        measured=measured,
        seed=seed,
    )


@bench.command("queue", help=say("bench_queue"))
def bench_queue(
    *,
    json_out: JsonOut = None,
    customers: Annotated[int, typer.Option(min=1, help=say("queue_customers"))] = 1000,
    agents: Annotated[int, typer.Option(min=1, help=say("faults_agents"))] = 20,
    seats: Annotated[int, typer.Option(min=1, help=say("queue_seats"))] = 3,
    seed: Annotated[int, typer.Option(help=say("bench_random"))] = 1,
) -> None:
    """Simulate a day of the queue."""
    run_command(
        "bench_queue",
        json_out=json_out,
        customers=customers,
        agents=agents,
        seats=seats,
        seed=seed,
    )


@bench.command("swap", help=say("bench_swap"))
def bench_swap(
    json_out: JsonOut = None,
    rate: Annotated[float, typer.Option("--rate", min=0.1, help=say("swap_rate"))] = 50.0,
    seconds: Annotated[float, typer.Option("--seconds", min=1, help=say("swap_seconds"))] = 20.0,
) -> None:
    """Measure the way from a labelled message to the improved model."""
    run_command("bench_swap", json_out=json_out, rate=rate, seconds=seconds)


@bench.command("turn", help=say("bench_turn"))
def bench_turn(
    turns: Annotated[int, typer.Option(min=1, help=say("turns"))] = 100,
    svg: Annotated[Path | None, typer.Option("--svg", help=say("svg_out"))] = None,
    json_out: JsonOut = None,
) -> None:
    """Measure where the time of a turn goes."""
    run_command("bench_turn", turns=turns, svg=svg, json_out=json_out)


@bench.command("goals", help=say("bench_goals"))
def bench_goals(
    conversations: Annotated[
        int, typer.Option("--conversations", min=1, help=say("goals_conversations"))
    ] = 240,
    seed: Annotated[int, typer.Option("--seed", help=say("goals_seed"))] = 1,
    goal: Annotated[str | None, typer.Option("--goal", help=say("goals_goal"))] = None,
    safety: Annotated[
        int | None,
        typer.Option("--safety", min=1, metavar="STEPS", help=say("goals_safety_option")),
    ] = None,
    json_out: JsonOut = None,
) -> None:
    """Let simulated customers pursue their goals."""
    status = run_command(
        "bench_goals",
        conversations=conversations,
        seed=seed,
        goal=goal,
        safety=safety,
        json_out=json_out,
    )
    raise typer.Exit(status)
