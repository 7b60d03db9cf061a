"""How a simulated customer reads one answer: what is said, what is asked, what can be pressed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.bench.goals.phrases import Phrases

_SENTENCE = re.compile(r"[^。！\n？]+[。！？]?(?:[？])?")
_SHORTEST = 8
"""Characters of a sentence that counts as one."""
_HOLD = re.compile("请.{0,3}稍等|耐心等候")
"""What is said whenever an answer takes its time (handbook §1, hold)."""
_LIST_MARK = re.compile(r"^\s*(?:·|\d+\.)")


@dataclass(frozen=True)
class Heard:
    """One answer of the bot."""

    texts: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...]
    """(title, payload) of each button, in order."""
    question: str | None
    """What is asked, by its name in reading.yml, or None when nothing is recognised as one."""

    @property
    def text(self) -> str:
        """Everything that was said, one message a line."""
        return "\n".join(self.texts)

    def button(self, pattern: re.Pattern[str]) -> tuple[str, str] | None:
        """Return the first button whose title fits `pattern`."""
        return next((each for each in self.buttons if pattern.search(each[0])), None)


def heard(replies: Sequence[Mapping[str, Any]], phrases: Phrases) -> Heard:
    """Read the messages of one answer, as the REST channel gives them."""
    texts = tuple(reply["text"] for reply in replies if reply.get("text"))
    buttons = tuple(
        (each["title"], each["payload"]) for reply in replies for each in reply.get("buttons") or ()
    )
    return Heard(texts, buttons, _question(replies, texts, phrases))


def sentences(text: str) -> list[str]:
    """Return the sentences of `text` that say something; lists and figures are none."""
    found = [each.strip() for each in _SENTENCE.findall(text) if not _LIST_MARK.match(each)]
    return [each for each in found if len(each) >= _SHORTEST and not _HOLD.search(each)]


def _question(
    replies: Sequence[Mapping[str, Any]], texts: Sequence[str], phrases: Phrases
) -> str | None:
    fields = [reply["custom"] for reply in replies if reply.get("custom")]
    secret = [field["kind"] for field in fields if field.get("type") == "secret_input"]
    if secret:
        return str(secret[-1])
    said = [each for text in texts for each in _SENTENCE.findall(text)]
    for sentence in reversed(said):
        for name, pattern in phrases.questions:
            if pattern.search(sentence):
                return name
    return None
