"""Rasa's inline notation of entities, written and read back."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import replace

from bot.corpus.model import LONGEST, Entity, Marked, Problem
from bot.text.normalise import feature_text, normalise
from bot.training.annotations import Annotated, read_annotations
from bot.training.personal import numbers_of_people

_STRAY = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINER = "\u200d"


def written(marked: Marked, at: int, known: Collection[str]) -> tuple[str, list[Problem]]:
    """Return `marked` as a line of a training file holds it, and what is wrong with it.

    `known` are the entities there are; `at` is the text's number for the problems.
    """
    text = tidy(marked.text)
    if not text:
        return "", [Problem(at, "empty")]
    if marked.entities:
        # Blanks in front move every place; what is taken out from inside could move any.
        lead = len(marked.text) - len(marked.text.lstrip())
        if text != marked.text.strip():
            return text, [Problem(at, "entities_do_not_fit")]
        moved = (
            replace(one, start=one.start - lead, end=one.end - lead) for one in marked.entities
        )
        marked = Marked(text, tuple(moved))
    raw = annotated(text, marked.entities) if marked.entities else text
    read = read_annotations(raw)
    problems = [Problem(at, *problem) for problem in _wrong(read, known)]
    if marked.entities and not problems and not _same(read, marked):
        problems = [Problem(at, "entities_do_not_fit")]
    return raw, problems


def annotated(text: str, entities: Collection[Entity]) -> str:
    """Return `text` with its entities inline; overlapping or empty stretches come out unmarked."""
    pieces, done = [], 0
    for each in sorted(entities, key=lambda one: (one.start, one.end)):
        if not done <= each.start < each.end <= len(text):
            continue
        said = text[each.start : each.end]
        pieces += [text[done : each.start], f"[{said}]", _note(each, said)]
        done = each.end
    return "".join([*pieces, text[done:]])


def entities_of(read: Annotated) -> tuple[Entity, ...]:
    """Return the entities of a text that was read; a value that is the stretch itself is none."""
    return tuple(
        Entity(
            span.start,
            span.end,
            span.entity,
            None if str(span.value) == read.text[span.start : span.end] else str(span.value),
        )
        for span in read.spans
    )


def tidy(text: str) -> str:
    """Return `text` on one line: blanks for line ends and tabs, nothing invisible."""
    kept = "".join(
        " " if char.isspace() else char
        for char in text
        if char.isspace() or char == _JOINER or unicodedata.category(char) not in _STRAY
    )
    return kept.strip()


def _note(each: Entity, said: str) -> str:
    if each.value is None or each.value == said:
        return f"({each.entity})"
    return json.dumps({"entity": each.entity, "value": each.value}, ensure_ascii=False)


def _same(read: Annotated, marked: Marked) -> bool:
    wanted = {
        (one.start, one.end, one.entity, one.value or marked.text[one.start : one.end])
        for one in marked.entities
    }
    found = {(one.start, one.end, one.entity, str(one.value)) for one in read.spans}
    return read.text == marked.text and found == wanted


def _wrong(read: Annotated, known: Collection[str]) -> Iterator[tuple[str, dict[str, object]]]:
    for problem in read.problems:
        yield "bad_marks", dict(problem.data)
    for name in sorted({span.entity for span in read.spans} - set(known)):
        yield "unknown_entity", {"name": name}
    if len(read.text) > LONGEST:
        yield "too_long", {"length": len(read.text), "longest": LONGEST}
    source = normalise(read.text)
    if not feature_text(source):
        yield "says_nothing", {}
    for kind in numbers_of_people(source):
        yield kind, {}
