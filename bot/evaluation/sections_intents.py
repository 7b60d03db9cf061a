"""Sections of the report: the intents one by one, and which are taken for which."""

from __future__ import annotations

from typing import Any

from bot.evaluation.charts import heat_map
from bot.evaluation.html import Html, tag
from bot.evaluation.neighbours import Neighbourhood
from bot.evaluation.sections import meter, number, section, table
from bot.evaluation.words import Words

MAPPED = 16
"""Intents in the picture of confusions at most; more would be too small to read."""
LISTED = 12
_MUCH, _SOME = 0.85, 0.95
"""F1 below which an intent is marked as needing work, or as worth a look."""


def confusion_section(figures: dict[str, Any], words: Words) -> Html | None:
    """Return the picture and the list of confused pairs; None when nothing was confused."""
    pairs = figures["confusions"]
    if not pairs:
        return None
    counts = {(one["expected"], one["predicted"]): one["n"] for one in pairs}
    kept: list[str] = []
    for one in pairs:
        new = [name for name in (one["expected"], one["predicted"]) if name not in kept]
        if len(kept) + len(new) <= MAPPED:
            kept += new
    # Neighbours in the catalogue of intents are confused most: the same order keeps them together.
    names = [(name, words.intent(name)) for name in sorted(kept)]
    shown = {pair: number for pair, number in counts.items() if set(pair) <= set(kept)}
    rows = [name for name in names if any(expected == name[0] for expected, _ in shown)]
    columns = [name for name in names if any(predicted == name[0] for _, predicted in shown)]
    picture = tag("div", heat_map(rows, columns, shown, words("confusions")), class_="scroll")
    listed = [
        tag("li", words("confusion", n=one["n"], **_names(one, words))) for one in pairs[:LISTED]
    ]
    return section(words, "confusions", picture, tag("ol", *listed, class_="pairs"))


def intent_section(figures: dict[str, Any], known: Neighbourhood, words: Words) -> Html:
    """Return the table of intents, weakest first."""
    ordered = sorted(figures["per_intent"].items(), key=lambda item: float(item[1]["f1"]))
    rows = [
        tag(
            "tr",
            tag("td", words.intent(name), tag("code", name)),
            meter(one["f1"]),
            number(one["precision"], f"{one['precision']:.1%}"),
            number(one["recall"], f"{one['recall']:.1%}"),
            number(one["support"], str(one["support"])),
            number(known.sizes[name], str(known.sizes[name])),
            class_="weak" if one["f1"] < _MUCH else "fair" if one["f1"] < _SOME else None,
        )
        for name, one in ordered
    ]
    names = [("head_intent", False), ("head_f1", True), ("head_precision", True)]
    names += [("head_recall", True), ("head_n", True), ("head_trained", True)]
    return section(words, "intents", table([(words(key), num) for key, num in names], rows))


def _names(pair: dict[str, Any], words: Words) -> dict[str, str]:
    return {
        "expected": words.intent(pair["expected"]),
        "predicted": words.intent(pair["predicted"]),
    }
