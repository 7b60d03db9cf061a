"""Joining, urging, confirming, rating, reopening: what customers say of their tickets."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.access import Caller
from accounts.errors import NotFound
from accounts.tickets import TicketRefused

NUMBER, OTHER = "13900000001", "13900000002"
STRANGER = Caller("c9", "web", turn_id="t1")
OWNER = replace(STRANGER, conversation_id="c8", recognised_number=NUMBER)


def _fault(accounts, caller, turn="t1", number=NUMBER, subject="mobile_data"):
    return accounts.tickets.open(
        replace(caller, turn_id=turn),
        number,
        "fault",
        f"上不了网 {turn}",
        24,
        subject=subject,
        join=True,
    )


def _resolved(accounts, caller=STRANGER):
    ticket = accounts.tickets.open(caller, NUMBER, "complaint", "信号差", 48)
    for state in ("assigned", "processing", "resolved"):
        accounts.desk.move("8801", ticket.id, state)
    return ticket


def test_the_same_fault_reported_again_joins_the_open_ticket(accounts) -> None:
    """Same number and type; another type, number or time is another ticket."""
    first = _fault(accounts, OWNER)
    again = _fault(accounts, OWNER, "t2")
    other = _fault(accounts, OWNER, "t3", subject="sms")

    assert again.id == first.id
    assert again.reports == 2
    assert [step.event for step in again.history] == ["opened", "joined"]
    assert again.history[-1].note == "上不了网 t2"
    assert other.id != first.id


def test_a_report_after_the_ticket_is_over_opens_a_new_one(accounts) -> None:
    """What was resolved and broke again is promised anew."""
    first = _fault(accounts, OWNER)
    for state in ("assigned", "processing", "resolved"):
        accounts.desk.move("8801", first.id, state)

    assert _fault(accounts, OWNER, "t2").id != first.id


def test_a_strangers_report_joins_only_what_his_conversation_opened(accounts) -> None:
    """Else it would tell that there is a ticket."""
    owners = _fault(accounts, OWNER)
    strangers = _fault(accounts, STRANGER)

    assert strangers.id != owners.id
    assert _fault(accounts, STRANGER, "t2").id == strangers.id


def test_the_same_words_sent_twice_count_once(accounts) -> None:
    """A yes that is repeated because "busy" was said."""
    _fault(accounts, OWNER)
    _fault(accounts, OWNER, "t2")

    assert _fault(accounts, OWNER, "t2").reports == 2


def test_reports_of_one_fault_at_the_same_moment_make_one_ticket(accounts) -> None:
    """Two devices, one fault."""
    made = []
    threads = [
        threading.Thread(target=lambda turn=turn: made.append(_fault(accounts, OWNER, turn)))
        for turn in ("t1", "t2", "t3")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({ticket.id for ticket in made}) == 1
    assert max(ticket.reports for ticket in made) == 3


def test_an_urge_counts_once_an_hour(accounts, clock) -> None:
    """It raises the priority; sooner ones are answered all the same."""
    ticket = accounts.tickets.open(STRANGER, None, "complaint", "信号差", 48)
    first = accounts.tickets.urge(STRANGER, ticket.id)
    clock.advance(timedelta(minutes=59))
    soon = accounts.tickets.urge(STRANGER, ticket.id)
    clock.advance(timedelta(minutes=1))
    later = accounts.tickets.urge(STRANGER, ticket.id)

    assert [first.counted, soon.counted, later.counted] == [True, False, True]
    assert [first.ticket.priority, soon.ticket.priority, later.ticket.priority] == [1, 1, 2]
    assert [step.event for step in later.ticket.history] == ["opened", "urged", "urged"]


def test_a_resolved_ticket_is_not_urged(accounts) -> None:
    """It is told as it is."""
    urged = accounts.tickets.urge(STRANGER, _resolved(accounts).id)

    assert (urged.counted, urged.ticket.state, urged.ticket.urges) == (False, "resolved", 0)


def test_a_resolved_ticket_is_confirmed_or_reopened_by_the_customer(accounts, clock) -> None:
    """Reopened, it is promised anew; before it is resolved neither is possible."""
    ticket = _resolved(accounts)
    clock.advance(timedelta(hours=50))
    confirmed = accounts.tickets.confirm(STRANGER, ticket.id)
    reopened = accounts.tickets.reopen(STRANGER, ticket.id, "又断了")

    assert confirmed.state == "confirmed"
    assert reopened.state == "reopened"
    assert reopened.due_at == clock.now() + timedelta(hours=48)
    assert reopened.history[-1].note == "又断了"
    with pytest.raises(TicketRefused):
        accounts.tickets.confirm(STRANGER, ticket.id)


@pytest.mark.parametrize(
    ("score", "state", "senior"),
    [
        (1, "reopened", True),
        (2, "reopened", True),
        (3, "confirmed", False),
        (5, "confirmed", False),
    ],
)
def test_one_or_two_stars_reopen_with_a_senior_agent(accounts, score, state, senior) -> None:
    """Three and more confirm; the same score twice is one rating, another one is refused."""
    ticket = _resolved(accounts)
    rated = accounts.tickets.rate(STRANGER, ticket.id, score)
    again = accounts.tickets.rate(STRANGER, ticket.id, score)

    assert (rated.state, rated.senior, rated.rating) == (state, senior, score)
    assert again == rated
    with pytest.raises(TicketRefused):
        accounts.tickets.rate(STRANGER, ticket.id, 4)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_rating_is_one_to_five(accounts, score) -> None:
    """Anything else is the caller's mistake."""
    with pytest.raises(ValueError, match="no rating"):
        accounts.tickets.rate(STRANGER, _resolved(accounts).id, score)


@pytest.mark.parametrize("act", ["urge", "confirm", "reopen"])
@pytest.mark.parametrize("ticket_id", ["GZ2026000007", "GZ2026000008"])
def test_nobody_touches_the_tickets_of_others(accounts, act, ticket_id) -> None:
    """One that exists and one that does not are refused alike."""
    with pytest.raises(NotFound):
        getattr(accounts.tickets, act)(STRANGER, ticket_id)
    with pytest.raises(NotFound):
        accounts.tickets.rate(STRANGER, ticket_id, 1)
    with pytest.raises(NotFound):
        accounts.tickets.report_again(STRANGER, ticket_id, "又坏了")


def test_everything_done_to_a_numbers_ticket_is_audited(accounts, prove) -> None:
    """Who, what and when; the customer may see it."""
    ticket = _resolved(accounts)
    accounts.tickets.rate(STRANGER, ticket.id, 1)
    accounts.tickets.urge(STRANGER, ticket.id)
    caller = prove(NUMBER)
    seen = [(e.actor, e.what) for e in accounts.audit.entries_of(caller, NUMBER)][::-1]

    told = [each for each in seen if each[1].startswith("ticket_")]
    assert told == [
        ("bot:001", "ticket_opened"),
        ("agent:8801", "ticket_moved"),
        ("agent:8801", "ticket_moved"),
        ("agent:8801", "ticket_moved"),
        ("bot:001", "ticket_rated"),
        ("bot:001", "ticket_urged"),
    ]
