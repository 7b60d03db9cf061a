"""The text of a message as classifiers read it, worked out once for all components."""

from __future__ import annotations

from typing import Any

from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.text.normalise import feature_text


def said(message: Message, longest: int = 400) -> str:
    """Return `feature_text` of `message`, of `longest` characters at most.

    It stays on the message: five components ask for it, in training for every sentence.
    """
    name = f"feature_text_{longest}"
    known: Any = message.get(name)
    if known is None:
        known = feature_text(message.get(TEXT) or "", longest=longest)
        message.set(name, known)
    return str(known)
