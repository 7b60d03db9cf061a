"""The short table that ``evaluate`` prints, in the locale's language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.commands.words import say

SHOWN_CONFUSIONS = 8
SHOWN_INTENTS = 8


def show(figures: dict[str, Any], console: Console | None = None) -> None:
    """Print what matters of `figures`: headlines, styles, the weakest intents, confusions.

    No message is printed: terminals keep what they show, and logs of CI are public.
    """
    out = console or Console()
    out.print(_headlines(figures))
    for table in (_styles(figures), _intents(figures), _confusions(figures)):
        if table.row_count:
            out.print(table)


def _headlines(figures: dict[str, Any]) -> Table:
    table = Table(show_header=False, title=say("eval_title", n=figures["n"]))
    for key, value in _rows(figures):
        table.add_row(say(f"eval_{key}"), value)
    return table


def _rows(figures: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "accuracy", _with_interval(figures["accuracy"], figures["accuracy_interval"])
    yield "accuracy_before_fallback", _percent(figures["accuracy_before_fallback"])
    yield "macro_f1", _percent(figures["macro_f1"])
    if figures["entity_f1"] is not None:
        yield "entity_f1", _percent(figures["entity_f1"])
    yield "fallback_rate_in_scope", _percent(figures["fallback_rate_in_scope"])
    outside = figures["out_of_scope"]
    if outside["n"]:
        yield "out_of_scope", _with_interval(outside["rejected"], outside["interval"])
    yield "calibration", _percent(figures["calibration"]["expected_error"])
    times = figures["ms_per_message"]
    yield "ms", f"{times['p50']:.1f} / {times['p95']:.1f}"


def _styles(figures: dict[str, Any]) -> Table:
    table = _columns("style", "n", "accuracy")
    styles = figures["per_style"].items()
    for style, one in sorted(styles, key=lambda item: float(item[1]["accuracy"])):
        shown = _with_interval(one["accuracy"], one["interval"])
        table.add_row(style, str(one["n"]), shown)
    return table


def _intents(figures: dict[str, Any]) -> Table:
    table = _columns("intent", "n", "f1", "precision", "recall")
    weakest = sorted(figures["per_intent"].items(), key=lambda item: float(item[1]["f1"]))
    for intent, one in weakest[:SHOWN_INTENTS]:
        shares = (_percent(one[name]) for name in ("f1", "precision", "recall"))
        table.add_row(intent, str(one["support"]), *shares)
    return table


def _confusions(figures: dict[str, Any]) -> Table:
    table = _columns("expected", "predicted", "n")
    for one in figures["confusions"][:SHOWN_CONFUSIONS]:
        table.add_row(one["expected"], one["predicted"], str(one["n"]))
    return table


def _columns(*names: str) -> Table:
    table = Table()
    for name in names:
        numeric = name not in {"style", "intent", "expected", "predicted"}
        table.add_column(say(f"eval_column_{name}"), justify="right" if numeric else "left")
    return table


def _percent(share: float) -> str:
    return f"{share:.1%}"


def _with_interval(share: float, interval: tuple[float, float]) -> str:
    return f"{share:.1%}  ({interval[0]:.1%} – {interval[1]:.1%})"
