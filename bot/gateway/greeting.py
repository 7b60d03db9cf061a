"""The opening line (handbook §1), by time of day and for whom it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from accounts.access import Caller
from accounts.clock import local
from bot.conversation.messages import Button, Content
from bot.conversation.ports import Wording

SERVING_NUMBER = "001"
"""The bot's number (handbook §1)."""

HOURS = ((5, "greet_morning"), (11, "greet_noon"), (13, "greet_afternoon"), (18, "greet_evening"))
"""From which hour in Shanghai a greeting is used; before the first one, the last."""

MENU = (
    ("button_bill", "/query_bill"),
    ("button_usage", "/query_usage"),
    ("button_balance", "/query_balance"),
    ("button_pay", "/pay_bill"),
    ("button_menu", "/ask_menu"),
)
"""Script of a button's title and the engine payload behind it."""

HONORIFICS = {"m": "honorific_male", "f": "honorific_female"}


class Named(Protocol):
    """How a customer is addressed; `gender` is a key of `HONORIFICS`."""

    @property
    def surname(self) -> str:
        """The family name, compound ones whole."""
        ...

    @property
    def gender(self) -> str | None:
        """A key of `HONORIFICS`; anything else is greeted without a name."""
        ...

    @property
    def valued(self) -> bool:
        """Whether the customer is thanked for staying."""
        ...


class AccountsGreeter:
    """Implements the core's `Greeter` with the customers' names and the operator's."""

    def __init__(
        self,
        *,
        salutation: Callable[[Caller], Named | None],
        service_name: Callable[[], str],
        wording: Wording,
    ) -> None:
        """`service_name` is asked each time: the catalogue may be loaded anew."""
        self._salutation = salutation
        self._service_name = service_name
        self._wording = wording

    def opening(self, recognised_number: str | None, at: datetime) -> Content:
        """Return the opening line with the menu; a recognised customer is called by name."""
        values: dict[str, Any] = {
            "greeting": self._wording.text(greeting_key(at)),
            "service": self._service_name(),
            "agent": SERVING_NUMBER,
        }
        known = self._known(recognised_number)
        if known is None:
            text = self._wording.text("opening", **values)
        else:
            key = "opening_valued" if known.valued else "opening_known"
            honorific = self._wording.text(HONORIFICS[known.gender or ""])
            text = self._wording.text(key, name=f"{known.surname}{honorific}", **values)
        buttons = tuple(Button(self._wording.text(key), payload) for key, payload in MENU)
        return Content(text=text, buttons=buttons)

    def _known(self, number: str | None) -> Named | None:
        if number is None:
            return None
        # The channel alone has proved the number; nothing of the conversation takes part.
        known = self._salutation(Caller("", "", recognised_number=number))
        return known if known is not None and known.gender in HONORIFICS else None


def greeting_key(at: datetime) -> str:
    """Return the script of the greeting for this hour."""
    hour = local(at).hour
    passed = [key for start, key in HOURS if hour >= start]
    return passed[-1] if passed else HOURS[-1][1]
