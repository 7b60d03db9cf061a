"""The opening line (handbook §1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest

from accounts.clock import SHANGHAI
from bot.gateway.greeting import AccountsGreeter, greeting_key
from bot.scripts import Scripts
from bot.settings import ROOT

NUMBER = "13900000001"


@dataclass
class Known:
    """How somebody is addressed."""

    surname: str
    gender: str
    valued: bool = False


@pytest.fixture(scope="module")
def wording() -> Scripts:
    """Return the lines that the bot really says."""
    return Scripts.load(ROOT / "data" / "scripts")


def at(hour: int, minute: int = 0) -> datetime:
    """Return a moment of a day in Shanghai."""
    return datetime(2026, 11, 15, hour, minute, tzinfo=SHANGHAI)


def opening_for(wording: Scripts, known: Known | None, number: str | None = NUMBER):
    """Return the opening message for a customer."""
    asked = []

    def salutation(caller):
        asked.append(caller)
        return known

    greeter = AccountsGreeter(
        salutation=salutation, service_name=lambda: "某某客服", wording=wording
    )
    return greeter.opening(number, at(9)), asked


@pytest.mark.parametrize(
    ("hour", "minute", "key"),
    [
        (0, 0, "greet_evening"),
        (4, 59, "greet_evening"),
        (5, 0, "greet_morning"),
        (10, 59, "greet_morning"),
        (11, 0, "greet_noon"),
        (12, 59, "greet_noon"),
        (13, 0, "greet_afternoon"),
        (17, 59, "greet_afternoon"),
        (18, 0, "greet_evening"),
        (23, 59, "greet_evening"),
    ],
)
def test_the_greeting_follows_the_clock_in_shanghai(hour: int, minute: int, key: str) -> None:
    """Whatever zone the server's clock is in."""
    assert greeting_key(at(hour, minute)) == key


def test_an_anonymous_visitor_is_greeted_with_service_number_and_help(wording) -> None:
    """Nobody is looked up, nobody is named."""
    content, asked = opening_for(wording, Known("赵", "m"), number=None)

    assert asked == []
    assert "早上好" in content.text
    assert "某某客服" in content.text
    assert "001" in content.text
    assert "帮您" in content.text
    assert "赵" not in content.text
    assert all(button.payload.startswith("/") for button in content.buttons)


@pytest.mark.parametrize(("gender", "title"), [("m", "欧阳先生"), ("f", "欧阳女士")])
def test_a_recognised_customer_is_called_by_name(wording, gender: str, title: str) -> None:
    """By surname and gender, never by the whole name."""
    content, asked = opening_for(wording, Known("欧阳", gender))

    assert title in content.text
    assert [caller.recognised_number for caller in asked] == [NUMBER]


@pytest.mark.parametrize("known", [None, Known("欧阳", "?")])
def test_a_number_without_a_usable_name_is_greeted_like_anybody(wording, known) -> None:
    """Nothing shows whether the number exists."""
    content, _ = opening_for(wording, known)
    anybody, _ = opening_for(wording, None, number=None)

    assert content == anybody


def test_a_customer_of_long_standing_is_thanked_and_not_graded_aloud(wording) -> None:
    """The stars decide the line and are in none (handbook §7)."""
    valued, _ = opening_for(wording, Known("欧阳", "f", valued=True))
    plain, _ = opening_for(wording, Known("欧阳", "f"))

    assert "欧阳女士" in str(valued.text)
    assert "一直以来" in str(valued.text)
    assert "一直以来" not in str(plain.text)
    assert "星" not in str(valued.text)
