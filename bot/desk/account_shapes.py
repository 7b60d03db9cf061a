"""How an account, its tickets and its orders look on the desk's wire."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.orders.model import Order
from accounts.staff.views import AccountView
from accounts.tickets import Ticket
from accounts.usage import Allowance, MonthUsage
from bot.desk.model import Proposal
from bot.desk.shapes import at
from bot.desk.words import Words
from bot.redaction import mask_text


def yuan(amount: Decimal) -> str:
    """Return an amount with two places."""
    return f"{amount:.2f}"


def account_json(view: AccountView, words: Words) -> dict[str, Any]:
    """Return an account at a glance."""
    package = view.package
    return {
        "status": view.status,
        "status_text": words.of("account_states", view.suspended_reason or view.status),
        "balance": yuan(view.balance),
        "arrears": yuan(view.arrears),
        "package": {
            "code": package.code,
            "name": package.name,
            "fee": yuan(package.monthly_fee),
            "since": str(package.since),
            "contract_end": str(package.contract_end) if package.contract_end else None,
        },
        "usage": usage_json(view.usage, words) if view.usage else [],
        "bill": view.bill and {"month": str(view.bill.month), "total": yuan(view.bill.total)},
        "subscriptions": None
        if view.subscriptions is None
        else [
            {
                "code": each.code,
                "name": each.name,
                "fee": yuan(each.fee),
                "since": str(each.since),
                "ordered_by": each.ordered_by,
            }
            for each in view.subscriptions
        ],
        "points": view.points,
        "joined": view.joined.isoformat(),
        "broadband": f"{view.broadband_mbps}M" if view.broadband_mbps else None,
        "closed": [] if view.subscriptions is not None else [words.of("closed", "subscriptions")],
    }


def usage_json(usage: MonthUsage, words: Words) -> list[dict[str, Any]]:
    """Return what the month used of each allowance."""
    parts: tuple[tuple[str, Allowance], ...] = (
        ("data", usage.data),
        ("voice", usage.voice),
        ("sms", usage.sms),
    )
    return [
        {
            "resource": name,
            "title": words.of("resources", name),
            "used": part.used,
            "total": part.total,
        }
        for name, part in parts
    ]


def ticket_json(ticket: Ticket, words: Words, now: datetime) -> dict[str, Any]:
    """Return a ticket."""
    return {
        "id": ticket.id,
        "kind": ticket.kind,
        "kind_text": words.of("ticket_kinds", ticket.kind),
        "state": ticket.state,
        "state_text": words.of("ticket_states", ticket.state),
        "summary": mask_text(ticket.summary),
        "opened_at": at(ticket.opened_at),
        "due_at": at(ticket.due_at),
        "overdue": ticket.overdue(now),
        "priority": ticket.priority,
        "assignee": ticket.assignee,
    }


def order_json(order: Order, words: Words) -> dict[str, Any]:
    """Return an order."""
    return {
        "id": order.id,
        "kind": order.kind,
        "kind_text": words.of("order_kinds", order.kind),
        "name": order.name,
        "fee": yuan(order.fee),
        "state": order.state,
        "state_text": words.of("order_states", order.state),
        "ordered_at": at(order.ordered_at),
        "effective_at": at(order.effective_at),
        "revocable": order.pending,
    }


def proposal_json(proposal: Proposal) -> dict[str, Any]:
    """Return an account action that was put before the customer."""
    return {
        "id": proposal.id,
        "conversation": proposal.conversation_id,
        "action": proposal.action,
        "lines": list(proposal.lines),
        "state": proposal.state,
        "at": at(proposal.at),
        "expires_at": at(proposal.expires_at),
        "result": proposal.result,
    }
