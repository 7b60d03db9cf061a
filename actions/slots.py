"""Names of the slots in domain.yml; a test keeps the two lists equal.

A slot holds what the customer said or what the dialogue waits for, never account data.
"""

from __future__ import annotations

from typing import Final

ACCOUNT_NUMBER: Final = "account_number"
"""The number the conversation is about; written by `actions.base`."""
QUERY_TOPIC: Final = "query_topic"
"""Name of the last query action, for follow-ups; written by `actions.base.QueryAction`."""
QUERY_MONTHS: Final = "query_months"
"""Months of the last query as YYYY-MM; written by `actions.base.QueryAction`."""
QUERY_RESOURCE: Final = "query_resource"
"""Resource of the last query (data, voice, sms); written by `actions.base.QueryAction`."""
QUERY_CHARGE: Final = "query_charge"
"""Service codes and amounts of the charge in question; written by `action_dispute_charge`."""
SHOWN_ITEMS: Final = "shown_items"
"""``{codes, rest}``: items last listed and those left for 更多; written by `actions.orders`."""
ORDER_WISH: Final = "order_wish"
"""``{text, values}``: what was wanted of the catalogue; written by `actions.orders.said`."""
REFUSED_ORDER: Final = "refused_order"
"""``{number, wishes}``: what arrears stopped; written by `actions.orders`, taken up by paying."""
TICKET_ID: Final = "ticket_id"
"""Ticket the last progress query named; written by `actions.base.QueryAction`."""
PAY_AMOUNT: Final = "pay_amount"
"""Amount the customer wants to pay, decimal yuan; written by `action_pay_bill`."""

REQUESTED_SLOT: Final = "requested_slot"
"""Rasa's own: the slot a form asks for; None ends the form. Not listed in the domain."""
PENDING_ACTION: Final = "pending_action"
"""Action to run again once the number is verified; written by `actions.base`."""
IDENTITY_NUMBER: Final = "identity_number"
"""Number being verified; written by `actions.base` and `validate_identity_form`."""
IDENTITY_CREDENTIAL: Final = "identity_credential"
"""Set to ``accepted`` when nothing more is to be shown; written by `validate_identity_form`."""
IDENTITY_METHOD: Final = "identity_method"
"""``code`` or ``password``: what is asked for next; written by `validate_identity_form`."""
IDENTITY_PASSWORD_DUE: Final = "identity_password_due"  # noqa: S105 - a slot, not a password
"""True when only the password will do (details); written by `actions.refusals`."""
IDENTITY_REFUSALS: Final = "identity_refusals"
"""Answers in a row that brought the form no further; written by `validate_identity_form`."""

FORM_ASIDES: Final = "form_asides"
"""Other matters in a row between a form's questions; written by `actions.base`."""

PENDING_CONFIRMATION: Final = "pending_confirmation"
"""``{action, data}`` awaiting a yes; written by the asking action, cleared by `actions.base`."""
LAPSED_QUESTION: Final = "lapsed_question"
"""What `pending_confirmation` held when another matter closed it; written by `actions.base`."""
MORE_HELP_ASKED: Final = "more_help_asked"
"""True while "anything else?" is the last thing said; written by `actions.base`."""
MISUNDERSTOOD: Final = "misunderstood"
"""Failed understandings in a row; written by `action_clarify`, cleared by `actions.base`."""
CALLBACK_TICKET: Final = "callback_ticket"
"""Ticket under which a person will call back; written by `action_request_human`."""
ANGER_SIGNS: Final = "anger_signs"
"""Signs of anger in this conversation; written by `action_express_anger`."""
ACCOUNT_WISH: Final = "account_wish"
"""``{action, asking, …}``: a matter of account and security; written by `actions.security`."""
ACCOUNT_ANSWER: Final = "account_answer"
"""What the account form was told; written by `validate_account_form`."""
OPEN_DEMANDS: Final = "open_demands"
"""Demands of one message not done yet; written by `action_take_demands` and `actions.base`."""
OPEN_CASE: Final = "open_case"
"""A complaint, fault, suggestion or result being asked about; written by `actions.cases`."""
FAQ_TOPIC: Final = "faq_topic"
"""``{code, question}``: the article told last and the question; written by `actions.knowledge`."""

ALL: Final = frozenset(
    {
        ACCOUNT_NUMBER,
        QUERY_TOPIC,
        QUERY_MONTHS,
        QUERY_RESOURCE,
        QUERY_CHARGE,
        SHOWN_ITEMS,
        ORDER_WISH,
        REFUSED_ORDER,
        TICKET_ID,
        PAY_AMOUNT,
        PENDING_ACTION,
        IDENTITY_NUMBER,
        IDENTITY_CREDENTIAL,
        IDENTITY_METHOD,
        IDENTITY_PASSWORD_DUE,
        IDENTITY_REFUSALS,
        FORM_ASIDES,
        PENDING_CONFIRMATION,
        LAPSED_QUESTION,
        MORE_HELP_ASKED,
        MISUNDERSTOOD,
        CALLBACK_TICKET,
        ANGER_SIGNS,
        ACCOUNT_WISH,
        ACCOUNT_ANSWER,
        OPEN_DEMANDS,
        OPEN_CASE,
        FAQ_TOPIC,
    }
)
