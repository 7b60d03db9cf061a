"""Identity card and bank card numbers that a customer types unasked (handbook §3)."""

from __future__ import annotations

from bot.text.normalise import Normalised
from bot.text.number_runs import Run, RunKind, number_runs

_NINE = 9


def personal_runs(source: Normalised) -> tuple[Run, ...]:
    """Return the identity card and bank card numbers of a levelled text, in order.

    Whatever has the shape of an identity card number with a real date in it counts, mistyped or
    cut short too; a bank card has to pass its check digit, or every long number would be one.
    """
    return tuple(
        run
        for run in number_runs(source)
        if run.kind is RunKind.ID_CARD
        or (run.kind is RunKind.BANK_CARD and passes_luhn(run.digits))
    )


def passes_luhn(digits: str) -> bool:
    """Tell whether the check digit of a bank card number is right (ISO/IEC 7812)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - _NINE if value > _NINE else value
    return total % 10 == 0
