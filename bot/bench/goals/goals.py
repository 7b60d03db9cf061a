"""The goals: every business intent, some in several ways, and a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.bench.goals import judging as judge
from bot.bench.goals import wanting as want
from bot.bench.goals.judging import Judge
from bot.bench.goals.wanting import Making


@dataclass(frozen=True)
class Goal:
    """One thing a customer may want; named as in goals.yml."""

    intent: str
    prepare: Callable[[Making], None]
    reached: Judge
    after: str = ""
    """The goal that has to come before it in the same conversation."""


GOALS: Mapping[str, Goal] = {
    "query_bill": Goal("query_bill", want.a_month, judge.told_bill),
    "query_balance": Goal("query_balance", want.nothing, judge.told_balance),
    "query_usage": Goal("query_usage", want.nothing, judge.told_data),
    "query_voice": Goal("query_usage", want.nothing, judge.told_minutes),
    "query_bill_detail": Goal("query_bill_detail", want.records, judge.told_records),
    "query_payment_history": Goal("query_payment_history", want.nothing, judge.told_payment),
    "query_arrears": Goal("query_arrears", want.arrears_perhaps, judge.told_arrears),
    "query_points": Goal("query_points", want.nothing, judge.told_points),
    "query_current_package": Goal("query_current_package", want.nothing, judge.told_package),
    "query_subscriptions": Goal("query_subscriptions", want.own_services, judge.told_subscriptions),
    "query_progress": Goal("query_progress", want.open_ticket, judge.told_progress),
    "urge_ticket": Goal("query_progress", want.open_ticket, judge.urged),
    "query_invoice": Goal("query_invoice", want.invoiced, judge.told_invoice),
    "new_invoice": Goal("query_invoice", want.a_past_month, judge.registered("business", "other")),
    "pay_bill": Goal("pay_bill", want.money_to_pay, judge.paid),
    "pay_arrears": Goal("pay_bill", want.arrears, judge.paid),
    "dispute_charge": Goal("dispute_charge", want.foreign_service, judge.disputed),
    "dispute_total": Goal("dispute_charge", want.dear_month, judge.disputed),
    "browse_packages": Goal("browse_packages", want.nothing, judge.told_packages),
    "cheap_packages": Goal("browse_packages", want.nothing, judge.told_cheapest),
    "recommend": Goal("browse_packages", want.too_large, judge.told_best),
    "ask_package_detail": Goal("ask_package_detail", want.some_package, judge.told_content),
    "ask_overage": Goal("ask_package_detail", want.some_package, judge.told_overage),
    "ask_addon_fee": Goal("ask_package_detail", want.some_addon, judge.told_addon_fee),
    "change_package": Goal("change_package", want.another_package, judge.package_ordered),
    "change_by_price": Goal("change_package", want.another_package, judge.package_ordered),
    "revoke_order": Goal(
        "cancel_service", want.second_thoughts, judge.order_revoked, after="change_package"
    ),
    "order_addon": Goal("order_addon", want.some_addon, judge.addon_ordered),
    "order_service": Goal("order_addon", want.new_service, judge.service_ordered),
    "cancel_service": Goal("cancel_service", want.own_services, judge.service_cancelled),
    "file_complaint": Goal("file_complaint", want.cross, judge.complained),
    "report_fault": Goal("report_fault", want.out_of_order, judge.fault_reported),
    "fault_solved": Goal("report_fault", want.out_of_order, judge.nothing_registered),
    "give_suggestion": Goal("give_suggestion", want.full_of_ideas, judge.suggested),
    "change_password": Goal("change_password", want.nothing, judge.password_set),
    "reset_password": Goal("reset_password", want.nothing, judge.password_set),
    "report_loss": Goal("report_loss", want.nothing, judge.suspended_for("loss")),
    "keep_number": Goal("report_loss", want.nothing, judge.suspended_for("request")),
    "resume_kept": Goal("resume_service", want.suspended_kept, judge.line_runs),
    "resume_lost": Goal("resume_service", want.suspended_lost, judge.line_runs),
    "resume_paid": Goal("resume_service", want.suspended_paid, judge.line_runs),
    "resume_owing": Goal("resume_service", want.suspended_owing, judge.line_runs),
    "replace_sim": Goal("replace_sim", want.nothing, judge.registered("business")),
    "close_account": Goal("close_account", want.leaving, judge.let_go),
    "port_out": Goal("close_account", want.leaving, judge.let_go),
    "update_phone": Goal("update_profile", want.moved_house, judge.contact_is("phone", "contact")),
    "update_address": Goal(
        "update_profile", want.moved_house, judge.contact_is("address", "address")
    ),
    "update_identity": Goal("update_profile", want.nothing, judge.registered("business")),
    "who_looked": Goal("query_progress", want.nothing, judge.told_audit),
    "request_human": Goal("request_human", want.nothing, judge.with_a_person),
}

WORDINGS: Mapping[str, str] = {
    "resume_kept": "resume_service",
    "resume_lost": "resume_service",
    "resume_owing": "resume_service",
}
"""Goals that are put in another goal's words."""

TOGETHER: tuple[tuple[str, ...], ...] = (
    ("query_balance", "query_usage"),
    ("query_bill", "query_points"),
    ("query_current_package", "query_usage"),
    ("query_points", "query_payment_history"),
    ("query_balance", "cancel_service"),
    ("query_usage", "order_addon"),
    ("query_current_package", "change_package"),
    ("query_arrears", "pay_bill"),
    ("query_bill", "cancel_service"),
)
"""Goals that are said in one breath, in these pairs."""
