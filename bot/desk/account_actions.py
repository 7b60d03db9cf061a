"""Account actions of staff: the same services as the bot's, read back before and told after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.access import Caller
from accounts.bootstrap import Accounts
from accounts.changes import ZERO
from accounts.errors import OrderRefused
from accounts.model import ACTIVE, LOSS, REQUEST
from accounts.orders.model import ADDON, CANCEL, PACKAGE, SERVICE, Order, Terms, Wish
from bot.conversation.ports import Wording

CHANGE_PACKAGE, ORDER_ADDON, ORDER_SERVICE = "change_package", "order_addon", "order_service"
CANCEL_SERVICE, REVOKE = "cancel_service", "revoke_order"
SUSPEND, RESUME = "suspend_line", "resume_line"
ORDERS = {
    CHANGE_PACKAGE: PACKAGE,
    ORDER_ADDON: ADDON,
    ORDER_SERVICE: SERVICE,
    CANCEL_SERVICE: CANCEL,
}
"""Actions that place an order, and of which kind."""
ACTIONS = (*ORDERS, REVOKE, SUSPEND, RESUME)
SUSPENSIONS = (REQUEST, LOSS)


@dataclass(frozen=True)
class ReadBack:
    """What a customer is read back, and the mark of it: on other terms nothing is done."""

    title: str
    """What it is about, in a few words."""
    lines: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class AccountActions:
    """Checks, reads back and carries out; every call blocks on the account database."""

    accounts: Accounts
    wording: Wording

    def check(self, caller: Caller, number: str, action: str, item: str) -> ReadBack:
        """Return what doing `action` would mean; nothing is changed.

        Raises OrderRefused or LineRefused with the reason, IdentityNeeded, PasswordTooNew, or
        NotFound for an order that is not the customer's.
        """
        if action in ORDERS:
            terms = self.accounts.orders.terms(caller, number, ORDERS[action], item)
            return ReadBack(terms.name, tuple(self._order_lines(number, terms)), terms.mark)
        if action == REVOKE:
            order = self._pending(caller, item)
            line = self._say("revoke_read_back", order=order.id, what=order.name)
            return ReadBack(order.id, (line,), "")
        if action == SUSPEND:
            reason = item if item in SUSPENSIONS else REQUEST
            self.accounts.lines.check_suspend(caller, number, reason)
            title = "desk_suspend_loss_title" if reason == LOSS else "desk_suspend_request_title"
            key = "desk_suspend_loss" if reason == LOSS else "desk_suspend_request"
            return ReadBack(self._say(title), (self._say(key, number=number),), reason)
        self.accounts.lines.check_resume(caller, number)
        line = self._say("desk_resume", number=number)
        return ReadBack(self._say("desk_resume_title"), (line,), "")

    def carry_out(self, caller: Caller, number: str, action: str, item: str, mark: str) -> str:
        """Do what the customer said yes to, once a turn, and return how that is told.

        Raises as `check` does, and OrderRefused (``changed``) on other terms than were read back.
        """
        if action in ORDERS:
            wish = Wish(ORDERS[action], item, mark)
            order = self.accounts.orders.place(caller, number, [wish])[0]
            key = "desk_done_at_once" if action in {ORDER_ADDON, ORDER_SERVICE} else "desk_done"
            return self._say(key, item=order.name, order=order.id, day=order.effective_at)
        if action == REVOKE:
            order = self.accounts.orders.revoke(caller, number, item)
            return self._say("desk_done_revoked", order=order.id)
        if action == SUSPEND:
            self.accounts.lines.suspend(caller, number, mark)
            return self._say("desk_done_suspended", number=number)
        done = self.accounts.lines.resume(caller, number)
        key = "desk_done_resumed" if done.status == ACTIVE else "desk_done_still_arrears"
        return self._say(key, number=number)

    def offered(self, caller: Caller, number: str) -> list[dict[str, Any]]:
        """Return what may be proposed: actions with the items that they are about.

        Raises IdentityNeeded unless the conversation holds a credential for the number.
        """
        view = self.accounts.views.account(caller, number)
        catalogue = self.accounts.catalogue
        held = {each.code for each in view.subscriptions or ()}
        shown: dict[str, Sequence[Any]] = {
            CHANGE_PACKAGE: [
                (each.code, each.name, each.monthly_fee)
                for each in catalogue.packages()
                if each.code != view.package.code
            ],
            ORDER_ADDON: [(each.code, each.name, each.fee) for each in catalogue.addons()],
            ORDER_SERVICE: [
                (each.code, each.name, each.monthly_fee)
                for each in catalogue.services()
                if each.code not in held
            ],
            CANCEL_SERVICE: [(each.code, each.name, each.fee) for each in view.subscriptions or ()],
            REVOKE: [(each.id, each.name, each.fee) for each in view.orders if each.pending],
            SUSPEND: [(each, each, ZERO) for each in SUSPENSIONS] if view.status == ACTIVE else [],
            RESUME: [] if view.status == ACTIVE else [("", "", ZERO)],
        }
        return [
            {
                "action": action,
                "items": [
                    {"code": code, "name": name, "fee": f"{fee:.2f}"} for code, name, fee in items
                ],
            }
            for action, items in shown.items()
            if items
        ]

    def _pending(self, caller: Caller, order_id: str) -> Order:
        order = self.accounts.orders.progress(caller, order_id)
        if not order.pending:
            raise OrderRefused("too_late", order.code, order.name, order=order.id)
        return order

    def _order_lines(self, number: str, terms: Terms) -> list[str]:
        if terms.kind == PACKAGE:
            return self._package_lines(number, terms)
        if terms.kind == CANCEL:
            return [
                self._say("cancel_read_back", number=number),
                self._say("cancel_item", item=terms.name, fee=terms.fee),
                self._say("cancel_effective", day=terms.effective_at),
            ]
        key = "desk_order_day" if terms.valid == "day" else "desk_order_month"
        lines = [
            self._say("order_read_back", number=number),
            self._say(key, item=terms.name, fee=terms.fee),
        ]
        if terms.again:
            lines.append(self._say("order_again_today", item=terms.name))
        if terms.balance_after < ZERO:
            owed = -terms.balance_after
            lines.append(self._say("order_into_arrears", total=terms.charged, owed=owed))
        else:
            left = terms.balance_after
            lines.append(self._say("order_charged", total=terms.charged, left=left))
        return lines

    def _package_lines(self, number: str, terms: Terms) -> list[str]:
        key = "change_dearer" if terms.difference > 0 else "change_cheaper"
        same = not terms.difference
        difference = (
            self._say("change_same_fee")
            if same
            else self._say(key, difference=abs(terms.difference))
        )
        before, after = terms.before, terms.after
        lines = [
            self._say(
                "change_read_back",
                number=number,
                before=terms.from_name or "",
                before_fee=terms.from_fee,
                item=terms.name,
                fee=terms.fee,
                difference=difference,
            ),
            self._say(
                "desk_allowances",
                data_before=before.data_mb,
                data_after=after.data_mb,
                voice_before=before.voice_min,
                voice_after=after.voice_min,
                sms_before=before.sms,
                sms_after=after.sms,
            ),
            self._say("change_effective", day=terms.effective_at),
        ]
        if not terms.from_on_sale:
            lines.append(self._say("change_no_way_back", before=terms.from_name or ""))
        if terms.termination_fee and terms.contract_end is not None:
            fee, end = terms.termination_fee, terms.contract_end
            lines.append(self._say("change_termination", fee=fee, end=end))
        if terms.new_contract_months:
            values: dict[str, Any] = {"item": terms.name, "count": terms.new_contract_months}
            if terms.new_termination_fee is None:
                lines.append(self._say("change_new_contract", **values))
            else:
                fee = terms.new_termination_fee
                lines.append(self._say("change_new_contract_fee", **values, fee=fee))
        return lines

    def _say(self, key: str, **values: Any) -> str:
        return self.wording.text(key, **values)
