"""What every open page shares: built once, at composition."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.channels.addresses import Addresses
from bot.channels.background import Background
from bot.channels.drafts import Drafts
from bot.channels.frames import FrameReader
from bot.channels.hub import Hub
from bot.channels.limits import Limits
from bot.channels.recognition import Recognition
from bot.conversation.ports import ConversationStore, Wording
from bot.conversation.router import Router
from bot.errors import RequestRefused


@dataclass(frozen=True)
class WebServices:
    """The collaborators of `Connection`."""

    router: Router
    store: ConversationStore
    hub: Hub
    limits: Limits
    frames: FrameReader
    recognition: Recognition
    background: Background
    wording: Wording
    addresses: Addresses
    drafts: Drafts = field(default_factory=Drafts)
    """Who is shown what a customer is writing."""

    def conversation_of(self, session_id: str, recognised_number: str | None) -> str:
        """Return the conversation of a browser session.

        A recognised customer has one of their own in it: whoever signs in next in the same
        browser must not read what the first was told.
        """
        if recognised_number is None:
            return f"web:{session_id}"
        return f"web:{session_id}.{self.recognition.pseudonym(recognised_number)}"

    def error_frame(self, refusal: RequestRefused, message_id: str | None) -> dict[str, Any]:
        """Return the frame that tells a page what was refused."""
        frame: dict[str, Any] = {
            "type": "error",
            "error": refusal.reason,
            "message": self.wording.text(f"error_{refusal.reason}"),
        }
        if message_id is not None:
            frame["id"] = message_id
        if refusal.retry_after is not None:
            frame["retry_after"] = refusal.retry_after
        return frame
