"""The frames that a page may send (ARCHITECTURE: widget ↔ gateway), checked and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.drafts import MOST_CHARS
from bot.channels.parsing import client_id, json_object, message_text, sequence
from bot.channels.recognition import Recognition
from bot.errors import RequestRefused
from bot.text.score import HIGHEST


@dataclass(frozen=True)
class Hello:
    """The page introduces itself and says up to which message it knows the conversation."""

    after: int
    recognised_number: str | None


@dataclass(frozen=True)
class Words:
    """A message that the customer typed, or the payload of a button."""

    id: str
    text: str
    is_button: bool


@dataclass(frozen=True)
class Rating:
    """The customer's score, 1 to 5, and after people whether the matter is solved."""

    id: str
    score: int
    solved: bool | None = None


@dataclass(frozen=True)
class Draft:
    """What the customer is writing; empty when it was sent or given up."""

    text: str


@dataclass(frozen=True)
class Ping:
    """The page wants to know whether the line is up."""


NAMED = ("message", "button", "rating")
"""Kinds of frame that carry an id. A tuple: what a page sends as its kind may be unhashable."""

Frame = Hello | Words | Rating | Draft | Ping


class FrameRefused(Exception):
    """A frame is refused; keeps the refusal and the id of the message, if one could be read."""

    def __init__(self, refusal: RequestRefused, message_id: str | None) -> None:
        """Keep both, so that the page can mark the very message as failed."""
        super().__init__(refusal.reason)
        self.refusal = refusal
        self.message_id = message_id


class FrameReader:
    """Reads text frames."""

    def __init__(self, *, recognition: Recognition, max_chars: int) -> None:
        """`recognition` checks the token of a hello, `max_chars` bounds a message."""
        self._recognition = recognition
        self._max_chars = max_chars

    def read(self, raw: str) -> Frame:
        """Return the frame in `raw`; raises FrameRefused."""
        message_id = None
        try:
            body = json_object(raw)
            if body.get("type") in NAMED:
                message_id = client_id(body.get("id"))
            return self._frame(body, message_id or "")
        except RequestRefused as refusal:
            raise FrameRefused(refusal, message_id) from refusal

    def _frame(self, body: Mapping[str, Any], message_id: str) -> Frame:
        kind = body.get("type")
        if kind == "ping":
            return Ping()
        if kind == "hello":
            number = self._recognition.number_of(body.get("phone_number"), body.get("token"))
            return Hello(sequence(body.get("after", 0)), number)
        if kind == "message":
            text = message_text(body.get("text"), self._max_chars)
            return Words(message_id, text, is_button=False)
        if kind == "button":
            payload = message_text(body.get("payload"), self._max_chars)
            return Words(message_id, payload, is_button=True)
        if kind == "draft":
            draft = body.get("text")
            if not isinstance(draft, str):
                raise RequestRefused("bad_request", 400)
            return Draft(draft[:MOST_CHARS])
        if kind == "rating":
            score = body.get("score")
            if isinstance(score, bool) or not isinstance(score, int) or not 1 <= score <= HIGHEST:
                raise RequestRefused("bad_request", 400)
            solved = body.get("solved")
            if solved is not None and not isinstance(solved, bool):
                raise RequestRefused("bad_request", 400)
            return Rating(message_id, score, solved)
        raise RequestRefused("bad_request", 400)
