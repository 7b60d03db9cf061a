"""What a message says in values: every parser of `bot.text` by entity name (intents.yml)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.month import Month
from bot.text.amounts import find_amounts
from bot.text.catalogue_names import NameBook
from bot.text.complaints import find_complaints
from bot.text.data_amounts import find_data_amounts
from bot.text.dates import find_dates
from bot.text.faults import find_faults
from bot.text.locations import find_locations
from bot.text.mention import Mention
from bot.text.months import find_months
from bot.text.normalise import Normalised, normalise
from bot.text.phones import find_phones
from bot.text.prices import find_prices
from bot.text.references import find_references
from bot.text.resources import find_resources
from bot.text.tickets import find_tickets

Finder = Callable[[Normalised, datetime], Sequence[Mention[Any]]]
"""Finds one kind of entity in a levelled text on a given day in Shanghai."""


@dataclass(frozen=True)
class Entity:
    """An entity as Rasa wants it: the span in the text as typed, the value normalised."""

    name: str
    start: int
    end: int
    value: Any


FINDERS: Mapping[str, Finder] = {
    "phone_number": lambda source, _: find_phones(source),
    "ticket_id": lambda source, _: find_tickets(source),
    "month": lambda source, today: find_months(source, Month.of(today)),
    "date": lambda source, today: find_dates(source, today.date()),
    "price": lambda source, _: find_prices(source),
    "amount": lambda source, _: find_amounts(source),
    "data_amount": lambda source, _: find_data_amounts(source),
    "resource": lambda source, _: find_resources(source),
    "reference": lambda source, _: find_references(source),
    "complaint_type": lambda source, _: find_complaints(source),
    "fault_type": lambda source, _: find_faults(source),
    "location": lambda source, _: find_locations(source),
}
"""In order of strength: digits that a stronger entity took are not read again by a weaker one.

Names of the catalogue are stronger than all of these; they come from a `NameBook`.
"""

COMPLAINT_FINDERS: Mapping[str, Finder] = {
    "complaint_type": lambda source, _: find_complaints(source, complaining=True),
}
"""What is read otherwise once it is known that the customer complains."""

_VALUES = frozenset(
    {"phone_number", "ticket_id", "month", "date", "price", "amount", "data_amount"}
)
_NAMES = frozenset({"package_name", "service_name"})
_WHOLES = {"resource": _NAMES, "reference": frozenset({"location"})}
"""What is no value of its own inside a longer one."""


def find_entities(
    text: str,
    today: datetime,
    finders: Mapping[str, Finder],
    book: NameBook | None = None,
    *,
    ordering: bool = False,
) -> list[Entity]:
    """Return the entities of `text` by place; months, dates and days as ISO text.

    A span belongs to one value only: part of a phone number is no amount, the 59 of 畅享59 is no
    price. Months and dates may share a span, because a date names its month too. A resource inside
    a name (语音包) and a reference inside a place (后面那个小区) are only part of its wording. For
    `ordering` see `NameBook.find`.
    """
    source = normalise(text)
    found = [
        Entity(each.value.entity, each.start, each.end, each.value.code)
        for each in (book.find(source, ordering=ordering) if book is not None else ())
    ]
    for name, find in finders.items():
        for mention in find(source, today):
            entity = Entity(name, mention.start, mention.end, _plain(mention.value))
            if not any(_excludes(other, entity) for other in found):
                found.append(entity)
    found = [each for each in found if not any(_is_part(each, other) for other in found)]
    return sorted(found, key=lambda entity: (entity.start, entity.end))


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int) else str(value)


def _excludes(other: Entity, entity: Entity) -> bool:
    if other.name == entity.name or {other.name, entity.name} == {"month", "date"}:
        return False
    if other.name not in _VALUES | _NAMES or entity.name not in _VALUES:
        return False
    return other.start < entity.end and entity.start < other.end


def _is_part(entity: Entity, other: Entity) -> bool:
    wholes = _WHOLES.get(entity.name, frozenset())
    return other.name in wholes and other.start <= entity.start and entity.end <= other.end


def as_rasa(entities: Sequence[Entity], extractor: str) -> Iterator[dict[str, Any]]:
    """Yield the dictionaries that Rasa's messages carry."""
    for entity in entities:
        yield {
            "entity": entity.name,
            "start": entity.start,
            "end": entity.end,
            "value": entity.value,
            "extractor": extractor,
        }
