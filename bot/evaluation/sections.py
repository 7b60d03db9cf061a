"""Sections of the report: ways of speaking, values, and whether probabilities can be trusted."""

from __future__ import annotations

from typing import Any

from bot.evaluation.charts import bars, reliability
from bot.evaluation.html import Child, Html, tag
from bot.evaluation.words import Words


def section(words: Words, key: str, *children: Child, **values: object) -> Html:
    """Return a section headed by the line `key` and explained by `key`_means."""
    return tag(
        "section",
        tag("h2", words(key)),
        tag("p", words(f"{key}_means", **values), class_="soft"),
        *children,
        class_="panel",
    )


def table(heads: list[tuple[str, bool]], rows: list[Html]) -> Html:
    """Return a table that a press on a head sorts; heads are (name, is it a number)."""
    cells = [
        tag("th", tag("button", name, type="button"), class_="number" if numeric else None)
        for name, numeric in heads
    ]
    parts = tag("thead", tag("tr", *cells)), tag("tbody", *rows)
    return tag("div", tag("table", *parts, class_="sortable"), class_="scroll")


def number(value: float, shown: str) -> Html:
    """Return a cell that sorts by `value` and reads `shown`."""
    return tag("td", shown, data_value=f"{value:.6f}", class_="number")


def meter(share: float) -> Html:
    """Return a cell with a share as a bar and as a figure."""
    bar = tag("span", class_="meter", style=f"--share:{share:.3f}")
    return tag("td", bar, f"{share:.1%}", data_value=f"{share:.6f}", class_="number")


def style_section(figures: dict[str, Any], words: Words) -> Html | None:
    """Return a bar for each way of speaking, weakest first; None when the file marks none."""
    styles = figures["per_style"]
    if not styles:
        return None
    weakest = sorted(styles, key=lambda style: float(styles[style]["accuracy"]))
    ordered = {style: styles[style] for style in weakest}
    return section(words, "styles", bars(ordered, words.style, words("styles")))


def entity_section(figures: dict[str, Any], words: Words) -> Html | None:
    """Return the scores of each kind of value; None when the file judges none."""
    found = figures["per_entity"]
    if not found:
        return None
    rows = [
        tag(
            "tr",
            tag("td", words.entity(name), tag("code", name)),
            number(one["support"], str(one["support"])),
            meter(one["f1"]),
            number(one["precision"], f"{one['precision']:.1%}"),
            number(one["recall"], f"{one['recall']:.1%}"),
        )
        for name, one in sorted(
            figures["per_entity"].items(), key=lambda item: float(item[1]["f1"])
        )
    ]
    names = [("head_entity", False), ("head_n", True), ("head_f1", True)]
    names += [("head_precision", True), ("head_recall", True)]
    return section(words, "entities", table([(words(key), num) for key, num in names], rows))


def calibration_section(figures: dict[str, Any], words: Words) -> Html:
    """Return the reliability picture and what it says in one sentence."""
    found = figures["calibration"]
    picture = reliability(
        found["bins"], words("calibration"), words("axis_claimed"), words("axis_true")
    )
    return section(words, "calibration", picture, error=f"{found['expected_error']:.1%}")
