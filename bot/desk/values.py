"""What fills the variables of quick replies: agent, operator and the customer's account."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from accounts.catalogue import Catalogue
from accounts.clock import Clock, local
from accounts.errors import NotFound
from accounts.names import surname_of
from accounts.staff.views import AccountView, Known
from bot.conversation.ports import Wording
from bot.desk.access import Case
from bot.desk.board import WhoBook
from bot.desk.packet import Packets

HONORIFICS = {"m": "honorific_male", "f": "honorific_female"}


@dataclass(frozen=True)
class ReplyValues:
    """Gathers values; what is not known is left out."""

    catalogue: Catalogue
    packets: Packets
    who: WhoBook
    wording: Wording
    clock: Clock

    async def of(self, case: Case) -> dict[str, str]:
        """Return the values for one conversation; the look at the account is audited."""
        values = {"agent": case.me.number, "agent_name": case.me.name}
        values |= await asyncio.to_thread(self._operator)
        values["greeting"] = self.wording.text(_greeting(local(self.clock.now()).hour))
        known = await self.who.of(case.handoff.number)
        if known is not None:
            values |= self._customer(known)
        view = await self.packets.account(case)
        return values if view is None else values | self._account(view)

    def _operator(self) -> dict[str, str]:
        try:
            operator = self.catalogue.operator()
        except NotFound:
            return {}
        return {"service": operator.service_name, "hotline": operator.hotline}

    def _customer(self, known: Known) -> dict[str, str]:
        if known.name is None or known.gender not in HONORIFICS:
            return {}
        honorific = self.wording.text(HONORIFICS[known.gender])
        return {"customer": f"{surname_of(known.name)}{honorific}"}

    def _account(self, view: AccountView) -> dict[str, str]:
        values = {
            "package": view.package.name,
            "fee": f"{view.package.monthly_fee:.2f}",
            "balance": f"{view.balance:.2f}",
            "arrears": f"{view.arrears:.2f}",
        }
        if view.bill is not None:
            values["month_total"] = f"{view.bill.total:.2f}"
        open_tickets = [each for each in view.tickets if not each.is_over]
        if open_tickets:
            latest = open_tickets[0]
            values["ticket"] = latest.id
            values["due"] = self.wording.text("desk_due", due=latest.due_at)
        return values


def _greeting(hour: int) -> str:
    """Return the script of the greeting for an hour in Shanghai."""
    for start, key in ((18, "evening"), (13, "afternoon"), (11, "noon"), (5, "morning")):
        if hour >= start:
            return f"greet_{key}"
    return "greet_evening"
