"""Tells whether a goal was reached: by what is on file afterwards, or by the true figure told.

A judge takes a `Case` and trusts no word of the bot's but the figures, which it compares with the
database of before the conversation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from accounts.month import Month
from bot.bench.goals.evidence import Row, State, Truth

_MB = 1024
_VOLUME = re.compile(r"(\d+(?:\.\d+)?)(GB|MB)")
_NEAR = Decimal("0.01")
"""Figures of data are told with two places."""

_MOSTLY = 0.8
"""Share of an idea's characters that are in its ticket."""
_STATES = {
    "submitted": "等待分派",
    "assigned": "已分派",
    "processing": "正在处理",
    "resolved": "处理完毕",
}


@dataclass(frozen=True)
class Case:
    """All that is known of one finished conversation and its customer."""

    facts: Mapping[str, str]
    catalogue: Mapping[str, Any]
    truth: Truth
    before: State
    after: State
    said: str
    """Everything the bot said."""
    handed_over: bool
    """The conversation is with people now: its owner is the queue or an agent, or a call back is
    registered."""
    today: Month

    @property
    def month(self) -> str:
        """The month asked about, YYYY-MM."""
        return str(self.today.plus(int(self.facts["offset"])))

    def new_orders(self, kind: str) -> Iterator[Row]:
        """Yield the orders of `kind` that this conversation made."""
        known = {each["id"] for each in self.before.orders}
        return (
            each for each in self.after.orders if each["id"] not in known and each["kind"] == kind
        )

    def new_tickets(self, *kinds: str) -> Iterator[Row]:
        """Yield the tickets of `kinds`, or of any, that this conversation opened."""
        known = {each["id"] for each in self.before.tickets}
        opened = (each for each in self.after.tickets if each["id"] not in known)
        return (each for each in opened if not kinds or each["kind"] in kinds)

    def offer(self, kind: str, name: str) -> Mapping[str, Any]:
        """Return the catalogue's package, addon or service called `name`."""
        listed: list[Mapping[str, Any]] = self.catalogue[kind]
        return next(each for each in listed if each["name"] == name)

    def tells(self, amount: Decimal) -> bool:
        """Tell whether `amount` yuan was said."""
        return re.search(rf"(?<![\d.-]){re.escape(f'{amount:.2f}')}元", self.said) is not None


Judge = Callable[[Case], bool]


def told_bill(case: Case) -> bool:
    """Look for the total of the month asked about."""
    return case.tells(sum(case.truth.bills[case.month].values(), Decimal(0)))


def told_balance(case: Case) -> bool:
    """Look for the balance."""
    return case.tells(case.truth.customer["balance"])


def told_arrears(case: Case) -> bool:
    """Look for what is owed, or that nothing is."""
    balance: Decimal = case.truth.customer["balance"]
    return case.tells(-balance) if balance < 0 else "没有欠费" in case.said


def told_data(case: Case) -> bool:
    """Look for the data that is left."""
    used = case.truth.usage[str(case.today)]["data_mb"]
    left = Decimal(_package(case)["data_mb"] - used) / _MB
    volumes = [(Decimal(number), unit) for number, unit in _VOLUME.findall(case.said)]
    told = [number if unit == "GB" else number / _MB for number, unit in volumes]
    return any(abs(each - left) <= _NEAR for each in told)


def told_minutes(case: Case) -> bool:
    """Look for the minutes that are left."""
    left = _package(case)["voice_min"] - case.truth.usage[str(case.today)]["voice_min"]
    return re.search(rf"(?<!\d){left}分钟", case.said) is not None


def told_records(case: Case) -> bool:
    """Look for as many records as there are."""
    return re.search(rf"共有?{len(case.truth.records)}条", case.said) is not None


def told_payment(case: Case) -> bool:
    """Look for the last payment."""
    return case.tells(case.truth.payments[-1]["amount"])


def told_points(case: Case) -> bool:
    """Look for the points that can be used."""
    available = case.truth.customer["points_available"]
    return re.search(rf"(?<!\d){available}分", case.said) is not None


def told_package(case: Case) -> bool:
    """Look for the present package."""
    return _package(case)["name"] in case.said


def told_subscriptions(case: Case) -> bool:
    """Look for every service that is paid for."""
    held = {each["code"] for each in case.before.subscriptions if each["until"] is None}
    names = [each["name"] for each in case.catalogue["services"] if each["code"] in held]
    return all(name in case.said for name in names)


def told_progress(case: Case) -> bool:
    """Look for the ticket, with the state it is in."""
    (ticket,) = (each for each in case.before.tickets if each["id"] == case.facts["ticket"])
    return ticket["id"] in case.said and _STATES[ticket["state"]] in case.said


def urged(case: Case) -> bool:
    """Look for an urge that the ticket counts."""
    return any(
        each["id"] == case.facts["ticket"] and each["urges"] > 0 for each in case.after.tickets
    )


def told_invoice(case: Case) -> bool:
    """Look for the number of the invoice."""
    return case.truth.invoices[0]["number"] in case.said


def told_packages(case: Case) -> bool:
    """Look for at least three packages on sale."""
    sold = [each for each in case.catalogue["packages"] if each["on_sale"]]
    return sum(each["name"] in case.said for each in sold) >= 3  # noqa: PLR2004 - a choice


def told_cheapest(case: Case) -> bool:
    """Look for the package on sale with the least fee, and the fee."""
    cheapest = min(_sold(case), key=lambda each: Decimal(each["monthly_fee"]))
    return cheapest["name"] in case.said and case.tells(Decimal(cheapest["monthly_fee"]))


def told_best(case: Case) -> bool:
    """Look for what would have cost least in the last three months, and how much."""
    costs = {each["name"]: _cost(case, each) for each in _sold(case)}
    best = min(costs, key=lambda name: costs[name])
    return best in case.said and case.tells(costs[best])


def told_content(case: Case) -> bool:
    """Look for fee or data of the package asked about."""
    package = case.offer("packages", case.facts["package"])
    volume = f"{Decimal(package['data_mb']) / _MB:.2f}GB"
    return volume in case.said or case.tells(Decimal(package["monthly_fee"]))


def told_overage(case: Case) -> bool:
    """Look for what a GB beyond the allowance of the package costs."""
    return case.tells(
        Decimal(case.offer("packages", case.facts["package"])["overage"]["data_per_gb"])
    )


def told_addon_fee(case: Case) -> bool:
    """Look for the fee of the add-on."""
    return case.tells(Decimal(case.offer("addons", case.facts["addon"])["fee"]))


def told_audit(case: Case) -> bool:
    """Look for the proof that this conversation has just shown, which heads the list."""
    return "通过身份验证" in case.said or "没有查到号码" in case.said


def package_ordered(case: Case) -> bool:
    """Look for one order, of the package wanted: pending, unless taken back later."""
    wanted = case.offer("packages", case.facts["package"])["code"]
    state = case.facts.get("then", "pending")
    found = list(case.new_orders("package"))
    return [(each["item_code"], each["state"]) for each in found] == [(wanted, state)]


def order_revoked(case: Case) -> bool:
    """Look for an order of this conversation that is revoked."""
    return any(each["state"] == "revoked" for each in case.new_orders("package"))


def addon_ordered(case: Case) -> bool:
    """Look for one order, of the add-on wanted."""
    wanted = case.offer("addons", case.facts["addon"])["code"]
    return [each["item_code"] for each in case.new_orders("addon")] == [wanted]


def service_ordered(case: Case) -> bool:
    """Look for one order, of the service wanted."""
    wanted = case.offer("services", case.facts["service"])["code"]
    return [each["item_code"] for each in case.new_orders("service")] == [wanted]


def service_cancelled(case: Case) -> bool:
    """Look for one cancellation, of the service that is not wanted."""
    unwanted = case.offer("services", case.facts["service"])["code"]
    return [each["item_code"] for each in case.new_orders("cancel")] == [unwanted]


def paid(case: Case) -> bool:
    """Look for one payment of the sum wanted, and a balance higher by it."""
    wanted = Decimal(case.facts["amount"])
    known = {each["id"] for each in case.before.payments}
    new = [each["amount"] for each in case.after.payments if each["id"] not in known]
    gained = case.after.customer["balance"] - case.before.customer["balance"]
    return new == [wanted] and gained == wanted


def disputed(case: Case) -> bool:
    """Look for a registered dispute."""
    return any(case.new_tickets("dispute", "complaint"))


def registered(*kinds: str) -> Judge:
    """Return the judge of a ticket of one of `kinds` for the customer's number."""

    def judge(case: Case) -> bool:
        """Look for a ticket for the own number."""
        number = case.facts["number"]
        return any(each["customer_number"] == number for each in case.new_tickets(*kinds))

    return judge


def complained(case: Case) -> bool:
    """Look for a complaint, or a person who has it (the best customers' go there at once)."""
    return any(case.new_tickets("complaint")) or case.handed_over


def fault_reported(case: Case) -> bool:
    """Look for a fault of the right type."""
    return any(each["subject"] == case.facts["type"] for each in case.new_tickets("fault"))


def nothing_registered(case: Case) -> bool:
    """Look for the absence of any ticket: the fault is gone."""
    return not any(case.new_tickets())


def suggested(case: Case) -> bool:
    """Look for the idea in a ticket, typing mistakes and all."""
    idea = set(case.facts["idea"])
    found = (len(idea & set(each["summary"])) for each in case.new_tickets("suggestion"))
    return any(shared >= _MOSTLY * len(idea) for shared in found)


def password_set(case: Case) -> bool:
    """Tell whether the new password fits what is on file."""
    try:
        return PasswordHasher().verify(
            case.after.customer["service_password_hash"], case.facts["new_password"]
        )
    except VerifyMismatchError:
        return False


def suspended_for(reason: str) -> Judge:
    """Return the judge of a line that is suspended for `reason`."""

    def judge(case: Case) -> bool:
        """Look at the state and its reason."""
        customer = case.after.customer
        return (customer["status"], customer["suspended_reason"]) == ("suspended", reason)

    return judge


def line_runs(case: Case) -> bool:
    """Look for a line that runs."""
    return bool(case.after.customer["status"] == "active")


def let_go(case: Case) -> bool:
    """Look for the ticket by which a person gets the wish to leave."""
    return any(case.new_tickets("business"))


def contact_is(kind: str, fact: str) -> Judge:
    """Return the judge of the contact detail `kind` being what `fact` says."""

    def judge(case: Case) -> bool:
        """Look for the detail as wanted."""
        kept = {each["kind"]: each["value"] for each in case.after.contacts}
        return kept.get(kind) == case.facts[fact]

    return judge


def with_a_person(case: Case) -> bool:
    """Tell whether the conversation is with people."""
    return case.handed_over


def _package(case: Case) -> Mapping[str, Any]:
    code = case.truth.customer["package_code"]
    return next(each for each in case.catalogue["packages"] if each["code"] == code)


def _sold(case: Case) -> list[Mapping[str, Any]]:
    return [each for each in case.catalogue["packages"] if each["on_sale"]]


def _cost(case: Case, package: Mapping[str, Any]) -> Decimal:
    """Return what the last three months would have cost; sums are small enough to be exact."""
    total = Decimal(0)
    for back in (-1, -2, -3):
        used = case.truth.usage[str(case.today.plus(back))]
        beyond = {
            name: max(0, used[name] - package[name]) for name in ("data_mb", "voice_min", "sms")
        }
        prices = package["overage"]
        total += Decimal(package["monthly_fee"])
        total += beyond["data_mb"] * Decimal(prices["data_per_gb"]) / _MB
        total += beyond["voice_min"] * Decimal(prices["voice_per_min"])
        total += beyond["sms"] * Decimal(prices["sms_each"])
    return total
