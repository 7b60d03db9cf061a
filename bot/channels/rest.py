"""The REST channel: trusted servers speak for any sender (contract: Chat)."""

from __future__ import annotations

import hmac
from typing import Any

from aiohttp import web

from bot.channels.limits import Limits, Waiting
from bot.channels.parsing import client_id, json_object, message_text, sender_id, sequence
from bot.channels.recognition import Recognition
from bot.channels.shapes import content_json, dumps, logged_json
from bot.conversation.messages import Inbound
from bot.conversation.ports import ConversationStore
from bot.conversation.router import Router
from bot.errors import RequestRefused
from bot.redaction import mask_text

CHANNEL = "rest"
TRANSCRIPT_LIMIT = 1000
"""Messages handed out at once; a reader goes on with the last `seq` it got."""


class RestChannel:
    """Both REST calls. Senders live in a namespace of their own: none can name a web page's."""

    def __init__(
        self,
        *,
        router: Router,
        store: ConversationStore,
        limits: Limits,
        recognition: Recognition,
        api_key: str,
        max_chars: int,
    ) -> None:
        """`api_key` is the bearer key that every call has to show."""
        self._router = router
        self._store = store
        self._limits = limits
        self._recognition = recognition
        self._api_key = api_key.encode()
        self._max_chars = max_chars
        self._waiting = Waiting()

    def routes(self) -> list[web.RouteDef]:
        """Return the channel's routes."""
        return [
            web.post("/webhooks/rest/webhook", self.receive),
            web.get("/api/conversations/{sender}/messages", self.transcript, allow_head=False),
        ]

    async def receive(self, request: web.Request) -> web.Response:
        """Take one message and answer with everything the bot says to it at once.

        Messages of one sender are answered one after another; more than `WAITING` of them at once,
        or more than the limits allow in a minute, are refused with 429 and stored nowhere.
        """
        self._check_key(request)
        body = json_object(await request.read())
        sender = sender_id(body.get("sender"))
        text = message_text(body.get("message"), self._max_chars)
        facts = body.get("metadata")
        if facts is None:
            facts = {}
        if not isinstance(facts, dict):
            raise RequestRefused("bad_request", 400)
        number = self._recognition.number_of(facts.get("phone_number"), facts.get("token"))
        given = facts.get("message_id")
        inbound = Inbound(
            conversation_id=await self._conversation_of(sender),
            text=text,
            channel=CHANNEL,
            client_id=None if given is None else client_id(given),
            recognised_number=number,
        )
        with self._waiting.room(inbound.conversation_id):
            self._limits.check(inbound.conversation_id, request.remote or "")
            said = await self._router.receive(inbound)
        return web.json_response(
            [{"recipient_id": sender, **content_json(each.content)} for each in said], dumps=dumps
        )

    async def transcript(self, request: web.Request) -> web.Response:
        """Return the messages after `after`, oldest first; none for a sender never heard of."""
        self._check_key(request)
        sender = sender_id(request.match_info["sender"])
        after = sequence(request.query.get("after", "0"))
        found: list[dict[str, Any]] = [
            logged_json(each)
            for each in await self._store.messages_of(
                await self._conversation_of(sender), after=after, limit=TRANSCRIPT_LIMIT
            )
        ]
        return web.json_response(found, dumps=dumps)

    async def _conversation_of(self, sender: str) -> str:
        """Return the sender's conversation: staff and webhooks see its id, but no number in it."""
        plain = conversation_of(sender)
        if mask_text(sender) == sender:
            return plain
        # One that was begun under the number goes on: an agent may be in the middle of it.
        begun = await self._store.conversation(plain) is not None
        return plain if begun else conversation_of(self._recognition.pseudonym(sender))

    def _check_key(self, request: web.Request) -> None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        given = key.strip().encode("utf-8", "surrogateescape")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given, self._api_key):
            raise RequestRefused("unauthorised", 401)


def conversation_of(sender: str) -> str:
    """Return the conversation of a REST sender without personal data in its id."""
    return f"{CHANNEL}:{sender}"
