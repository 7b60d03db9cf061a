"""Puts the parts of a message together again: which of them are demands, and which only context.

A part is a demand when it asks, names the object of what the model reads in it, and the model is
sure. Parts of the same intent are one demand; so are clauses that tell one matter (cause, cure)
with nothing but a mark between them. What is no demand goes to the demand beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.nlu.demand_cutting import Link, Part
from bot.nlu.demand_words import BELONG_TOGETHER, SWALLOWS, TELLS_ON

MOST_DEMANDS = 4
"""Demands taken of one message: all may be answered in one turn, which has a limit of actions."""
SHARED = ("phone_number", "reference")
"""Entities that hold for the demands after them too when those name none of their own."""


@dataclass(frozen=True)
class Heard:
    """A part with what the pipeline made of it."""

    part: Part
    intent: str
    confidence: float
    entities: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Demand:
    """One thing the customer wants, in words of their own."""

    text: str
    intent: str
    confidence: float
    entities: tuple[Mapping[str, Any], ...] = field(default=())


def demands_of(heard: Sequence[Heard], threshold: float) -> tuple[Demand, ...]:
    """Return the demands in order, at least two of different intents, or none at all.

    `threshold` is the least calibrated confidence with which a part is a demand.
    """
    found: list[Demand] = []
    waiting: list[Heard] = []
    link: Link = "start"
    for index, each in enumerate(heard):
        link = _closer(link, each.part.link) if waiting else each.part.link
        if found and each.part.link in ("word", "strong"):
            found[-1], waiting = _with(found[-1], waiting), []
        if not _demands(heard, index, threshold):
            waiting.append(each)
            continue
        made = _joined([*waiting, each], each.intent, each.confidence)
        waiting = []
        _take(found, made, link)
    if found:
        found[-1] = _with(found[-1], waiting)
    different = len({each.intent for each in found}) > 1
    return _shared(found[:MOST_DEMANDS]) if different else ()


def _demands(heard: Sequence[Heard], index: int, threshold: float) -> bool:
    """Tell whether the part at `index` is a demand by itself."""
    each = heard[index]
    after = heard[index + 1].part.link if index + 1 < len(heard) else "strong"
    alone = each.part.link in ("start", "strong") and after == "strong"
    return (
        each.part.asks
        and (alone or not each.part.tells)
        and each.intent in each.part.objects
        and each.confidence >= threshold
    )


def _take(found: list[Demand], made: Demand, link: Link) -> None:
    """Add `made`, or let it go up in the demand that it is part of."""
    same = next((place for place, one in enumerate(found) if one.intent == made.intent), None)
    if same is not None:
        found[same] = _plus(found[same], made)
    elif found and link == "mark" and found[-1].intent == TELLS_ON:
        found[-1] = _plus(found[-1], made)
    elif found and link == "mark" and _one_matter(found[-1].intent, made.intent):
        found[-1] = replace(_plus(found[-1], made), intent=made.intent, confidence=made.confidence)
    else:
        found.append(made)


def _one_matter(one: str, other: str) -> bool:
    return bool(SWALLOWS & {one, other}) or frozenset({one, other}) in BELONG_TOGETHER


def _closer(link: Link, other: Link) -> Link:
    """Return what joins a demand to the one before across parts that are none."""
    order: tuple[Link, ...] = ("start", "list", "mark", "word", "strong")
    return max(link, other, key=order.index)


def _joined(parts: Sequence[Heard], intent: str, confidence: float) -> Demand:
    made = Demand(parts[0].part.text, intent, confidence, parts[0].entities)
    for each in parts[1:]:
        made = _plus(made, Demand(each.part.text, each.intent, each.confidence, each.entities))
    return made


def _with(demand: Demand, context: Sequence[Heard]) -> Demand:
    return _plus(demand, _joined(context, demand.intent, 0.0)) if context else demand


def _plus(demand: Demand, more: Demand) -> Demand:
    """Return `demand` said on with the words of `more`."""
    text = f"{demand.text}，{more.text}"
    ahead = len(demand.text) + 1
    moved = (
        {**each, "start": each["start"] + ahead, "end": each["end"] + ahead}
        for each in more.entities
    )
    return replace(demand, text=text, entities=(*demand.entities, *moved))


def _shared(found: Sequence[Demand]) -> tuple[Demand, ...]:
    """Let each demand that names no number inherit the one named before: 给我妈查余额，再查积分."""
    kept: tuple[Mapping[str, Any], ...] = ()
    made = []
    for each in found:
        own = tuple(one for one in each.entities if one["entity"] in SHARED)
        kept = own or kept
        made.append(each if own else replace(each, entities=(*each.entities, *kept)))
    return tuple(made)
