"""当前套餐 (handbook §2): its name and fee first, what it includes, and what binds to it."""

from __future__ import annotations

from accounts.customers import PackageState
from actions.base import QueryAction
from actions.orders.names import BY_USAGE
from actions.orders.standing import pending_package
from actions.queries.current import only_present
from actions.queries.months import joined
from actions.queries.resources import name_of, spoken
from actions.turn import Message, Reply, Turn


class QueryCurrentPackage(QueryAction):
    """Says the present package and leads to usage and to fitting ones."""

    NAME = "action_query_current_package"

    def answer(self, turn: Turn, number: str) -> Reply:
        """Answer with the package of `number`."""
        aside = only_present(turn, self.NAME, "present_package")
        if aside is not None:
            return aside
        package = turn.services.accounts.customers.package(turn.caller, number)
        lines = (
            turn.say("package_name", number=number, package=package.name, fee=package.monthly_fee),
            *_allowances(turn, package),
            _term(turn, package),
            *(() if package.on_sale else (turn.say("package_off_sale"),)),
            *pending_package(turn, number),
        )
        buttons = (
            turn.button("button_usage", "query_usage"),
            turn.button("button_by_usage", "browse_packages", reference=BY_USAGE),
            turn.button("button_subscriptions", "query_subscriptions"),
        )
        return Reply((Message("\n".join(lines), buttons),), finished=True)


def _allowances(turn: Turn, package: PackageState) -> tuple[str, ...]:
    amounts = {"data": package.data_mb, "voice": package.voice_min, "sms": package.sms}
    included = [
        turn.say(
            "package_allowance", resource=name_of(turn, kind), amount=spoken(turn, kind, amount)
        )
        for kind, amount in amounts.items()
        if amount
    ]
    return (turn.say("package_allowances", allowances=joined(turn, included)),) if included else ()


def _term(turn: Turn, package: PackageState) -> str:
    if package.contract_end is None:
        return turn.say("package_since", since=package.since)
    values = {"since": package.since, "end": package.contract_end}
    if package.termination_fee is None:
        return turn.say("package_contract", **values)
    return turn.say("package_contract_fee", **values, fee=package.termination_fee)
