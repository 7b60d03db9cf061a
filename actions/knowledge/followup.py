"""Short follow-ups that lean on the article told last: 那要带什么, 收费吗."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from actions import slots
from actions.knowledge.matter import names_no_matter
from actions.turn import Turn
from bot.knowledge.model import Reader, Version
from bot.knowledge.wording import pieces

_FOLLOWS = re.compile(r"^(?:那么?|还|然后|另外|要|需要|得|在哪|去哪|多久|几天|收费|要钱|怎么收)")
_MARKS = " 　，。？?！!、,.~～…"
TITLE_CHARS = 20
"""Longest title of a button that leads to an article or a piece of one."""
_SHORT = 12
"""Characters up to which a message can lean on the article told last."""
_NOT_HEARD = frozenset({"inform", "nlu_fallback"})


def kept(turn: Turn) -> Mapping[str, Any]:
    """Return what was told last: the article's code (None for suggestions) and the question."""
    return turn.slots.get(slots.FAQ_TOPIC) or {}


def section_named(turn: Turn, text: str) -> tuple[Version, int] | None:
    """Return the piece of the article told last whose heading `text` is: typed, not pressed."""
    code, said = kept(turn).get("code"), text.strip(_MARKS)
    if not code or not said or len(said) > TITLE_CHARS:
        return None
    version = turn.services.knowledge.article(str(code), Reader.CUSTOMER, turn.known)
    parts = pieces(version.article.answer_on(turn.caller.channel)) if version else ()
    place = next((at for at, part in enumerate(parts) if part.heading == said), None)
    return None if version is None or place is None else (version, place)


def follows(turn: Turn, question: str) -> bool:
    """Tell whether `question` leans on what was told last rather than names a matter."""
    leans = turn.intent in _NOT_HEARD or _FOLLOWS.search(question.strip())
    return len(question) <= _SHORT and bool(leans or names_no_matter(question))


def in_context(turn: Turn, question: str) -> str:
    """Return `question` with the title of the article that it leans on, if it leans on one."""
    code = kept(turn).get("code")
    if not code or not question or not follows(turn, question):
        return question
    version = turn.services.knowledge.article(str(code), Reader.CUSTOMER, turn.known)
    return f"{version.article.title} {question}" if version else question


def followed_piece(turn: Turn, question: str) -> tuple[Version, int] | None:
    """Return the article told last and its piece that answers `question`, or None."""
    named = section_named(turn, question)
    if named is not None:
        return named
    code = kept(turn).get("code")
    if not code or not question or not follows(turn, question):
        return None
    version = turn.services.knowledge.article(str(code), Reader.CUSTOMER, turn.known)
    if version is None:
        return None
    knowledge, channel = turn.services.knowledge, turn.caller.channel
    piece = knowledge.piece_for(version.article, question, channel)
    if piece is None and names_no_matter(question):
        piece = knowledge.piece_saying(version.article, question, channel)
    return None if piece is None else (version, piece)
