"""Tells which messages of a conversation are worth a trainer's look, and why."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.inbox.model import Reading, Reason
from bot.inbox.ports import Facts, Handed, Said

UNSURE = 0.6
"""Calibrated confidence below which two readings in five are wrong (docs/nlu.md)."""
SURE = 0.8
"""Confidence from which small talk is taken for what it seems."""
SOON = timedelta(minutes=5)
"""How long after a message what the customer does next is still about it."""
LOW_RATING = 2
OF_WHOLE = 3
"""Messages that a rating or a summary of the whole conversation is held against, the least sure."""
SAME_MATTER = 0.72
"""Cosine from which two messages in a row say the same in other words."""

NOT_UNDERSTOOD = "nlu_fallback"
TALK = frozenset(
    {
        "greet", "goodbye", "thanks", "affirm", "deny", "inform", "request_human", "ask_menu",
        "ask_repeat", "stop", "wait", "bot_challenge", "express_anger", "chitchat",
    }
)  # fmt: skip
"""Intents that name no matter."""
HUMAN = "request_human"
NONE_OF_THESE = '"verdict":"none"'
"""In what the button 都不是 carries."""
BLAMING = frozenset({"customer_asked", "not_understood", "action_failed", "other"})
"""Reasons of a handoff that may come of a misreading; the others are meant to lead to people."""

_DENIED = re.compile(
    r"不是(?:这个?|那个?|这意思|问|要|说|查|让|叫)|^不是|^不对|都不是|不要这个|想[错岔]|说的什么"
)
"""A no, which is an answer where the bot had asked something."""
_BLAMED = re.compile(
    r"(?:听|理解|搞|弄)(?:错|岔)|答非所问|我(?:要|想)?(?:问|说|查|讲)的是|我是(?:说|问)|我的意思是"
    r"|没(?:听懂|听明白|理解|回答)|听不懂"
)
"""What says, whenever it is said, that the bot got it wrong."""

Alike = Callable[[str, str], float]
"""The cosine of two messages."""


@dataclass(frozen=True)
class Judged:
    """A message worth a look; `agents` is the matter by the agent's summary, if that differs."""

    said: Said
    reasons: frozenset[Reason]
    agents: str | None = None


def judged(said: Sequence[Said], facts: Facts, alike: Alike) -> tuple[Judged, ...]:
    """Return the messages worth a look, oldest first."""
    reasons: defaultdict[int, set[Reason]] = defaultdict(set)
    for place, each in enumerate(said):
        reasons[each.seq] |= set(_alone(each)) if each.text else set()
        if place and (before := said[place - 1]).text and not each.parted:
            reasons[before.seq] |= set(_by_next(before, each, alike))
    for handed in facts.handed:
        for each in _before_handoff(said, handed):
            reasons[each.seq].add(Reason.HANDED_OVER)
    agents: dict[int, str] = {}
    for each, reason, code in _of_whole(said, facts):
        reasons[each.seq].add(reason)
        if code is not None:
            agents[each.seq] = code
    return tuple(
        Judged(each, frozenset(reasons[each.seq]), agents.get(each.seq))
        for each in said
        if each.text and reasons[each.seq]
    )


def readings(each: Said) -> tuple[Reading, ...]:
    """Return what a message may mean, without “nothing is sure enough”."""
    return tuple(one for one in each.reading if one.intent != NOT_UNDERSTOOD)


def stands_alone(each: Said) -> bool:
    """Tell whether a message was typed, is no answer and no small talk: its reading is its own."""
    return bool(each.text) and not (each.asked or each.parted or _is_small_talk(each))


def _first(each: Said) -> Reading:
    return each.reading[0] if each.reading else Reading(NOT_UNDERSTOOD, 0.0)


def _alone(each: Said) -> Iterator[Reason]:
    """Yield what a message shows by itself."""
    first = _first(each)
    if each.asked_back:
        yield Reason.FALLBACK
    elif each.asked or each.parted or first.intent == "inform":
        return  # an answer in its place, or several matters at once: sure in another way
    elif first.confidence < UNSURE:
        yield Reason.LOW_CONFIDENCE


def _by_next(before: Said, after: Said, alike: Alike) -> Iterator[Reason]:
    """Yield what the next message shows about the one before it."""
    if after.at - before.at > SOON:
        return
    if after.pressed:
        if NONE_OF_THESE in after.pressed.replace(" ", ""):
            yield Reason.CORRECTED
        if after.pressed.startswith(HUMAN) and not _is_small_talk(before):
            yield Reason.HANDED_OVER
        return
    if _first(after).intent == HUMAN and not _is_small_talk(before):
        yield Reason.HANDED_OVER
    elif _is_small_talk(before):
        return
    elif _BLAMED.search(after.text) or (
        not after.asked and (_DENIED.search(after.text) or _reworded(before, after, alike))
    ):
        yield Reason.CORRECTED


def _reworded(before: Said, after: Said, alike: Alike) -> bool:
    """Tell whether the customer says the same again, although the bot had read another matter."""
    if before.text == after.text:
        return True
    if _is_small_talk(after) or _first(before).intent == _first(after).intent:
        return False
    return alike(before.text, after.text) >= SAME_MATTER


def _is_small_talk(each: Said) -> bool:
    first = _first(each)
    return first.intent in TALK and first.confidence >= SURE


def _before_handoff(said: Sequence[Said], handed: Handed) -> Iterator[Said]:
    """Yield the message that the handoff came of, if one did."""
    if handed.reason not in BLAMING:
        return
    for each in reversed(said):
        if each.at > handed.requested_at:
            continue
        if each.pressed or _first(each).intent == HUMAN:
            continue
        if handed.requested_at - each.at <= SOON and not _is_small_talk(each):
            yield each
        return


def _of_whole(said: Sequence[Said], facts: Facts) -> Iterator[tuple[Said, Reason, str | None]]:
    """Yield what a rating or an agent's summary says about the messages before it."""
    matters = [each for each in said if each.text and not _is_small_talk(each) and not each.asked]
    if _is_low(facts.rating):
        for each in _least_sure(one for one in matters if one.at >= facts.opened_at):
            yield each, Reason.RATED_LOW, None
    for handed in facts.handed:
        earlier = [one for one in matters if _led_to(one, handed, facts.opened_at)]
        if _is_low(handed.rating):
            for each in _least_sure(earlier):
                yield each, Reason.RATED_LOW, None
        read = {_first(one).intent for one in earlier}
        if handed.code and handed.code not in read:
            for each in _least_sure(earlier):
                yield each, Reason.OTHER_SUMMARY, handed.code


def _is_low(rating: int | None) -> bool:
    return rating is not None and rating <= LOW_RATING


def _led_to(said: Said, handed: Handed, opened_at: datetime) -> bool:
    """Tell whether a message was said before the handoff, and on the same visit."""
    same_visit = (said.at >= opened_at) is (handed.requested_at >= opened_at)
    return same_visit and said.at <= handed.requested_at


def _least_sure(said: Iterable[Said]) -> list[Said]:
    named = [each for each in said if _first(each).intent not in TALK]
    return sorted(named, key=lambda each: _first(each).confidence)[:OF_WHOLE]


def signals(facts: Facts) -> str:
    """Return what a later look has to know again: rating and summaries, as one text."""
    parts: Mapping[str, str] = {
        **{
            f"{each.requested_at:%s}": f"{each.code or ''}{each.rating or ''}"
            for each in facts.handed
        },
        "rating": str(facts.rating or ""),
    }
    return ";".join(f"{name}={value}" for name, value in parts.items())[-300:]
