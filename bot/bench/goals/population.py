"""Makes the customers that simulated conversations are about: one each, all different.

They belong to the operator of `data/bench/goals/operator.yml` and are written as a seed file of the
usual shape. Sums end in uneven fen, so that a figure in an answer can be no other than theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from ruamel.yaml import YAML

from accounts.identity.password_rules import weakness
from accounts.month import Month

Entry = dict[str, Any]
"""One element of `customers` in a seed file."""

_MADE_OF = ("surnames", "given", "areas", "streets", "estates", "methods")
_PREFIXES = ("133", "135", "136", "150", "152", "158", "177", "181", "186", "189", "199")
_HISTORY = 6
"""Months with a bill, the running one included."""


class Population:
    """Draws customers; the same generator and calls give the same people."""

    def __init__(self, tree: dict[str, Any], rng: Random) -> None:
        """Draw from the operator's `tree` with `rng`."""
        self.material = {name: tree[name] for name in _MADE_OF}
        self.operator = {key: value for key, value in tree.items() if key not in _MADE_OF}
        self.rng = rng
        self._numbers: set[str] = set()

    @property
    def packages(self) -> Sequence[Entry]:
        """The packages on sale."""
        listed: list[Entry] = self.operator["catalogue"]["packages"]
        return [each for each in listed if each["on_sale"]]

    def offers(self, kind: str) -> Sequence[Entry]:
        """Return the ``addons`` or ``services`` of the catalogue."""
        listed: list[Entry] = self.operator["catalogue"][kind]
        return listed

    def person(self) -> Entry:
        """Return an ordinary customer: in credit, free of contract, within all allowances."""
        rng = self.rng
        package = rng.choice([each for each in self.packages if not each.get("contract_months")])
        since = rng.randint(3, 30)
        number = self.number()
        fee = package["monthly_fee"]
        return {
            "phone_number": number,
            "name": rng.choice(self.material["surnames"]) + rng.choice(self.material["given"]),
            "gender": rng.choice("fm"),
            "service_password": self.secret(number),
            "area": rng.choice(self.material["areas"]),
            "joined_months_ago": since + rng.randint(5, 60),
            "balance": self.uneven(60, 300),
            "points": {"available": rng.randint(311, 9876), "expiring": 0},
            "package": {"code": package["code"], "since_months_ago": since},
            "subscriptions": [],
            "usage": {-each: self._usage(package) for each in range(4)},
            "bills": {
                -each: [_item("套餐费", fee), _item("套餐外语音", self.uneven(1, 9))]
                for each in range(_HISTORY)
            },
            "payments": [
                {"days_ago": days, "amount": amount, "method": method}
                for days, amount, method in (
                    (rng.randint(2, 9), "100.00", rng.choice(self.material["methods"])),
                    (rng.randint(33, 60), "50.00", rng.choice(self.material["methods"])),
                )
            ],
        }

    def number(self) -> str:
        """Return a mobile number that nobody has got yet."""
        while True:
            digits = self.rng.choice(_PREFIXES) + f"{self.rng.randrange(10**8):08d}"
            if digits not in self._numbers:
                self._numbers.add(digits)
                return digits

    def secret(self, number: str) -> str:
        """Return six digits that are a good password for `number` and look like no month."""
        while True:
            digits = f"{self.rng.randrange(300_000, 10**6):06d}"
            if weakness(digits, number) is None:
                return digits

    def uneven(self, low: int, high: int) -> str:
        """Return a sum from `low` to `high` yuan that does not end in 0 or 5."""
        last = self.rng.choice("1234678")
        return f"{self.rng.randrange(low, high)}.{self.rng.randrange(1, 9)}{last}"

    def address(self) -> str:
        """Return where somebody may live."""
        rng, material = self.rng, self.material
        where = (rng.choice(material[name]) for name in ("areas", "streets", "estates"))
        return f"{''.join(where)}{rng.randint(1, 30)}栋{rng.randint(101, 1802)}室"

    def write(self, customers: Sequence[Entry], path: Path) -> None:
        """Write the operator with `customers` as a seed file."""
        with path.open("w", encoding="utf-8") as file:
            YAML(typ="safe").dump({**self.operator, "customers": list(customers)}, file)

    def _usage(self, package: Entry) -> Entry:
        share = self.rng.uniform(0.25, 0.75)
        return {name: int(package[name] * share) for name in ("data_mb", "voice_min", "sms")}


def subscribe(entry: Entry, offer: Entry, *, by: str, months: int) -> None:
    """Have `entry` use `offer` since `months` ago, ordered `by` someone, and pay for it."""
    subscription = {"code": offer["code"], "since_months_ago": months, "ordered_by": by}
    entry["subscriptions"].append(subscription)
    charge = {**_item(offer["name"], offer["monthly_fee"]), "service": offer["code"]}
    for offset, items in entry["bills"].items():
        if -offset <= months:
            items.append(dict(charge))


def month_words(offset: int, today: Month) -> str:
    """Return how people name the month `offset` months from `today`."""
    return {0: "这个月", -1: "上个月"}.get(offset) or f"{today.plus(offset).number}月份"


def _item(name: str, amount: str) -> Entry:
    return {"item": name, "amount": amount}
