"""The actions of the small test project, one for each way an action can behave."""

# ruff: noqa: D102 - `name` and `run` mean here what they mean in every action

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import SlotSet
from rasa_sdk.forms import FormValidationAction


class Balance(Action):
    """Counts how often it was asked and shows a chart."""

    def name(self) -> str:
        return "action_balance"

    async def run(self, dispatcher, tracker, domain) -> list[dict[str, Any]]:
        asked = tracker.get_slot("asked") + 1
        dispatcher.utter_message(text=f"asked {asked:.0f} times")
        dispatcher.utter_message(json_message={"type": "bar_chart", "bars": []})
        return [SlotSet("asked", asked)]


class Mood(Action):
    """Flips the slot that the greeting branches on."""

    def name(self) -> str:
        return "action_mood"

    async def run(self, dispatcher, tracker, domain) -> list[dict[str, Any]]:
        dispatcher.utter_message(text="noted")
        return [SlotSet("mood", "busy" if tracker.get_slot("mood") == "calm" else "calm")]


class Paid(Action):
    """Ends the form."""

    def name(self) -> str:
        return "action_paid"

    async def run(self, dispatcher, tracker, domain) -> list[dict[str, Any]]:
        dispatcher.utter_message(text=f"paid {tracker.get_slot('pay_amount')}")
        return [SlotSet("pay_amount", None), SlotSet("pay_note", None)]


class Crash(Action):
    """Raises, as an action never should."""

    def name(self) -> str:
        return "action_crash"

    async def run(self, dispatcher, tracker, domain) -> list[dict[str, Any]]:
        raise RuntimeError("on purpose")


class Sleep(Action):
    """Takes a second."""

    def name(self) -> str:
        return "action_sleep"

    async def run(self, dispatcher, tracker, domain) -> list[dict[str, Any]]:
        await asyncio.sleep(1)
        dispatcher.utter_message(text="slept")
        return []


class End(Action):
    """Asks the gateway to close."""

    def name(self) -> str:
        return "action_end"

    async def run(self, dispatcher, tracker, domain) -> list[dict[str, Any]]:
        dispatcher.utter_message(text="bye")
        dispatcher.utter_message(
            json_message={"type": "command", "name": "close", "reason": "done"}
        )
        return []


class Unsayable(Action):
    """Returns what no JSON can say."""

    def name(self) -> str:
        return "action_unsayable"

    async def run(self, dispatcher, tracker, domain) -> list[dict[str, Any]]:
        return [SlotSet("asked", Decimal(1))]


class Facts(Action):
    """Tells what the turn's metadata says."""

    def name(self) -> str:
        return "action_facts"

    async def run(self, dispatcher, tracker, domain) -> list[dict[str, Any]]:
        metadata = tracker.latest_message["metadata"]
        dispatcher.utter_message(
            text=f"{metadata['channel']} {metadata['recognised_number']}",
            buttons=[{"title": "more", "payload": "/balance"}],
        )
        return []


class ValidatePay(FormValidationAction):
    """Refuses an amount over 100."""

    def name(self) -> str:
        return "validate_pay_form"

    def validate_pay_amount(self, value, dispatcher, tracker, domain) -> dict[str, Any]:
        if int(value) > 100:
            dispatcher.utter_message(text="too much")
            return {"pay_amount": None}
        return {"pay_amount": value}
