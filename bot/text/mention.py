"""What every finder returns, and what finders share: choosing among overlaps, and negation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.text.normalise import Normalised

V = TypeVar("V")

# "不是这个月": the words that deny what follows them. "是不是上个月" asks and denies nothing.
_DENIED_BEFORE = re.compile(
    r"(?<!是)(?:不是|不要|不查|不想查|不用查|不用|别查|别|甭查|没说|没问|并非)"
    r"(?:说|查|看|要|问|充|交|查询|我|的|一下|那个|这个号码?|号码){0,3}\s*$"
)
# "这个月，不对，上个月": the speaker takes back what went directly before.
_DENIED_AFTER = re.compile(
    r"^(?:的|份|号|那个)?[\s,，.。、…]*(?:哦|噢|啊|呃|额|哎|诶|唉)?[\s,，.。、…]*"
    r"(?:不对|不是|不(?=[,，.。、\s])|错了|说错|讲错|打错|输错|口误|搞错|弄错|写错)"
    r"(?!.{0,6}(?:查|扣|算|收|账|费))"
)
# "我是X不是Y": the 不是 belongs to what follows it.
_DENIES_NEXT = re.compile(r"^[\s,，、]*(?:而|并|可|都|也)?不是(?:我的?|那个|这个|说|查|要)?$")
_SIGHT_BEFORE, _SIGHT_AFTER = 14, 40
"""Characters around a find that can deny it; a long message full of finds stays cheap."""
_RHETORICAL = re.compile(r"^[^，,。！!；;]{0,30}(?:吗|嘛|么|呀)")


@dataclass(frozen=True)
class Mention(Generic[V]):
    """Something found in a text: the half-open span in the original, its wording, its value."""

    start: int
    end: int
    text: str
    value: V


@dataclass(frozen=True)
class Hit(Generic[V]):
    """A find in the levelled text; a hit may stand for several values (a range of months)."""

    start: int
    end: int
    values: tuple[V, ...]


def mentions(source: Normalised, hits: Iterable[Hit[V]]) -> tuple[Mention[V], ...]:
    """Turn hits in the levelled text into mentions in the original, one per value, in order."""
    found: list[Mention[V]] = []
    for hit in sorted(hits, key=lambda hit: hit.start):
        start, end = source.span(hit.start, hit.end)
        found += [Mention(start, end, source.original[start:end], value) for value in hit.values]
    return tuple(found)


def without_overlaps(hits: Iterable[Hit[V]]) -> list[Hit[V]]:
    """Keep, from the left, the longest of the hits that overlap; in order of place."""
    kept: list[Hit[V]] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def without_denied(source: Normalised, hits: Sequence[Hit[V]]) -> list[Hit[V]]:
    """Leave out what the customer denies: “不是X，是Y”, “不要X要Y”, “X，不对，Y” keep Y alone.

    A lone “不是X” is left out too, for X is the one value that is not meant, unless it is a
    rhetorical question (“不是上个月刚交吗”), which affirms.
    """
    kept: list[Hit[V]] = []
    for index, hit in enumerate(hits):
        before = source.text[max(0, hit.start - _SIGHT_BEFORE) : hit.start]
        after = source.text[hit.end : hit.end + _SIGHT_AFTER]
        denied = _DENIED_BEFORE.search(before) is not None
        if denied and len(hits) == 1 and _RHETORICAL.match(after):
            denied = False
        if index + 1 < len(hits):
            gap = source.text[hit.end : hits[index + 1].start]
            taken_back = _DENIED_AFTER.match(gap) and not _DENIES_NEXT.match(gap)
            denied = denied or bool(taken_back)
        if not denied:
            kept.append(hit)
    return kept
