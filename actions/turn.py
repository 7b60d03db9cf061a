"""One turn as an action sees it: who speaks, what was said, what is remembered, what to answer."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from rasa_sdk import Tracker

from accounts.access import Caller
from accounts.errors import IdentityNeeded
from accounts.month import Month
from actions import slots
from actions.services import Services
from bot.knowledge.addressees import STRANGER, Known
from bot.text.ellipsis import is_elliptic

CONTINUING_INTENTS = frozenset({"inform", "affirm", "deny", "nlu_fallback"})
"""Intents that name no matter of their own: they carry on with the last one."""

LISTEN = "action_listen"
"""Rasa's action that ends a turn."""

LATELY = 6
"""Answers of the bot that are looked back on, so that no line is said twice running."""

REDACTION_MARK = "●"
"""What the gateway leaves in place of each digit of a secret."""


REDEEMED_OUTCOMES = frozenset(
    {"accepted", "wrong", "locked", "expired", "weak", "again", "mismatch", "often", "changed"}
)
"""Outcomes of a secret that had been asked for."""

TAKEN_UP = "demand"
"""Key of the metadata of a demand that is said again: its place among the demands."""


@dataclass(frozen=True)
class Button:
    """A quick reply with its Rasa payload; the gateway replaces the payload by an issued id."""

    title: str
    payload: str


@dataclass(frozen=True)
class Message:
    """One message to the customer, or a command to the gateway in `custom`."""

    text: str | None = None
    buttons: tuple[Button, ...] = ()
    custom: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Reply:
    """What an action answers.

    `slots` are set; `followup` runs next; `finished` says that a matter is done, so that the
    customer is asked once whether anything else is needed; `failed`, that nothing more comes of it;
    `leaves_form` gives up the form that is active and what waited for it; `takes_up` is the demand
    whose words are said next in the customer's stead (`actions.demands`).
    """

    messages: tuple[Message, ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)
    followup: str | None = None
    finished: bool = False
    failed: bool = False
    leaves_form: bool = False
    takes_up: Mapping[str, Any] | None = None

    def with_slots(self, **values: Any) -> Reply:
        """Return the reply with further slots; those it already sets stay as they are."""
        return replace(self, slots={**values, **self.slots})


@dataclass(frozen=True)
class Turn:
    """One customer message with everything an action may look at."""

    caller: Caller
    text: str
    intent: str
    entities: tuple[Mapping[str, Any], ...]
    ranking: tuple[Mapping[str, Any], ...]
    slots: Mapping[str, Any]
    metadata: Mapping[str, Any]
    events: tuple[Mapping[str, Any], ...]
    active_loop: str | None
    services: Services
    demands: tuple[Mapping[str, Any], ...] = ()
    """Each of several demands in the message: text, intent, confidence, entities; else none."""
    beside: tuple[Mapping[str, Any], ...] = ()
    """What the message asked for beside a secret, in the shape of `demands`."""

    @classmethod
    def of(cls, tracker: Tracker, services: Services) -> Turn:
        """Read the tracker; the caller comes from the gateway's metadata alone.

        Without metadata (plain ``rasa run``) the caller is anonymous.
        """
        message = tracker.latest_message
        metadata = message.get("metadata") or {}
        turn = cls(
            caller=_caller(metadata, tracker.sender_id),
            text=message.get("text") or "",
            intent=(message.get("intent") or {}).get("name") or "",
            entities=tuple(message.get("entities") or ()),
            ranking=tuple(message.get("intent_ranking") or ()),
            slots=tracker.slots,
            metadata=metadata,
            events=tuple(tracker.events),
            active_loop=tracker.active_loop_name,
            services=services,
            demands=tuple(message.get("demands") or ()),
        )
        return turn.without_secret()

    def without_secret(self) -> Turn:
        """Return the turn of a redeemed secret as one that says nothing but the outcome.

        What stood beside the secret is kept apart: it is no answer to what was asked.
        """
        if not self.is_redeemed:
            return self
        itself = {"text": self.text, "intent": self.intent, "entities": self.entities}
        beside = self.demands or ((itself,) if self.intent != "inform" else ())
        return replace(self, intent="inform", text="", entities=(), demands=(), beside=beside)

    @property
    def now(self) -> datetime:
        """The present moment, aware."""
        return self.services.clock.now()

    @property
    def this_month(self) -> Month:
        """The running month in Shanghai."""
        return Month.of(self.now)

    @property
    def credential(self) -> Mapping[str, Any] | None:
        """What became of a code or password sent with this message, or None."""
        return self.metadata.get("credential") or None

    @property
    def is_redeemed(self) -> bool:
        """Whether the message was a code or password that was asked for, and so says nothing."""
        return (self.credential or {}).get("outcome") in REDEEMED_OUTCOMES

    @property
    def is_taken_up(self) -> bool:
        """Whether this message is one of several demands, said again when its turn came."""
        return TAKEN_UP in self.metadata

    @property
    def secret_unasked(self) -> bool:
        """Whether the message held a code or password that nobody asked for."""
        return (self.credential or {}).get("outcome") == "unexpected"

    @property
    def is_personal(self) -> bool:
        """Whether what nobody asked for was an identity card or bank card number."""
        return (self.credential or {}).get("kind") == "personal"

    @property
    def is_only_secret(self) -> bool:
        """Whether the message held such a secret and nothing else."""
        return self.secret_unasked and not self.text.strip(f"{REDACTION_MARK} ，。,.")

    def known(self) -> Known:
        """Return what is known of the customer by the number they proved or the channel bound.

        One look at their account a turn at most, which is noted; a stranger's is none.
        """
        return self._known

    @cached_property
    def _known(self) -> Known:
        accounts = self.services.accounts
        number = accounts.identity.verified_number(self.caller)
        if number is None:
            return STRANGER
        try:
            standing = accounts.customers.standing(self.caller, number)
        except IdentityNeeded:
            return STRANGER
        return Known(standing.area, standing.groups)

    def count(self, slot: str) -> int:
        """Return what the counting slot `slot` has reached."""
        return int(self.slots.get(slot) or 0)

    def say(self, key: str, **values: Any) -> str:
        """Return a line of script `key`: one not said lately, otherwise changing by turn."""
        scripts = self.services.scripts
        count = len(scripts.script(key).lines)
        lines = [scripts.text(key, self._variant + step, **values) for step in range(count)]
        return min(lines, key=self._how_lately) if count > 1 else lines[0]

    def running(self, key: str, **values: Any) -> int:
        """Return in how many of the bot's last answers in a row a line of `key` was said."""
        count = len(self.services.scripts.script(key).lines)
        lines = [self.services.scripts.text(key, each, **values) for each in range(count)]
        streak = 0
        # What this turn has said so far is no answer yet.
        for said in self._answers[self._begun :]:
            if not any(line in said for line in lines):
                break
            streak += 1
        return streak

    def said_already(self, key: str) -> bool:
        """Tell whether a line of `key`, which has no variables, was said in this very turn."""
        lines = self.services.scripts.script(key).lines
        return any(line in said for said in self._answers[: self._begun] for line in lines)

    def message(self, key: str, *buttons: Button, **values: Any) -> Message:
        """Return a line of script `key` as a message with `buttons`."""
        return Message(text=self.say(key, **values), buttons=buttons)

    def button(self, key: str, intent: str, /, **entities: Any) -> Button:
        """Return a button titled by script `key` that means `intent` with `entities`."""
        return Button(self.say(key), payload(intent, **entities))

    def values(self, entity: str) -> tuple[str, ...]:
        """Return what this message says for `entity`, in order, each value once."""
        found = (str(item["value"]) for item in self.entities if item.get("entity") == entity)
        return tuple(dict.fromkeys(found))

    def value(self, entity: str) -> str | None:
        """Return the first value this message gives for `entity`, or None."""
        return next(iter(self.values(entity)), None)

    def continues(self, action: str) -> bool:
        """Tell whether `action` carries on from before, so that it inherits remembered values.

        It does when it is resumed after verification, when the message names no matter of its
        own (``那上个月呢``), and when it is elliptic (``流量呢``). A whole new question starts
        from the current month.
        """
        return (
            self.slots.get(slots.PENDING_ACTION) == action
            or self.intent in CONTINUING_INTENTS
            or is_elliptic(self.text)
        )

    def number(self) -> str:
        """Return the phone number this turn is about.

        The one named in the message, else the conversation's, else the one the caller proved.
        Raises IdentityNeeded without a number when there is none, or when the customer asks for
        another number and does not say which.
        """
        named = self.value("phone_number")
        if named:
            return named
        if "other_number" in self.values("reference"):
            raise IdentityNeeded(None, needs_password=False)
        known = self.slots.get(slots.ACCOUNT_NUMBER)
        number = known or self.services.accounts.identity.verified_number(self.caller)
        if number is None:
            raise IdentityNeeded(None, needs_password=False)
        return str(number)

    def months(self, action: str) -> tuple[Month, ...]:
        """Return the months asked for, in order; the running month when none is."""
        said = self.values("month")
        if not said and self.continues(action):
            said = tuple(self.slots.get(slots.QUERY_MONTHS) or ())
        return tuple(Month.parse(text) for text in said) or (self.this_month,)

    def inherited(self, entity: str, slot: str, action: str) -> str | None:
        """Return what the message says for `entity`, or what `slot` keeps if `action` continues."""
        said = self.value(entity)
        if said is None and self.continues(action):
            said = self.slots.get(slot)
        return said

    @cached_property
    def _told(self) -> tuple[Mapping[str, Any], ...]:
        """What both sides said, oldest first."""
        return tuple(each for each in self.events if each.get("event") in ("user", "bot"))

    @property
    def _begun(self) -> bool:
        """Whether something was said in this turn already."""
        return bool(self._told) and self._told[-1]["event"] == "bot"

    @cached_property
    def _answers(self) -> tuple[str, ...]:
        """What the bot said, an answer each, latest first; this turn's own texts come first."""
        blocks = groupby(reversed(self._told), key=lambda each: each["event"])
        return tuple(
            "\n".join(str(each.get("text") or "") for each in block)
            for event, block in blocks
            if event == "bot"
        )[:LATELY]

    def _how_lately(self, line: str) -> int:
        """Return how lately `line` was said: 0 for never within `LATELY` answers."""
        for ago, said in enumerate(self._answers):
            if line in said:
                return LATELY - ago
        return 0

    @property
    def _variant(self) -> int:
        return zlib.crc32(self.caller.turn_id.encode())


def payload(intent: str, /, **entities: Any) -> str:
    """Return the Rasa payload of a button: ``/intent{"entity": value}``."""
    return f"/{intent}{json.dumps(entities, ensure_ascii=False)}" if entities else f"/{intent}"


def command(name: str, reason: str) -> Message:
    """Return a command to the gateway; it is never shown."""
    return Message(custom={"type": "command", "name": name, "reason": reason})


def _caller(metadata: Mapping[str, Any], sender: str) -> Caller:
    return Caller(
        conversation_id=metadata.get("conversation_id") or sender,
        channel=metadata.get("channel") or "rasa",
        recognised_number=metadata.get("recognised_number"),
        turn_id=metadata.get("turn_id") or "",
    )
