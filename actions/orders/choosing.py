"""Messages that belong to packages and orders although the NLU heard another matter in them.

A bare name, price or place answers what was asked last (第二个, 五十的); 还有吗 wants the rest of a
list; a name said into an open read-back corrects it; 撤销 takes back what was ordered; who asks
what would suit is advised, not told the present package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions import slots
from actions.offers import AGREED
from actions.orders.names import ADDON, BROWSE, CANCEL, CHANGE, DETAIL, PLACE, TOPICS
from actions.turn import Reply, Turn
from bot.text.catalogue_wishes import (
    asks_about,
    asks_what_suits,
    does_with,
    properties_of,
    revokes,
    takes_it,
    wants_more,
)
from bot.text.quantities import quantity_of
from bot.text.shared_names import sharing

ANSWERING = frozenset({"inform", "deny", "nlu_fallback"})
"""Intents that name no matter of their own."""
_CHOSEN_BY_TALK = frozenset(
    {
        "action_follow_up",
        "action_deny",
        "action_stop",
        "action_clarify",
        "action_default_fallback",
    }
)
"""Actions that run for such intents; any other was chosen by what the conversation is about."""
AFFIRM = "action_affirm"
DISPUTE = "action_dispute_charge"
PRESENT = "action_query_current_package"
SHORT = 8
"""Characters within which 还有吗 can be all that is said."""
_CORRECTED: Mapping[str, str] = {"package": CHANGE, "addon": ADDON, "service": ADDON}
_NAMES: Mapping[str, str] = {"package": "package_name", "addon": "service_name"}


def carried(turn: Turn, action: str) -> Reply | None:
    """Return the way to packages and orders when the message is for them after all, or None."""
    if turn.intent == "affirm":
        return taken(turn) if action == AFFIRM else None
    if turn.active_loop or turn.intent == "request_human" or action in AGREED:
        return None
    return chosen(turn, action)


def chosen(turn: Turn, action: str) -> Reply | None:
    """Return the way to the action that a message which is no yes is for after all, or None."""
    last = turn.slots.get(slots.QUERY_TOPIC)
    if last in TOPICS and action != BROWSE and _asks_more(turn):
        return Reply(followup=BROWSE)
    if action in (DETAIL, BROWSE):
        return _corrected(turn)
    if action == PRESENT and asks_what_suits(turn.text):
        return Reply(followup=BROWSE)
    if action not in _CHOSEN_BY_TALK or turn.intent not in (*ANSWERING, "stop"):
        return None
    if not turn.slots.get(slots.PENDING_CONFIRMATION) and revokes(turn.text):
        return Reply(followup=CANCEL)
    return _answered(turn, last) if turn.intent in ANSWERING else None


def taken(turn: Turn) -> Reply | None:
    """Return the way to ordering the one item told last, for a yes that orders it, or None.

    那就订这个吧 is heard as a yes, and no question is open: it is read back first.
    """
    last, codes = turn.slots.get(slots.QUERY_TOPIC), _listed(turn)
    if last not in (DETAIL, BROWSE) or len(codes) != 1 or not takes_it(turn.text):
        return None
    if turn.slots.get(slots.PENDING_CONFIRMATION) or turn.active_loop:
        return None
    # An add-on or a service; `OrderAddon` passes a package on.
    return Reply(followup=ADDON)


def _answered(turn: Turn, last: object) -> Reply | None:
    """Return the way to what was asked last; a name out of the blue asks about the item."""
    named = turn.value("package_name") or turn.value("service_name")
    if turn.intent == "deny" and named in [str(wish[1]) for wish in _asked(turn)]:
        # 不要彩铃了, said to its read-back, is the no to that.
        return None
    done = _done_with(turn) if named else None
    if last == DISPUTE and turn.value("service_name"):
        done = done or DISPUTE
    if done is not None:
        return Reply(followup=done)
    if last not in TOPICS:
        asks = (named and turn.intent == "inform") or (not named and _alike(turn))
        return Reply(followup=DETAIL) if asks else None
    placed = any(_is_place(each) for each in turn.values("reference"))
    told = turn.value("price") or turn.value("data_amount") or _bare_amount(turn)
    if not (named or placed or told or _alike(turn)):
        # 来两份, said to the read-back of one.
        more = _asked(turn) and quantity_of(turn.text) > 1
        return Reply(followup=ADDON) if more else None
    # Somebody who looks round and names one wants to know about it.
    looks = last == BROWSE and not told
    return Reply(followup=DETAIL if looks else str(last))


def _alike(turn: Turn) -> bool:
    """Tell whether a name is said that several items share (尊享): it is asked which is meant."""
    text = turn.text.strip()
    if not text or text.startswith("/") or turn.intent == "deny":
        return False
    return bool(sharing(text, turn.services.accounts.catalogue.names()))


def _asked(turn: Turn) -> Sequence[Sequence[Any]]:
    """Return the wishes that are read back and wait for a yes."""
    question = turn.slots.get(slots.PENDING_CONFIRMATION) or {}
    return (question["data"].get("wishes") or ()) if question.get("action") == PLACE else ()


def _done_with(turn: Turn) -> str | None:
    """Return the action for what is to be done with the item named: 我想换成尊享199."""
    doing = does_with(turn.text)
    if turn.value("package_name"):
        return CHANGE if doing in ("change", "open") else None
    return {"give_up": CANCEL, "open": ADDON}.get(str(doing))


def _corrected(turn: Turn) -> Reply | None:
    """Return the way to the order that is being read back, when another item is named for it."""
    wishes = _asked(turn)
    if not wishes:
        return None
    kind = str(wishes[0][0])
    if kind not in _CORRECTED or not turn.value(_NAMES.get(kind, "service_name")):
        return None
    if properties_of(turn.text) or asks_about(turn.text):
        return None
    return Reply(followup=_CORRECTED[kind])


def _asks_more(turn: Turn) -> bool:
    text = turn.text.strip()
    return (
        bool(_listed(turn)) and len(text) <= SHORT and not text.startswith("/") and wants_more(text)
    )


def _listed(turn: Turn) -> tuple[str, ...]:
    # As `shelf.shown`, which stands on the actions' base and so cannot be imported here.
    return tuple((turn.slots.get(slots.SHOWN_ITEMS) or {}).get("codes") or ())


def _is_place(reference: str) -> bool:
    return reference.startswith("ordinal:") or reference in ("middle", "previous")


def _bare_amount(turn: Turn) -> str | None:
    """Return a sum that is said for the list: once all is done it must be all that is said."""
    amount = turn.value("amount")
    if amount is None or not turn.slots.get(slots.MORE_HELP_ASKED):
        return amount
    spans = [each for each in turn.entities if each.get("entity") == "amount"]
    said = sum(int(each.get("end") or 0) - int(each.get("start") or 0) for each in spans)
    return amount if len(turn.text.strip()) <= said else None
