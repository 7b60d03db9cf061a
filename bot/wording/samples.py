"""Plausible values for the variables of scripts, so that a line can be heard before it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from accounts.clock import SHANGHAI
from accounts.month import Month
from bot.errors import ScriptsError
from bot.formats import FORMATS, PHONE_DIGITS


@dataclass(frozen=True)
class Samples:
    """What stands for a variable: by its name when that fits its format, else by the format."""

    formats: Mapping[str, Any]
    names: Mapping[str, Any]

    @classmethod
    def load(cls, path: Path) -> Samples:
        """Read the file; raises ScriptsError when a format has no sample that fits it."""
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        formats, names = content["formats"], content["names"]
        missing = [form for form in FORMATS if _value(form, formats.get(form)) is None]
        if missing:
            raise ScriptsError(tuple(f"{path.name}: formats.{form}: missing" for form in missing))
        return cls(formats, names)

    def of(self, name: str, form: str) -> Any:
        """Return a value for the variable `name` that its format can speak."""
        value = _value(form, self.names.get(name))
        return value if value is not None else _value(form, self.formats[form])

    def values(self, variables: Mapping[str, str]) -> dict[str, Any]:
        """Return a value for each of `variables` (name to format)."""
        return {name: self.of(name, form) for name, form in variables.items()}


def _value(form: str, written: Any) -> Any:
    """Return what is written as a value of the format, or None when it is none."""
    if written is None:
        return None
    try:
        return _READERS[form](str(written))
    except (ValueError, InvalidOperation):
        return None


def _phone(text: str) -> str:
    if len(text) != PHONE_DIGITS or not text.isdigit():
        raise ValueError(text)
    return text


def _moment(text: str) -> datetime:
    return datetime.strptime(text[:16], "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


_READERS: Mapping[str, Callable[[str], Any]] = {
    "text": str,
    "money": Decimal,
    "data": int,
    "minutes": int,
    "count": int,
    "phone": _phone,
    "masked": _phone,
    "month": Month.parse,
    "date": date.fromisoformat,
    "day": date.fromisoformat,
    "time": _moment,
}
