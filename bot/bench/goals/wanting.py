"""Gives a customer what a goal needs: what is on file, and the facts the customer goes by.

Each function takes a `Making` and changes its entry (a customer of the seed file) and its facts
(the names in braces of the sentence files). A second choice, for who changes their mind, stands
under `other`, with the fact that it replaces under `other_of` and each changed fact as other_….
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from accounts.month import Month
from bot.bench.goals.population import Entry, Population, month_words, subscribe

BILLED = (0, -1, -2)
"""Months that customers ask about."""


@dataclass
class Making:
    """A customer in the making."""

    entry: Entry
    facts: dict[str, str]
    population: Population
    rng: Random
    today: Month
    stories: Mapping[str, Any]

    def second_choice(self, fact: str, value: str, said: str = "", **also: str) -> None:
        """Let the customer change `fact` to `value`, put as `said`, and what follows from it."""
        self.facts |= {"other": said or value, "other_of": fact}
        self.facts |= {f"other_{name}": changed for name, changed in {fact: value, **also}.items()}

    def package(self, code: str) -> Entry:
        """Return a package on sale."""
        return next(each for each in self.population.packages if each["code"] == code)


def beginning(population: Population, today: Month, stories: Mapping[str, Any]) -> Making:
    """Return an ordinary customer who knows the own number, and wants nothing yet."""
    rng, entry = population.rng, population.person()
    number = entry["phone_number"]
    facts = {
        "number": number,
        "spaced": f"{number[:3]} {number[3:7]} {number[7:]}",
        "dashed": f"{number[:3]}-{number[3:7]}-{number[7:]}",
        "short": number[:10],
        "password": entry["service_password"],
        "new_password": population.secret(number),
        "wrong": population.secret(number),
        "addon": rng.choice(population.offers("addons"))["name"],
        "package": rng.choice(population.packages)["name"],
    }
    return Making(entry, facts, population, rng, today, stories)


def nothing(made: Making) -> None:
    """Need no more than to be a customer."""


def a_month(made: Making) -> None:
    """Ask about a month with a bill; perhaps about another instead."""
    first, second = made.rng.sample(BILLED, 2)
    made.facts |= {"month": month_words(first, made.today), "offset": str(first)}
    made.second_choice("month", month_words(second, made.today), offset=str(second))


def a_past_month(made: Making) -> None:
    """Ask about a finished month."""
    offset = made.rng.choice(BILLED[1:])
    made.facts |= {"month": month_words(offset, made.today), "offset": str(offset)}


def records(made: Making) -> None:
    """Have calls and messages of the running month on the detailed record."""
    made.facts |= {"month": month_words(0, made.today), "offset": "0"}
    made.entry["details"] = [
        {"days_ago": 0, "kind": "voice", "peer": made.population.number(), "minutes": 3},
        {"days_ago": 0, "kind": "sms", "peer": made.population.number(), "fee": "0.10"},
    ]


def arrears(made: Making) -> None:
    """Owe an uneven sum, half of the time suspended for it."""
    owed = made.population.uneven(5, 60)
    made.entry["balance"] = f"-{owed}"
    made.facts["amount"] = owed
    if made.rng.random() < 0.5:  # noqa: PLR2004 - a coin
        made.entry |= {"status": "suspended", "suspended_reason": "arrears"}


def arrears_perhaps(made: Making) -> None:
    """Owe something, or nothing."""
    if made.rng.random() < 0.6:  # noqa: PLR2004 - more often than not
        arrears(made)


def suspended_owing(made: Making) -> None:
    """Be suspended, and owe."""
    arrears(made)
    made.entry |= {"status": "suspended", "suspended_reason": "arrears"}


def suspended_paid(made: Making) -> None:
    """Have paid what was owed and be suspended all the same."""
    made.entry |= {"status": "suspended", "suspended_reason": "arrears"}
    payment = {"days_ago": 0, "hours_ago": 1, "amount": "50.00", "method": "微信"}
    made.entry["payments"].insert(0, payment)


def suspended_kept(made: Making) -> None:
    """Have had the number kept while away."""
    made.entry |= {"status": "suspended", "suspended_reason": "request"}


def suspended_lost(made: Making) -> None:
    """Have reported a telephone as lost, and found it."""
    made.entry |= {"status": "suspended", "suspended_reason": "loss"}


def own_services(made: Making) -> None:
    """Use services that the customer ordered, and want one of them gone; perhaps the other."""
    first, second = made.rng.sample(list(made.population.offers("services")), 2)
    for offer in (first, second):
        subscribe(made.entry, offer, by="customer", months=made.rng.randint(1, 9))
    made.facts["service"] = first["name"]
    made.second_choice("service", second["name"])


def foreign_service(made: Making) -> None:
    """Pay for a service that a partner ordered."""
    offer = made.rng.choice(made.population.offers("services"))
    subscribe(made.entry, offer, by="partner", months=made.rng.randint(1, 3))
    made.facts["service"] = offer["name"]


def dear_month(made: Making) -> None:
    """Have used more data last month than is included, and paid for it."""
    package = next(
        each for each in made.population.packages if each["code"] == made.entry["package"]["code"]
    )
    beyond = made.rng.randint(6, 20)
    made.entry["usage"][-1]["data_mb"] = package["data_mb"] + beyond * 1024
    amount = Decimal(package["overage"]["data_per_gb"]) * beyond
    made.entry["bills"][-1].append({"item": "套餐外流量", "amount": f"{amount:.2f}"})
    made.facts |= {"month": month_words(-1, made.today), "offset": "-1"}


def another_package(made: Making) -> None:
    """Want a package of another price; perhaps yet another."""
    present = made.entry["package"]["code"]
    free = [each for each in made.population.packages if each["code"] != present]
    first, second = made.rng.sample(free, 2)
    made.facts |= {"package": first["name"], "fee": str(int(Decimal(first["monthly_fee"])))}
    made.second_choice("package", second["name"])


def second_thoughts(made: Making) -> None:
    """Take back what was ordered before."""
    made.facts["then"] = "revoked"


def too_large(made: Making) -> None:
    """Be on the dearest free package and use next to nothing, so that a smaller one is cheaper."""
    package = made.package("H108")
    made.entry["package"]["code"] = package["code"]
    for offset in (0, -1, -2, -3):
        usage = {"data_mb": made.rng.randint(900, 4000), "voice_min": 30, "sms": 0}
        made.entry["usage"][offset] = usage


def some_package(made: Making) -> None:
    """Ask about any package on sale."""
    made.facts["package"] = made.rng.choice(made.population.packages)["name"]


def some_addon(made: Making) -> None:
    """Want an add-on; perhaps another one."""
    first, second = made.rng.sample(list(made.population.offers("addons")), 2)
    made.facts["addon"] = first["name"]
    made.second_choice("addon", second["name"])


def new_service(made: Making) -> None:
    """Want a service; perhaps another one."""
    first, second = made.rng.sample(list(made.population.offers("services")), 2)
    made.facts["service"] = first["name"]
    made.second_choice("service", second["name"])


def money_to_pay(made: Making) -> None:
    """Want to pay a round sum; perhaps another one."""
    first, second = made.rng.sample(("20", "30", "50", "80", "100", "120", "200"), 2)
    made.facts["amount"] = first
    made.second_choice("amount", second, said=f"{second}块")


def open_ticket(made: Making) -> None:
    """Have a fault ticket under way."""
    ticket = f"GZ2026{made.rng.randrange(10**6):06d}"
    made.facts["ticket"] = ticket
    made.entry["tickets"] = [
        {
            "id": ticket,
            "kind": "fault",
            "fault_type": "broadband",
            "status": made.rng.choice(("submitted", "assigned", "processing")),
            "opened_hours_ago": made.rng.randint(3, 20),
        }
    ]


def invoiced(made: Making) -> None:
    """Have an invoice of a finished month."""
    a_past_month(made)
    number = f"FP{made.rng.randrange(10**8):08d}"
    entry = {"month": int(made.facts["offset"]), "number": number, "status": "issued"}
    made.entry["invoices"] = [entry]


def cross(made: Making) -> None:
    """Have something to complain of."""
    case = made.rng.choice(made.stories["complaints"])
    made.facts |= {name: made.rng.choice(case[name]) for name in ("story", "when", "remedy")}
    made.facts["type"] = case["type"]


def out_of_order(made: Making) -> None:
    """Have something that does not work."""
    case = made.rng.choice(made.stories["faults"])
    made.facts |= {
        "type": case["type"],
        "symptom": made.rng.choice(case["symptom"]),
        "place": made.rng.choice(made.population.material["estates"]),
    }


def full_of_ideas(made: Making) -> None:
    """Have an idea."""
    made.facts["idea"] = made.rng.choice(made.stories["ideas"])


def leaving(made: Making) -> None:
    """Have a reason to go."""
    reasons: Mapping[str, Sequence[str]] = made.stories["reasons"]
    kind = made.rng.choice(sorted(reasons))
    made.facts["reason"] = made.rng.choice(reasons[kind])


def moved_house(made: Making) -> None:
    """Have a new address and another telephone."""
    made.facts |= {
        "contact": made.population.number(),
        "address": made.population.address(),
    }
