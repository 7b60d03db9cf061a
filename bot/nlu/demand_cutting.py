"""Cuts a message where another demand may begin; says nothing of what the parts want.

Costs no model: a message without a joint, or whose parts do not name two different objects, comes
back uncut, so that nearly every message is understood once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.nlu import demand_words as words
from bot.text.normalise import Normalised, normalise

Link = Literal["start", "mark", "word", "strong", "list"]
"""How a part is joined to the one before: not at all, by a mark, a connective (然后), one that only
begins something else (另外), or in one breath (和)."""

LONGEST = 160
"""Characters; a longer message is a story, which asks for one thing at its end."""
MOST_PARTS = 6
"""Parts beyond which a message is a story too; each part costs the encoder's time."""
_START: Link = "start"
_JOINTS = re.compile(f"(?P<mark>{words.MARKS.pattern})|(?P<word>{words.CONNECTIVES.pattern})")


@dataclass(frozen=True)
class Part:
    """A piece of a message that may be a demand; `text` can be understood by itself."""

    text: str
    link: Link
    objects: frozenset[str]
    """Intents whose object it names."""
    asks: bool
    """It has the form of a request, and neither denies nor sets a condition."""
    tells: bool
    """It tells a story or asks for its reason."""


def cut(text: str) -> tuple[Part, ...]:
    """Return the parts of `text` in order; none when it cannot hold two different demands."""
    source = normalise(text)
    if len(source.text) > LONGEST or source.text.lstrip().startswith("/"):
        return ()
    if not _JOINTS.search(source.text) and not words.LISTED.search(source.text):
        return ()
    if words.TAKEN_BACK.search(source.text) or (
        " " in source.text and words.KEYWORDS.fullmatch(source.text)
    ):
        return ()
    parts = tuple(_parts(source))
    named = [part.objects for part in parts if part.asks and part.objects]
    different = len(named) > 1 and len(frozenset().union(*named)) > 1
    return parts if different and len(parts) <= MOST_PARTS else ()


def _parts(source: Normalised) -> Iterator[Part]:
    said = list(_said(source))
    for index, (typed, levelled, link) in enumerate(said):
        following = said[index + 1][2] if index + 1 < len(said) else "mark"
        yield _part(typed, levelled, link, following)


def _said(source: Normalised) -> Iterator[tuple[str, str, Link]]:
    """Yield what each part says, as typed and levelled, with its link."""
    for start, end, link in _clauses(source.text):
        clause = source.text[start:end]
        listed = words.LISTED.search(clause)
        if listed is None or words.COMPARED.search(clause):
            yield _typed(source, start, end), clause, link
            continue
        for place, sentence in enumerate(_listed(clause, listed)):
            yield sentence, sentence, "list" if place else link


def _listed(clause: str, listed: re.Match[str]) -> Iterator[str]:
    """Yield a sentence for each topic: what stands around the list holds for all of them."""
    head, tail = clause[: listed.start()], words.SHARED_OUT.sub("", clause[listed.end() :])
    topics = list(words.LISTED_TOPIC.finditer(listed.group()))
    for topic in topics:
        # 上个月话费和流量: the month is both's; 九月话费和剩余流量 names one's own.
        whose = "" if topic.group("whose") else topics[0].group("whose")
        yield f"{head}{whose}{topic.group()}{tail}"


def _clauses(text: str) -> Iterator[tuple[int, int, Link]]:
    """Yield start, end and link of each clause that says anything, its joints left out."""
    begin, link = 0, _START
    for joint in _JOINTS.finditer(text):
        if _says(text[begin : joint.start()]):
            yield _trimmed(text, begin, joint.start(), link)
            link = "mark"
        if joint.lastgroup == "word" and link != "start":
            link = _stronger(link, joint.group())
        begin = joint.end()
    if _says(text[begin:]):
        yield _trimmed(text, begin, len(text), link)


def _stronger(link: Link, connective: str) -> Link:
    return "strong" if link == "strong" or words.STRONG.match(connective) else "word"


def _says(clause: str) -> bool:
    return any(char.isalnum() for char in clause)


def _trimmed(text: str, start: int, end: int, link: Link) -> tuple[int, int, Link]:
    """Leave out blanks and the number word at the beginning; that word is a connective too."""
    while not text[start].isalnum():
        start += 1
    number = words.ENUMERATED.match(text[start:end])
    if number and _says(text[start + number.end() : end]):
        start += number.end()
        if link != "start" and words.SECOND.match(number.group()):
            link = "strong"
    return start, end, link


def _typed(source: Normalised, start: int, end: int) -> str:
    first, last = source.span(start, end)
    return source.original[first:last].strip()


def _part(said: str, levelled: str, link: Link, following: Link) -> Part:
    bare = words.BARE.fullmatch(levelled) is not None
    return Part(
        text=f"{words.ASKED_FOR}{said}" if bare else said,
        link=link,
        objects=frozenset(
            intent for intent, pattern in words.OBJECTS.items() if pattern.search(levelled)
        ),
        asks=(bare or _requests(levelled, link, following))
        and not _any(levelled, words.DENIED, words.CONDITION),
        tells=_any(levelled, words.TOLD),
    )


def _requests(levelled: str, link: Link, following: Link) -> bool:
    """Tell whether a part asks for something, by how it is joined and what it says.

    Stories are told in clauses; a connective or a list is hardly part of one.
    """
    if link == "strong":
        return True
    among_marks = link in ("start", "mark") and following == "mark"
    pattern = words.ORDERS if among_marks else words.REQUESTS
    return pattern.search(levelled) is not None


def _any(text: str, *patterns: re.Pattern[str]) -> bool:
    return any(pattern.search(text) for pattern in patterns)
