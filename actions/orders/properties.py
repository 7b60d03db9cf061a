"""One property of one catalogue item in words; a fact that no catalogue holds goes to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from accounts.model import Package
from actions.orders.listing import included
from actions.orders.said import Said
from actions.orders.shelf import Item, Shelf
from actions.queries.registering import offer_registration
from actions.queries.resources import name_of, spoken
from actions.tickets import ANSWER_HOURS, SUMMARY_CHARS
from actions.turn import Reply, Turn
from bot.text.catalogue_wishes import Property

_RESOURCES = ("data", "voice", "sms")
_OVERAGES: Mapping[str, str] = {
    "data": "tariff_overage_data",
    "voice": "tariff_overage_voice",
    "sms": "tariff_overage_sms",
}


def said_of(
    turn: Turn, shelf: Shelf, item: Item, said: Said, wanted: Sequence[Property]
) -> list[str]:
    """Return the lines about `item`: of the properties wanted, or all that matters."""
    resources = said.values("resource")
    if item.kind != "package":
        return _extra(turn, item, wanted)
    package = shelf.package(item.code)
    if not wanted and resources:
        wanted = ("allowance",)
    if not wanted:
        return _summary(turn, item, package)
    return [_line(turn, each, item, package, resources) for each in wanted]


def _summary(turn: Turn, item: Item, package: Package) -> list[str]:
    lines = [
        turn.say("tariff_summary", name=item.name, fee=item.fee, allowances=included(turn, item)),
        _overage(turn, item, package, ()),
        _contract(turn, package),
    ]
    return lines if item.on_sale else [*lines, turn.say("tariff_off_sale", name=item.name)]


def _line(
    turn: Turn, wanted: Property, item: Item, package: Package, resources: Sequence[str]
) -> str:
    of_package = {
        "contract": _contract,
        "termination": _termination,
        "eligibility": _eligibility,
    }
    if wanted in of_package:
        return of_package[wanted](turn, package)
    if wanted == "overage":
        return _overage(turn, item, package, resources)
    if wanted == "allowance":
        return _allowance(turn, item, resources)
    if wanted == "fee":
        return turn.say("tariff_fee", name=item.name, fee=item.fee)
    return turn.say("tariff_effective" if wanted == "effective" else "tariff_valid_package")


def _allowance(turn: Turn, item: Item, resources: Sequence[str]) -> str:
    if not resources:
        return turn.say("tariff_allowances", name=item.name, allowances=included(turn, item))
    kind = resources[0]
    values = {"name": item.name, "resource": name_of(turn, kind)}
    if not item.amount(kind):
        return turn.say("tariff_no_allowance", **values)
    return turn.say("tariff_allowance", **values, amount=spoken(turn, kind, item.amount(kind)))


def _overage(turn: Turn, item: Item, package: Package, resources: Sequence[str]) -> str:
    prices = {
        "data": package.overage_data_per_gb,
        "voice": package.overage_voice_per_min,
        "sms": package.overage_sms_each,
    }
    kinds = [each for each in _RESOURCES if each in resources] or list(_RESOURCES)
    parts = [turn.say(_OVERAGES[kind], price=prices[kind]) for kind in kinds]
    return turn.say("tariff_overage", name=item.name, prices=turn.say("list_mark").join(parts))


def _contract(turn: Turn, package: Package) -> str:
    if not package.contract_months:
        return turn.say("tariff_no_contract", name=package.name)
    if package.termination_fee is None:
        return turn.say("tariff_contract", name=package.name, count=package.contract_months)
    return turn.say(
        "tariff_contract_fee",
        name=package.name,
        count=package.contract_months,
        fee=package.termination_fee,
    )


def _termination(turn: Turn, package: Package) -> str:
    if not package.contract_months or package.termination_fee is None:
        return turn.say("tariff_no_termination", name=package.name)
    fee = package.termination_fee
    return turn.say("tariff_termination", name=package.name, count=package.contract_months, fee=fee)


def _eligibility(turn: Turn, package: Package) -> str:
    if not package.on_sale:
        return turn.say("tariff_off_sale", name=package.name)
    key = "tariff_eligible_some" if package.min_stars else "tariff_eligible"
    return turn.say(key, name=package.name)


def _extra(turn: Turn, item: Item, wanted: Sequence[Property]) -> list[str]:
    """Return the lines about an add-on or a service."""
    if item.kind == "service":
        return [turn.say("tariff_service", name=item.name, fee=item.fee)]
    day = item.valid == "day"
    values = {"name": item.name, "fee": item.fee, "allowances": included(turn, item)}
    lines = [turn.say("tariff_addon_day" if day else "tariff_addon", **values)]
    if set(wanted) & {"valid", "effective", "overage"}:
        lines.append(turn.say("tariff_valid_day" if day else "tariff_valid_month"))
    return lines


def unlisted(turn: Turn, said: Said, lines: Sequence[str], slots: Mapping[str, Any]) -> Reply:
    """Say what the catalogue does say and offer to have the rest answered by a specialist."""
    text = "\n".join((*lines, turn.say("tariff_unlisted", hours=ANSWER_HOURS)))
    summary = turn.say("tariff_unlisted_summary", words=said.text[:SUMMARY_CHARS])
    offered = offer_registration(turn, text, kind="consult", summary=summary, hours=ANSWER_HOURS)
    return replace(offered, slots={**offered.slots, **slots})
