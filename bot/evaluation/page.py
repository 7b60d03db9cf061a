"""The report for a trainer who cannot program: one HTML file that needs no network and no library.

The words are `data/report/words.yml`, the frame, colours and the sorting of tables lie beside it.
Every text of a customer passes `bot.redaction` and is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from string import Template
from typing import Any

from bot.clock import today
from bot.evaluation.html import Html, join, tag
from bot.evaluation.labelled import Labelled
from bot.evaluation.measure import Answer
from bot.evaluation.neighbours import Neighbourhood
from bot.evaluation.sections import calibration_section, entity_section, style_section
from bot.evaluation.sections_errors import error_section
from bot.evaluation.sections_intents import confusion_section, intent_section
from bot.evaluation.sections_threshold import threshold_section
from bot.evaluation.words import REPORT, Words, report_words


def page_of(
    answers: Sequence[Answer],
    figures: dict[str, Any],
    *,
    training: Sequence[Labelled],
    threshold: float,
    ambiguity: float,
    source: str,
    model: str,
) -> str:
    """Return the whole page for `answers` and their `figures`.

    `training` is what the model was trained on, for nearest sentences; `threshold` and
    `ambiguity` are the model's fallback decision; `source` and `model` name what was measured.
    """
    words = report_words()
    known = Neighbourhood(training)
    body = join(
        _head(figures, words, source, model),
        _headlines(figures, words),
        style_section(figures, words),
        error_section(answers, known, words),
        confusion_section(figures, words),
        intent_section(figures, known, words),
        entity_section(figures, words),
        calibration_section(figures, words),
        threshold_section(answers, words, threshold=threshold, ambiguity=ambiguity),
        tag("footer", tag("p", words("footer"))),
    )
    return Template(_read("page.html")).substitute(
        title=words("title"), style=_read("page.css"), script=_read("page.js"), body=body
    )


def _read(name: str) -> str:
    return (REPORT / name).read_text(encoding="utf-8")


def _head(figures: dict[str, Any], words: Words, source: str, model: str) -> Html:
    facts = words("facts", n=figures["n"], source=source, model=model, day=f"{today():%Y-%m-%d}")
    return tag("header", tag("h1", words("title")), tag("p", facts, class_="soft"))


def _headlines(figures: dict[str, Any], words: Words) -> Html:
    cards = [_card("accuracy", figures["accuracy"], words, figures["accuracy_interval"])]
    cards.append(_card("before", figures["accuracy_before_fallback"], words))
    cards.append(_card("macro", figures["macro_f1"], words))
    if figures["entity_f1"] is not None:
        cards.append(_card("entity", figures["entity_f1"], words))
    cards.append(_card("asked", figures["fallback_rate_in_scope"], words))
    outside = figures["out_of_scope"]
    if outside["n"]:
        cards.append(_card("outside", outside["rejected"], words, outside["interval"]))
    cards.append(_card("calibration", figures["calibration"]["expected_error"], words))
    times = figures["ms_per_message"]
    speed = words("speed", p50=f"{times['p50']:.0f}", p95=f"{times['p95']:.0f}")
    cards.append(_figure(words("card_speed"), speed, None, words("card_speed_means")))
    return tag("section", *cards, class_="cards")


def _card(
    key: str, share: float, words: Words, interval: tuple[float, float] | None = None
) -> Html:
    span = (
        words("interval", low=f"{interval[0]:.1%}", high=f"{interval[1]:.1%}") if interval else None
    )
    return _figure(words(f"card_{key}"), f"{share:.1%}", span, words(f"card_{key}_means"))


def _figure(name: str, value: str, span: str | None, meaning: str) -> Html:
    return tag(
        "div",
        tag("h3", name),
        tag("p", value, class_="value"),
        tag("p", span, class_="span") if span else None,
        tag("p", meaning, class_="soft"),
        class_="card",
    )
