"""What is told of the bot's memory, and what never is."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from bot.engine.recollection import matter_of


@dataclass
class Memory:
    """A tracker as far as it is looked at."""

    events: list[Any]
    active_loop_name: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)

    def current_slot_values(self) -> dict[str, Any]:
        """Return the slots."""
        return self.slots


def said(text: str, intent: str, confidence: float = 0.9) -> SimpleNamespace:
    """Return a message as the tracker holds it."""
    reading = {"name": intent, "confidence": confidence}
    parse = {"intent_ranking": [reading, *({"name": "x", "confidence": 0.01},) * 5]}
    return SimpleNamespace(type_name="user", text=text, intent=reading, parse_data=parse)


def test_the_matter_is_what_was_talked_of() -> None:
    """Topic, readings with confidence, the customer's own words, form and failed turns."""
    matter = matter_of(
        Memory(
            [
                SimpleNamespace(type_name="bot", text="您好"),
                said("你好", "greet"),
                said("我家宽带从昨天起就上不了网", "report_fault", 0.8),
                said("啊啊", "nlu_fallback", 0.4),
                said("转人工", "request_human"),
            ],
            active_loop_name="identity_form",
        )
    )

    assert matter["topic"] == "report_fault"
    assert matter["words"] == "我家宽带从昨天起就上不了网"
    assert [each["intent"] for each in matter["intents"]] == [
        "greet",
        "report_fault",
        "nlu_fallback",
        "request_human",
    ]
    assert matter["intents"][1]["confidence"] == 0.8
    assert len(matter["intents"][1]["ranking"]) == 3
    assert (matter["form"], matter["failed_turns"]) == ("identity_form", 1)


def test_a_buttons_payload_is_nothing_the_customer_said() -> None:
    """It names the topic all the same."""
    matter = matter_of(Memory([said('/query_bill{"month": "2026-09"}', "query_bill")]))

    assert (matter["topic"], matter["words"], matter["said"]) == ("query_bill", "", [])


def test_what_a_case_gathered_is_told_and_numbers_are_not() -> None:
    """Numbers and credentials are not for a column that is never masked."""
    matter = matter_of(
        Memory(
            [],
            slots={
                "query_months": ["2026-09"],
                "account_number": "13900000001",
                "identity_number": "13900000001",
                "identity_credential": "accepted",
                "open_case": {
                    "kind": "complaint",
                    "data": {"what": "乱扣费", "when": "上个月", "number": "13900000001"},
                },
            },
        )
    )

    assert matter["slots"] == {
        "query_months": ["2026-09"],
        "case": "complaint",
        "case_what": "乱扣费",
        "case_when": "上个月",
    }
    assert "13900000001" not in str(matter)


def test_nothing_remembered_is_told_as_nothing() -> None:
    """An empty memory has no topic."""
    matter = matter_of(Memory([]))

    assert (matter["topic"], matter["intents"], matter["failed_turns"]) == (None, [], 0)
